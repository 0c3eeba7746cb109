"""How many rows does a query find, if it matters only up to a number? A list says "1,000 and more" beyond it.

Counting all would take longer every year; this reads no more rows than the number.
"""

from __future__ import annotations

from typing import Any, Final

from tortoise.expressions import RawSQL
from tortoise.queryset import QuerySet

MANY: Final = 1_000
"""Up to here the rows of a list are counted, and shown page by page."""


async def count_up_to(query: QuerySet[Any], most: int = MANY) -> int:
    """The number of rows, or `most` + 1 if there are more."""
    found = query.annotate(one=RawSQL("1")).order_by().limit(most + 1)
    return len(await found.values_list("one", flat=True))
