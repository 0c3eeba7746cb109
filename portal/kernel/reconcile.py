"""Has every department's system got every message? Counted by day and department, and what is missing sent again.

A day is one in Korea, by when the message was written. Departments without a system of their own work at the desk and
get no messages, so they are not counted. A message counts as missing if it was parked, if nobody has acknowledged it
for GRACE, or if its department acknowledged it and says now, asked, that it does not have it. Sending again keeps the
message's id, so that who has it after all takes it for the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from portal.database.reading import marks
from portal.database.rows import ask, change, instant
from portal.database.transactions import transaction
from portal.kernel.deadlines import KST, korean
from portal.kernel.models import BackOffice, HeldReport
from portal.kernel.outbox import ACKNOWLEDGED, LEASED, PARKED, PENDING, RELAYED

GRACE: Final = timedelta(hours=1)
MOST_DAYS: Final = 92
"""Acknowledged messages are kept a little shorter than this (`expiry.OUTBOX_KEPT`)."""
_BETWEEN: Final = "created_at >= ? AND created_at < ? AND department IN ({departments})"
_ROWS: Final = f"SELECT department, state, attempts, created_at, lost_at FROM outbox_message WHERE {_BETWEEN}"  # noqa: S608
_LACKING: Final = (
    f"(state = '{PARKED}' OR lost_at IS NOT NULL"
    f" OR (state IN ('{PENDING}', '{RELAYED}') AND created_at <= ?))"
)
_RESEND: Final = (
    f"UPDATE outbox_message SET state = '{PENDING}', attempts = 0, available_at = ?, lease = '',"  # noqa: S608
    f" leased_until = NULL, error = '', lost_at = NULL, acknowledged_at = NULL WHERE {_BETWEEN} AND {_LACKING}"
)
_IDS: Final = f"SELECT id, state FROM outbox_message WHERE {_BETWEEN}"  # noqa: S608
_CHUNK: Final = 500


@dataclass
class Tally:
    """One department's messages of one day.

    `received` is what its system says it has, None if it was not asked or has not answered (`asked_at`).
    """

    day: date
    department: str
    written: int = 0
    sent: int = 0
    acknowledged: int = 0
    missing: int = 0
    received: int | None = None
    asked_at: datetime | None = None
    answered_at: datetime | None = None


async def departments() -> list[str]:
    """The departments whose system is open."""
    found = await BackOffice.filter(active=True).distinct().values_list("department", flat=True)
    return sorted(str(one) for one in found)


async def tallies(among: Collection[str], since: date, until: date, now: datetime) -> list[Tally]:
    """The days from `since` to `until` (both included) on which one of these departments had messages, newest first."""
    given = sorted(among)
    if not given:
        return []
    rows = await ask(_ROWS.format(departments=marks(given)), *_bounds(since, until), *given)
    found: dict[tuple[date, str], Tally] = {}
    for row in rows:
        day = korean(instant(row["created_at"])).date()
        tally = found.setdefault((day, row["department"]), Tally(day, row["department"]))
        _count(tally, row, now)
    for report in await HeldReport.filter(department__in=given, day__gte=since, day__lte=until):
        tally = found.setdefault((report.day, report.department), Tally(report.day, report.department))
        tally.asked_at, tally.answered_at, tally.received = report.asked_at, report.answered_at, report.held
    return sorted(found.values(), key=lambda tally: (-tally.day.toordinal(), tally.department))


def _count(tally: Tally, row: dict[str, Any], now: datetime) -> None:
    done = row["state"] == ACKNOWLEDGED
    lost = row["lost_at"] is not None
    tally.written += 1
    tally.sent += row["state"] in (LEASED, RELAYED, ACKNOWLEDGED) or row["attempts"] > 0
    tally.acknowledged += done
    late = row["state"] in (PENDING, RELAYED) and instant(row["created_at"]) <= now - GRACE
    tally.missing += lost or late or row["state"] == PARKED


async def resend(among: Collection[str], since: date, until: date, now: datetime) -> int:
    """Offer what is missing in these days again, at once and with all its tries; how many messages."""
    given = sorted(among)
    if not given:
        return 0
    async with transaction():
        return await change(
            _RESEND.format(departments=marks(given)), now, *_bounds(since, until), *given, now - GRACE
        )


async def ask_for(department: str, day: date, now: datetime) -> None:
    """Ask a department's system what it has of a day; it is told the next time it fetches."""
    async with transaction():
        await HeldReport.filter(department=department, day=day).delete()
        await HeldReport.create(department=department, day=day, asked_at=now)


async def questions(department: str) -> list[date]:
    """The days that a department's system is asked about and has not answered."""
    found = HeldReport.filter(department=department, answered_at=None).order_by("day").limit(10)
    return list(await found.values_list("day", flat=True))  # type: ignore[arg-type]


async def told(department: str, day: date, ids: Iterable[UUID], now: datetime) -> None:
    """The department's system has these of the day, and no others.

    What it has and did not acknowledge counts as acknowledged now; what it acknowledged and lacks is missing.
    """
    has, given = set(ids), [department]
    async with transaction():
        rows = await ask(_IDS.format(departments=marks(given)), *_bounds(day, day), *given)
        state = {UUID(str(row["id"])): row["state"] for row in rows}
        lost = [one for one, known in state.items() if known == ACKNOWLEDGED and one not in has]
        ours = [one for one in state if one in has]
        await _set("lost_at = ?", [now], lost)
        await _set("lost_at = NULL", [], ours)
        await _set(
            f"state = '{ACKNOWLEDGED}', acknowledged_at = ?, lease = '', leased_until = NULL, error = ''",
            [now],
            [one for one in ours if state[one] != ACKNOWLEDGED],
        )
        report, _ = await HeldReport.get_or_create(department=department, day=day, defaults={"asked_at": now})
        await HeldReport.filter(id=report.id).update(answered_at=now, held=len(ours))


async def _set(what: str, values: list[datetime], ids: list[UUID]) -> None:
    for first in range(0, len(ids), _CHUNK):
        some = ids[first : first + _CHUNK]
        await change(f"UPDATE outbox_message SET {what} WHERE id IN ({marks(some)})", *values, *some)  # noqa: S608


def _bounds(since: date, until: date) -> tuple[datetime, datetime]:
    """From the beginning of the first day to the end of the last one, as Korea counts."""
    return (
        datetime.combine(since, time(), KST),
        datetime.combine(until + timedelta(days=1), time(), KST),
    )
