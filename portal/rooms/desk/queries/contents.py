"""Which public contents are there to edit, whose are they, and which must be looked at again?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from portal.kernel import catalogue, contents, permissions
from portal.kernel.contents import Content, Item
from portal.kernel.models import Person
from portal.kernel.moves import Actor


async def listed(kind: str, owner: str, *, due: bool, today: date) -> list[Item[Content]]:
    """The contents of a kind and an owner (all without), or only what must be looked at again; notices newest first."""
    found = [
        item
        for item in await contents.all_newest()
        if kind in ("", item.kind) and owner in ("", item.owner) and (not due or item.overdue(today))
    ]
    order = {name: place for place, name in enumerate(contents.KIND_NAMES)}
    return sorted(found, key=lambda item: (order[item.kind], item.over(today), _place(item)))


def _place(item: Item[Content]) -> tuple[int, str]:
    """By address; of what has numbers the newest first."""
    return (-int(item.slug), "") if item.slug.isdecimal() else (0, item.slug)


async def to_review(actor: Actor, today: date) -> int:
    """How many contents this member of staff should look at again."""
    found = await contents.overdue(today)
    return sum(1 for item in found if permissions.edits_public(actor, item.kind, item.owner))


def owners_for(actor: Actor, kind: str) -> list[str]:
    """The departments for which this member of staff may edit such a content."""
    codes = [department.code for department in catalogue.current().departments]
    return [code for code in codes if permissions.edits_public(actor, kind, code)]


async def departments_left() -> list[str]:
    """The departments of the catalogue that the directory does not have yet."""
    there = {item.slug for item in await contents.all_newest() if item.kind == "department"}
    return [one.code for one in catalogue.current().departments if one.code not in there]


async def editors(items: Iterable[Item[Content]]) -> dict[str, str]:
    """The names of who edited, by login."""
    logins = {item.edited_by for item in items if item.edited_by}
    people = await Person.filter(login__in=sorted(logins)) if logins else []
    return {person.login: person.name for person in people}
