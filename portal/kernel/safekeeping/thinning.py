"""Which old backups stay? The newest of each of 7 days, 5 weeks and 8 quarters; of the keys, the newest 3 only.

The newest keys archive opens every older data archive, for keys only go. An old one would open what was destroyed
since, so it must not be kept: a destroyed case is gone for good once the last keys archive from before is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from portal.kernel.keys import KOREA
from portal.kernel.safekeeping.backup import DATA_ENDING, KEYS_ENDING

DAILY: Final = 7
WEEKLY: Final = 5
QUARTERLY: Final = 8
KEYS: Final = 3

Period = Callable[[date], tuple[int, int]]


def thin(data: Path, keys: Path) -> list[Path]:
    """Remove what is not to stay; returns what went."""
    archives = _dated(data, DATA_ENDING)
    kept = to_keep(archives.values())
    gone = [path for path, at in archives.items() if at not in kept]
    gone += sorted(_dated(keys, KEYS_ENDING), reverse=True)[KEYS:]
    for path in gone:
        path.unlink()
    return gone


def to_keep(made: Iterable[datetime]) -> set[datetime]:
    """Of backups made at these times, those that stay."""
    newest = sorted(made, reverse=True)
    ways: list[tuple[Period, int]] = [
        (lambda day: (day.year, day.timetuple().tm_yday), DAILY),
        (lambda day: day.isocalendar()[:2], WEEKLY),
        (lambda day: (day.year, (day.month - 1) // 3), QUARTERLY),
    ]
    return {at for period, number in ways for at in _newest_of_each(newest, period, number)}


def _newest_of_each(newest_first: list[datetime], period: Period, number: int) -> list[datetime]:
    found: dict[tuple[int, int], datetime] = {}
    for at in newest_first:
        found.setdefault(period(at.astimezone(KOREA).date()), at)
    return list(found.values())[:number]


def _dated(folder: Path, ending: str) -> dict[Path, datetime]:
    """The archives of a folder by the time in their names."""
    found = {}
    for path in folder.glob(f"portal-*{ending}"):
        stamp = path.name.removeprefix("portal-").removesuffix(ending)
        found[path] = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    return found
