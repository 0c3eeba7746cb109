"""What did the same person file before, and how was it answered?

Evidence for closing repeats (민원법 23), and of what a preliminary review told in advance (민원법 30).
"""

from __future__ import annotations

from typing import Final

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from portal.kernel.catalogue.shapes import PRELIMINARY
from portal.kernel.models import Case

POSSIBLE: Final = "possible"
"""The outcome of a preliminary review that says that the statutory petition can be granted."""


async def answered_before(case: Case) -> list[Case]:
    """The cases of the same person that were answered before this one was filed, the newest first."""
    rows = _of_same_person(case)
    if rows is None:
        return []
    return await rows.filter(closed_at__lt=case.submitted_at).exclude(outcome="").order_by("-closed_at")


async def told_possible(case: Case) -> list[Case]:
    """The same person's preliminary reviews of this case's service that were answered `possible`, the newest first."""
    rows = _of_same_person(case)
    if rows is None or case.service_code.endswith(PRELIMINARY):
        return []
    reviews = rows.filter(service_code=case.service_code + PRELIMINARY, outcome=POSSIBLE)
    return await reviews.filter(closed_at__lt=case.submitted_at).order_by("-closed_at")


def _of_same_person(case: Case) -> QuerySet[Case] | None:
    """The other cases of the same account, or of the same name with the same phone or e-mail; None if nobody's."""
    same = [Q(person_id=case.person_id)] if case.person_id else []
    for name, hashed in (("phone_hash", case.phone_hash), ("email_hash", case.email_hash)):
        if hashed and case.name_hash:
            same.append(Q(name_hash=case.name_hash, **{name: hashed}))
    if not same:
        return None
    return Case.filter(Q(*same, join_type="OR"), room=case.room).exclude(id=case.id)
