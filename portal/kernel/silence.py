"""Which department's own system does not fetch what waits for it, so that degraded mode should be declared?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from portal.database.rows import ask, instant

LONG: Final = timedelta(minutes=30)
"""A system that works fetches within seconds; after this it is taken to be away."""
# What could be fetched, from us or from a broker, and is not: a message behind an earlier one of its case is not
# offered.
_WAITING: Final = """
SELECT message.department AS department, COUNT(*) AS number, MIN(message.available_at) AS since
FROM outbox_message message
WHERE message.state IN ('pending', 'relayed') AND message.available_at <= ?
  AND EXISTS (SELECT 1 FROM back_office office WHERE office.department = message.department AND office.active)
  AND NOT EXISTS (
    SELECT 1 FROM outbox_message earlier
    WHERE earlier.case_id = message.case_id AND earlier.sequence < message.sequence
      AND earlier.state <> 'acknowledged')
GROUP BY message.department ORDER BY since
"""


@dataclass(frozen=True)
class Silent:
    """A department whose system is away: how many messages wait for it, and since when they could be fetched."""

    department: str
    waiting: int
    since: datetime


async def silent(now: datetime) -> list[Silent]:
    """The departments with a system of their own that has not fetched anything for LONG while items waited."""
    rows = await ask(_WAITING, now - LONG)
    return [Silent(row["department"], row["number"], instant(row["since"])) for row in rows]
