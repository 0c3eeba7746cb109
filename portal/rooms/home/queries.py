"""Which notices, kiosks, departments and special days are shown, and in which order?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from portal.kernel import catalogue, contents, holidays, search
from portal.kernel.contents import Item, Kiosk, Line, Notice, Span
from portal.kernel.deadlines import korean
from portal.kernel.words import Message
from portal.web.hours import Timetable

DAYS_AHEAD: Final = 60


@dataclass(frozen=True)
class SpecialDay:
    """A coming day on which the front desk keeps other hours, or none, and why."""

    day: date
    hours: Span | None
    reason: Line | Message


@dataclass(frozen=True)
class Office:
    """A department as the directory shows it. `services` are how many petitions go to it."""

    department: catalogue.Department
    entry: contents.Department
    services: int


def today(now: datetime) -> date:
    """The date in Korea."""
    return korean(now).date()


async def notices(now: datetime) -> list[Item[Notice]]:
    """The notices whose days these are, the newest first."""
    here = today(now)
    found = [
        item for item in await contents.listed(Notice) if item.data.since <= here and not item.over(here)
    ]
    return sorted(
        found, key=lambda item: (item.data.since, item.edited_at is not None, item.slug), reverse=True
    )


async def notice(slug: str, now: datetime) -> Item[Notice]:
    """A notice whose days have begun. Raises UnknownContent."""
    item = await contents.shown(Notice, slug)
    if item.data.since > today(now):
        raise contents.UnknownContent()
    return item


def over(item: Item[Notice], now: datetime) -> bool:
    """Whether the notice's last day has passed."""
    return item.over(today(now))


async def special_days(timetable: Timetable, now: datetime) -> list[SpecialDay]:
    """The coming exceptions, and the public holidays on working days, by date."""
    calendar = await holidays.current_calendar()
    found: list[SpecialDay] = []
    for day in (today(now) + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)):
        if day in timetable.exceptions:
            exception = timetable.exceptions[day]
            found.append(SpecialDay(day, exception.hours, exception.reason))
        elif day in calendar.holidays and timetable.week[day.weekday()]:
            found.append(SpecialDay(day, None, Message(calendar.holidays[day])))
    return found


def kinds_of(kiosks: Iterable[Kiosk]) -> dict[str, Line]:
    """The certificates that any kiosk prints, by their Korean name."""
    names = {one.name.ko: one.name for kiosk in kiosks for one in kiosk.certificates}
    return dict(sorted(names.items()))


def kiosks_with(kiosks: Iterable[Kiosk], kind: str) -> list[Kiosk]:
    """The kiosks that print a certificate (all without one); those that work come first."""
    found = [one for one in kiosks if not kind or any(paper.name.ko == kind for paper in one.certificates)]
    return sorted(found, key=lambda one: one.broken_since is not None)


async def departments(query: str) -> list[Office]:
    """The departments, or those that a query means: by name, team, task, or a service that goes to them."""
    entries = {item.slug: item.data for item in await contents.listed(contents.Department)}
    handbook = catalogue.current()
    offices = [
        Office(one, entries[one.code], len(handbook.of_department(one.code)))
        for one in handbook.departments
        if one.code in entries
    ]
    if not query:
        return sorted(offices, key=lambda office: office.department.title.ko)
    phrases = {
        office.department.code: [
            *(
                text
                for name in (office.department.title, office.department.team)
                for text in (name.ko, name.en)
            ),
            *office.entry.tasks.ko.splitlines(),
            *office.entry.tasks.en.splitlines(),
            *(
                word
                for service in handbook.of_department(office.department.code)
                for word in service.search_words
            ),
        ]
        for office in offices
    }
    scores = {code: search.meeting(query, words) for code, words in phrases.items()}
    met = [office for office in offices if scores[office.department.code] > 0]
    return sorted(met, key=lambda office: -scores[office.department.code])
