"""Which petitions did the same person file before, and were answered? The evidence for closing a repeat (민원법 23)."""

from __future__ import annotations

from tortoise.expressions import Q

from portal.kernel.models import Case


async def answered_before(case: Case) -> list[Case]:
    """The cases of the same person that were answered before this one was filed, the newest first.

    The same person: of the same account, or of the same name with the same phone or e-mail.
    """
    same = [Q(person_id=case.person_id)] if case.person_id else []
    for name, hashed in (("phone_hash", case.phone_hash), ("email_hash", case.email_hash)):
        if hashed and case.name_hash:
            same.append(Q(name_hash=case.name_hash, **{name: hashed}))
    if not same:
        return []
    rows = Case.filter(Q(*same, join_type="OR"), room=case.room, closed_at__lt=case.submitted_at)
    return await rows.exclude(outcome="").exclude(id=case.id).order_by("-closed_at")
