"""Whose cases are these? Found by keyed hashes of an exact name, phone, its last four digits, or e-mail."""

from __future__ import annotations

from datetime import datetime

from portal.kernel import keys, permissions, receipts
from portal.kernel.deadlines import korean
from portal.kernel.models import Case
from portal.kernel.moves import Actor
from portal.rooms.desk.queries.lists import Listed, by_urgency, departments_of
from portal.rooms.desk.rules import Asked

_COLUMNS = {
    "name": "name_hash",
    "phone": "phone_hash",
    "phone-tail": "phone_tail_hash",
    "email": "email_hash",
}


def hash_of(asked: Asked) -> str:
    """The keyed hash by which a person is looked for ("" if the search is for no person)."""
    return keys.keyed_hash(asked.kind, asked.value) if asked.kind in _COLUMNS else ""


async def by_person(kind: str, hashed: str, actor: Actor, page: int) -> Listed:
    """The cases of people whose `kind` has this keyed hash, open or closed, in the actor's departments."""
    if not hashed or kind not in _COLUMNS:
        return Listed([], 0)
    query = Case.filter(**{_COLUMNS[kind]: hashed}, department__in=departments_of(actor))
    return await by_urgency(query, page)


async def by_number(asked: Asked, actor: Actor, now: datetime) -> Case | None:
    """The case of a receipt number, whole or (of this year) without its year, if the actor may see it."""
    number: str | None = asked.value
    if asked.kind == "short_number":
        number = receipts.read(f"{korean(now).year}-{asked.value.zfill(8)}")
    case = await Case.get_or_none(receipt_no=number) if number else None
    if case is None or not permissions.sees_contents_of(actor, case.department):
        return None
    return case
