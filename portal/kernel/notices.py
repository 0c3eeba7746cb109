"""Tell this person: rows written with the event, sent later by the worker through plugged-in channels.

A notice never holds contents: it says what changed, what to do and until when, with a link.
`portal` notices are read on the case's page; other channels are plugged in by `portal.house`.
"""

from __future__ import annotations

from datetime import datetime

from portal.kernel.models import Case, ContactProof, Event, Notice


async def tell(case: Case, event: Event, topic: str, *, mailable: bool) -> None:
    """Write the notices of an event: one in the portal, one by mail if the petitioner proved an e-mail."""
    channels = ["portal", "mail"] if mailable else ["portal"]
    await Notice.bulk_create(
        [
            Notice(
                case_id=case.id,
                event_seq=event.seq,
                topic=topic,
                channel=channel,
                state="sent" if channel == "portal" else "pending",
                sent_at=event.at if channel == "portal" else None,
                available_at=event.at,
                created_at=event.at,
            )
            for channel in channels
        ]
    )


async def tell_code(proof: ContactProof, now: datetime) -> None:
    """Write the notice that brings a one-time code to the contact it shall prove."""
    await Notice.create(proof_id=proof.id, topic="code", channel="mail", available_at=now, created_at=now)
