"""What does a statement do, and how is it written for the engine at hand?

The house's own statements are written once, with `?` for each value.
"""

from __future__ import annotations

import re
from itertools import count

_READS = re.compile(r"\s*(SELECT|VALUES|EXPLAIN|WITH|SHOW)\b", re.IGNORECASE)
_WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
_RETURNS = re.compile(r"\bRETURNING\b", re.IGNORECASE)


def is_read(sql: str) -> bool:
    """True for a statement that only reads. A WITH that might write, and every PRAGMA, counts as a write."""
    first = _READS.match(sql)
    if first is None:
        return False
    return first[1].upper() != "WITH" or _WRITES.search(sql) is None


def gives_rows(sql: str) -> bool:
    """True for a statement whose answer is rows: one that reads, or one that returns what it has written."""
    return is_read(sql) or _RETURNS.search(sql) is not None


def numbered(sql: str) -> str:
    """PostgreSQL's way to write the values: `?` becomes `$1`, `$2` … No statement of ours has a `?` in a string."""
    numbers = count(1)
    return re.sub(r"\?", lambda _: f"${next(numbers)}", sql)
