"""Which cases are this browser's or this e-mail's, in the order in which they matter?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.kernel.cases import of_account
from portal.kernel.models import Case, Notice, Person


@dataclass(frozen=True)
class Mine:
    """A case and how many of its notices nobody has read yet."""

    case: Case
    unread: int


async def of_browser(held: Collection[str]) -> list[Mine]:
    """The cases that this browser holds: open ones first, the newest first."""
    ids = [UUID(one) for one in held]
    return await _mine(await Case.filter(id__in=ids).order_by("-submitted_at", "-receipt_no") if ids else [])


async def unclaimed(held: Collection[str]) -> list[Case]:
    """Those of the cases that this browser holds which are in no account."""
    ids = [UUID(one) for one in held]
    return await Case.filter(id__in=ids, person_id=None).order_by("submitted_at") if ids else []


async def of_person(person: Person) -> list[Mine]:
    """The cases in this account: open ones first, the newest first."""
    return await _mine(await of_account(person))


async def _mine(found: Sequence[Case]) -> list[Mine]:
    ids = [case.id for case in found]
    unread = await Notice.filter(case_id__in=ids, channel="portal", read_at=None).values_list(
        "case_id", flat=True
    )
    counts = [str(one) for one in unread]
    return [
        Mine(case, counts.count(str(case.id)))
        for case in sorted(found, key=lambda case: case.closed_at is not None)
    ]
