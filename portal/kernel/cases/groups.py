"""Which cases belong together: those that wait for one answer, and those that were one petition before?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from portal.kernel.models import Case, Event
from portal.kernel.moves import MERGED

MOST: Final = 100
"""How many cases are offered for merging at a time."""


async def followers_of(case: Case) -> list[Case]:
    """The cases that get this one's answer, in the order of their filing."""
    return await Case.filter(lead_id=case.id, stage=MERGED).order_by("submitted_at", "receipt_no")


async def leads(case: Case) -> bool:
    """Whether other cases wait for this one's answer."""
    return await Case.exists(lead_id=case.id, stage=MERGED)


async def could_join(case: Case, stages: Sequence[str], numbers: Collection[str] | None = None) -> list[Case]:
    """The cases of the same service and department in these stages whose clock runs and that lead no others.

    Those of these receipt `numbers`, or without any the newest.
    """
    same = Case.filter(room=case.room, service_code=case.service_code, department=case.department)
    rows = same.filter(stage__in=list(stages), due_at__isnull=False).exclude(id=case.id)
    rows = rows.filter(receipt_no__in=list(numbers)) if numbers is not None else rows.limit(MOST)
    found = await rows.order_by("-submitted_at", "-receipt_no")
    ids = [one.id for one in found]
    leading = Case.filter(lead_id__in=ids, stage=MERGED).values_list("lead_id", flat=True)
    taken = set(await leading) if ids else set()
    return [one for one in found if one.id not in taken]


async def lead_of(case: Case) -> Case | None:
    """The case whose answer this one gets or got."""
    return await Case.get_or_none(id=case.lead_id) if case.lead_id else None


async def answer_of(case: Case) -> tuple[Case, int] | None:
    """The lead whose answer this case was told, and the number of the lead's event that told it there."""
    lead = await lead_of(case)
    if lead is None:
        return None
    told = await Event.filter(case_id=lead.id, kind="notify").order_by("-seq").first()
    return (lead, told.seq) if told is not None else None


async def parts_of(case: Case) -> list[Case]:
    """All cases that were one petition with this one before, the first being that petition; empty if it is whole."""
    whole = case.origin_id or case.id
    parts = await Case.filter(origin_id=whole).order_by("receipt_no")
    return [await Case.get(id=whole), *parts] if parts else []


def people_of(cases: Sequence[Case]) -> int:
    """How many different people filed these cases: by account, or by name with phone or e-mail."""
    return len(
        {
            str(case.person_id or "") or (case.name_hash, case.phone_hash or case.email_hash or str(case.id))
            for case in cases
        }
    )
