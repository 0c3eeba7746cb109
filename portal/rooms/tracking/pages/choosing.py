"""Which rows does the visitor want? The same words in the address of the list and of its data."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request

from portal.kernel import catalogue
from portal.kernel.answers import normal
from portal.kernel.public.text import LONGEST_QUERY
from portal.rooms.tracking import queries
from portal.web import paging


def filter_of(request: Request) -> queries.Filter:
    """What the address asks for; senseless choices are no choice."""
    asked = request.query_params
    department = asked.get("department", "")
    return queries.Filter(
        department=department if catalogue.current().department(department) else "",
        state=asked.get("state", ""),
        page=paging.asked(request),
        words=normal.line(asked.get("q", ""))[:LONGEST_QUERY],
    )


def query_of(chosen: queries.Filter, page: int = 1) -> str:
    """The choice as an address has it, with its question mark; empty for no choice."""
    said = {
        "q": chosen.words,
        "department": chosen.department,
        "state": chosen.state,
        "page": str(page) if page > 1 else "",
    }
    written = urlencode({name: value for name, value in said.items() if value})
    return f"?{written}" if written else ""
