"""Two tabs change one session at the same moment: what stands in it afterwards? What both of them did."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from portal.kernel.models import Session

Data = Mapping[str, object]

RESTS: Final = timedelta(minutes=10)
"""A row that was turned into another opens at most so long what it opened before."""
TURNED: Final = "turned"
"""In the data of a row whose token was changed: the ids of the rows that took its place."""


def merged(before: Data, mine: Data, theirs: Data) -> dict[str, object]:
    """`theirs` with all that `mine` changed since `before`; of a list, with what was added and taken out."""
    result = dict(theirs)
    for name in dict.fromkeys((*before, *mine)):
        if name not in mine:
            result.pop(name, None)
        elif mine[name] != before.get(name):
            result[name] = _value(before.get(name), mine[name], theirs.get(name))
    return result


def _value(before: object, mine: object, theirs: object) -> object:
    if not isinstance(mine, list) or not isinstance(theirs, list):
        return mine
    known = before if isinstance(before, list) else []
    kept = [one for one in theirs if one in mine or one not in known]
    return [*kept, *(one for one in mine if one not in known and one not in kept)]


async def rows_now(row_id: str, before: Data) -> list[Session]:
    """A row as it is now (first), and those that others turned it into since it was read as `before`.

    Call inside the transaction that writes them.
    """
    row = await Session.get_or_none(id=row_id)
    if row is None:
        return []
    seen = _turned(before)
    fresh = [one for one in _turned(row.data) if one not in seen]
    return [row, *await Session.filter(id__in=fresh)] if fresh else [row]


async def forget(row: Session, now: datetime) -> None:
    """Delete a row, those that rest for a moment because they turned into it, and those that it turned into.

    Whoever signs out is signed out under the tokens before, too.
    """
    gone = {row.id, *_turned(row.data)}
    resting = await Session.filter(expires_at__lte=now + RESTS)
    while more := {one.id for one in resting if gone & set(_turned(one.data))} - gone:
        gone |= more
    await Session.filter(id__in=list(gone)).delete()


def turned_into(data: Data, row_id: str) -> dict[str, object]:
    """The data of a row with one more that took its place."""
    return {**data, TURNED: [*_turned(data), row_id]}


def _turned(data: Data) -> list[str]:
    ids = data.get(TURNED)
    return [str(one) for one in ids] if isinstance(ids, list) else []
