"""Which days and hours does the office work, and which years does it know the holidays of?

Dates are Korean calendar dates (Asia/Seoul, UTC+9 the year round); instants are aware and leave here as UTC.
Public holidays: 관공서의 공휴일에 관한 규정 2, 3조. A Saturday is no public holiday; every counting rule leaves
it out by its own words (민원법 19, 민법 161).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone

from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message, Text

# A fixed offset, since Korea has had no summer time since 1988: the server's own zone never matters.
KST = timezone(timedelta(hours=9), "KST")
ONE_DAY = timedelta(days=1)

# Half-open [09:00,12:00) and [13:00,18:00): 8 hours (민원령 8조의3①; the lunch hour by public service rules).
OPENING = time(9)
CLOSING = time(18)
SLOTS = ((OPENING, time(12)), (time(13), CLOSING))

SATURDAY = 5
SUNDAY = 6
_SUNDAY_NAME = Text("일요일", "Sunday")


class UnknownYear(Refusal):
    """The holiday table does not reach the year that is needed; guessing would promise a wrong date."""

    kind = "unavailable"

    def __init__(self, year: int) -> None:
        super().__init__(
            N_("%(year)s년의 공휴일이 아직 등록되지 않아 기한을 계산할 수 없습니다."), year=str(year)
        )
        self.year = year


class NaiveTime(ValueError):
    """A programmer's error: a time without a zone was passed where an instant is meant."""


@dataclass(frozen=True)
class Calendar:
    """The public holidays of the covered years, by date, with their names. Frozen and hashable by identity.

    `holidays` needs no Sundays (they are holidays by 2조 1호); `years` says for which years it is complete.
    `taken_back`: days that were holidays until an instant, with their names.
    """

    holidays: Mapping[date, str]
    years: frozenset[int] = field(default_factory=frozenset)
    taken_back: Mapping[date, tuple[datetime, str]] = field(default_factory=dict)

    __hash__ = object.__hash__

    def as_told(self, at: datetime) -> Calendar:
        """The calendar for a period of the petitioner's that began at `at`: days taken back since then still count.

        Whoever was told a last day may rely on it (행정절차법 4조②), so such a period never becomes shorter.
        """
        since = {day: name for day, (ended, name) in self.taken_back.items() if ended > at}
        return replace(self, holidays={**since, **self.holidays}) if since else self

    def cover(self, day: date) -> None:
        """Raise UnknownYear unless the table covers the year of `day`."""
        if day.year not in self.years:
            raise UnknownYear(day.year)

    def is_working_day(self, day: date) -> bool:
        """True if the office works on `day`. Raises UnknownYear."""
        self.cover(day)
        return day.weekday() < SATURDAY and day not in self.holidays

    def why_closed(self, day: date) -> Message | None:
        """Why the office does not work on `day`, or None if it does. Raises UnknownYear."""
        self.cover(day)
        if day in self.holidays:
            return Message(N_("공휴일(%(name)s)"), {"name": Message(self.holidays[day])})
        if day.weekday() == SUNDAY:
            return Message(N_("공휴일(%(name)s)"), {"name": _SUNDAY_NAME})
        return Message(N_("토요일")) if day.weekday() == SATURDAY else None

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`. Raises UnknownYear."""
        day += ONE_DAY
        while not self.is_working_day(day):
            day += ONE_DAY
        return day


def korean(instant: datetime) -> datetime:
    """The instant on Korean clocks. Raises NaiveTime for a time without a zone."""
    if instant.tzinfo is None:
        raise NaiveTime(f"a time without a zone: {instant!r}")
    return instant.astimezone(KST)


def at(day: date, hour: time) -> datetime:
    """The instant (UTC) when Korean clocks show `hour` on `day`."""
    return datetime.combine(day, hour, KST).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The due instant of a period that ends with `day`: 23:59:59 KST, as UTC (민법 159)."""
    return at(day, time(23, 59, 59))
