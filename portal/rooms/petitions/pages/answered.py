"""What was answered, or how did it end without an answer? The middle of a case's page once it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.kernel import grounds
from portal.kernel.timeline import Entry
from portal.kernel.words import N_
from portal.rooms.petitions.definition import OUTCOMES
from portal.rooms.petitions.pages.record import ENDED, File, files_of
from portal.rooms.petitions.queries import Opened
from portal.web import casework, dates
from portal.web.i18n import Words


@dataclass(frozen=True)
class Answer:
    """What was decided and told: `refused` decides the look, `object_until` is a day in words or empty."""

    outcome: str
    tone: str
    text: str
    reasons: str
    departure: str
    remedies: str
    object_until: str
    files: tuple[File, ...]


def answer(opened: Opened, words: Words) -> Answer | None:
    """The answer once it was told; the reason of a return likewise."""
    event = opened.last("notify", *ENDED)
    if event is None:
        return None
    body, meta = event.body or {}, event.meta
    if event.kind in ENDED:
        return Answer(
            outcome=words(casework.event_title(opened.case.room, event.kind)),
            tone="closed",
            text="\n".join(_ending(event, words)),
            reasons=str(body.get("reason", "")),
            departure="",
            remedies="",
            object_until="",
            files=(),
        )
    refused = meta.get("outcome") == "refused"
    last_day = opened.clocks.object_until
    until = last_day.due_at if last_day and opened.service.statutory else None
    return Answer(
        outcome=words(OUTCOMES[str(meta["outcome"])]),
        tone="refused" if refused else "done",
        text=str(body.get("answer", "")),
        reasons=str(body.get("reasons", "")),
        departure=str(body.get("departure", "")),
        remedies=str(body.get("remedies", "")),
        object_until=dates.date(until, words.lang) if refused and until else "",
        files=files_of(opened, event.seq),
    )


def _ending(event: Entry, words: Words) -> list[str]:
    """What is told of an end without an answer besides its reasons: to whom it went, by which ground, after what."""
    body, meta = event.body or {}, event.meta
    if event.kind == "transfer":
        return [
            words(N_("맡은 기관: %(agency)s"), agency=body.get("agency", "")),
            str(body.get("contact", "")),
        ]
    if event.kind == "decline":
        return [words(grounds.DECLINE.get(str(meta.get("ground")), ""))]
    if event.kind == "close_repeat":
        text = N_("%(day)s에 답변한 %(number)s")
        return [
            *(
                words(text, day=dates.date(datetime.fromisoformat(at), words.lang), number=number)
                for number, at in meta.get("answered", [])
            ),
            str(body.get("committee", "")),
        ]
    return []
