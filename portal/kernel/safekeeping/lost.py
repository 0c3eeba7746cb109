"""Would what was filed after the backup come back too? Entered again in the drill's own place, as in earnest.

From signed receipts as petitioners have them, and from copies as the departments' systems were told. Needs bound rooms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from portal.kernel import ledger, reentry
from portal.kernel.cases import answers_of, counterfoil, key_of, petitioner_of
from portal.kernel.models import Case, Event
from portal.kernel.moves import SYSTEM
from portal.kernel.record import signed_receipts, signing
from portal.kernel.record.signing import PublicKey
from portal.kernel.refusals import Refusal

MOST: Final = 20
"""How many of the newest cases a drill looks at."""


@dataclass(frozen=True)
class Held:
    """What petitioner and department hold of one living case."""

    receipt_no: str
    receipt: str
    copy: reentry.Copy


async def held() -> tuple[list[Held], dict[str, PublicKey]]:
    """What is held of the newest cases, and the house's public keys; nothing while the house can't sign."""
    try:
        signer = await signing.signer()
    except signing.NoSigningKey:
        return [], {}
    newest = Case.filter(key__destroyed_at=None).order_by("-submitted_at", "-receipt_no").limit(MOST)
    found = []
    for case in await newest:
        receipt = (await signed_receipts.of_case(case, signer))[-1]
        found.append(Held(case.receipt_no, receipt.text(), await _copy(case)))
    return found, await signing.public_keys()


async def enter_again(
    those: Sequence[Held], known: Mapping[str, PublicKey], now: datetime
) -> tuple[int, list[str]]:
    """Enter again what of these is not here; how many, and what was wrong. In the drill's place."""
    count, problems = 0, []
    for one in those:
        if await Case.exists(receipt_no=one.receipt_no):
            continue
        try:
            await reentry.enter_again(one.receipt, one.copy, known=known, actor=SYSTEM, now=now)
        except Refusal as refusal:
            problems.append(f"{one.receipt_no} was not entered again: {refusal.code or refusal.kind}")
            continue
        count += 1
        standing = await signed_receipts.standing(signed_receipts.check(one.receipt, known))
        if standing != signed_receipts.REENTERED:
            problems.append(f"{one.receipt_no} was entered again and {standing} from its receipt")
    if count:
        verdict = await ledger.verify()
        problems += [f"{fault.receipt_no}: {fault.seq} {fault.what}" for fault in verdict.faults]
    return count, problems


async def _copy(case: Case) -> reentry.Copy:
    """As a department's system has it that was told of the filing, and then of the case as it stands."""
    key, first = await key_of(case), await Event.get(case_id=case.id, seq=1)
    petitioner, answers = petitioner_of(case, key), answers_of(case, key)
    of = _told(case)
    filed = reentry.Told(
        sequence=case.out_seq,
        kind=first.kind,
        at=first.at,
        by=first.actor_kind,
        client="",
        stage=case.stage,
        data={"case": of},
    )
    return reentry.Copy(
        receipt_no=case.receipt_no,
        counterfoil=counterfoil.make(case, first, petitioner, answers),
        petitioner=counterfoil.told(petitioner),
        answers=answers,
        told=[filed],
        of=of,
        digest="",
    )


def _told(case: Case) -> dict[str, Any]:
    moments = {name: getattr(case, name) for name in ("accepted_at", "due_at", "closed_at")}
    return {
        "department": case.department,
        "stage": case.stage,
        "outcome": case.outcome,
        "status_sequence": case.in_seq,
        **{name: at.isoformat() if at else None for name, at in moments.items()},
    }
