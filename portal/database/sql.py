"""What does a statement do, and how is it written for the engine at hand?

The house's own statements are written once, with `?` for each value.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import count

_READS = re.compile(r"\s*(SELECT|VALUES|EXPLAIN|WITH|SHOW)\b", re.IGNORECASE)
_WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
_MARK = re.compile(r"\$(\d+)")
_RETURNED = re.compile(r'\bRETURNING ("\w+")$')
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


@cache
def in_one_step(inserts: tuple[str, ...]) -> str:
    """Several of Tortoise's INSERTs as one statement of PostgreSQL, so that they are one way to the server and back.

    Its values are theirs, one after the other; its row has a column for each: the generated key, or NULL. References
    among the new rows are checked when all of them stand.
    """
    parts, keys, before = [], [], 0
    for place, sql in enumerate(inserts):
        parts.append(f"r{place} AS ({_counted_from(before, sql)})")
        key = _RETURNED.search(sql)
        keys.append(f"(SELECT {key[1]} FROM r{place})" if key else "NULL::bigint")  # noqa: S608 (ours)
        before += max((int(number) for number in _MARK.findall(sql)), default=0)
    return f"WITH {', '.join(parts)} SELECT {', '.join(keys)}"


def _counted_from(before: int, sql: str) -> str:
    return _MARK.sub(lambda found: f"${int(found[1]) + before}", sql)
