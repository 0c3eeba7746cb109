"""Which page of a list is asked for, and which pages lie beside it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request

from portal.database.counting import MANY

FARTHEST: Final = MANY
"""No list has more pages; beyond it the database would only skip rows."""


@dataclass(frozen=True)
class Pages:
    """Where one is in a list (macro `lists.pagination`)."""

    number: int
    pages: int
    before: str
    after: str


def asked(request: Request) -> int:
    """The page that the address asks for (`page=`), from 1; 1 for anything senseless."""
    typed = request.query_params.get("page", "")
    # A number of any length is no error; int() itself takes 4,300 digits only.
    fits = typed.isascii() and typed.isdecimal() and len(typed) <= len(str(FARTHEST))
    return int(typed) if fits and 0 < int(typed) <= FARTHEST else 1


def pages(number: int, *, total: int, size: int, path: str, chosen: Mapping[str, str]) -> Pages:
    """The page `number` of `total` rows, `size` a page; `chosen` stays in the addresses of its neighbours.

    Beyond `MANY` rows (see `count_up_to`) a list ends: what is older is found by choosing or searching.
    """
    count = max(1, -(-min(total, MANY) // size))

    def address(page: int) -> str:
        said = {**chosen, "page": str(page)}
        return f"{path}?{urlencode({name: text for name, text in said.items() if text})}"

    return Pages(
        number,
        count,
        address(number - 1) if number > 1 else "",
        address(number + 1) if number < count else "",
    )
