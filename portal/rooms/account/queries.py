"""Which cases are this browser's or this e-mail's, in the order in which they matter?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from portal.kernel import keys
from portal.kernel.cases import key_of, petitioner_of
from portal.kernel.models import Case, Notice


@dataclass(frozen=True)
class Mine:
    """A case and how many of its notices nobody has read yet."""

    case: Case
    unread: int


async def of_browser(held: Collection[str]) -> list[Mine]:
    """The cases that this browser holds: open ones first, the newest first."""
    ids = [UUID(one) for one in held]
    found = await Case.filter(id__in=ids).order_by("-submitted_at", "-receipt_no") if ids else []
    unread = await Notice.filter(case_id__in=ids, channel="portal", read_at=None).values_list(
        "case_id", flat=True
    )
    counts = [str(one) for one in unread]
    return [
        Mine(case, counts.count(str(case.id)))
        for case in sorted(found, key=lambda case: case.closed_at is not None)
    ]


async def of_email(contact_hash: str) -> list[Case]:
    """The cases whose petitioner proved this address when filing.

    An address that was only typed opens nothing: whoever mistyped it would show the case to its owner.
    """
    found = await Case.filter(email_hash=contact_hash).order_by("submitted_at") if contact_hash else []
    return [case for case in found if await _proved(case)]


async def _proved(case: Case) -> bool:
    try:
        return petitioner_of(case, await key_of(case)).email_proved
    except keys.KeyDestroyed:
        return False
