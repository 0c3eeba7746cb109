"""Which open cases does a changed holiday move, and how does each get its new dates exactly once?

The dates of a case are what its facts and the table of holidays give (`clock.reckoned_dates`); a case whose columns say
otherwise is moved: its dates, an event with the old and the new ones, the back office's message and the petitioner's
notice are one transaction. The worker goes through the open cases by id, in batches; the cursor moves in the batch's
own transaction, so that a batch is done whole by one worker, or not at all.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from portal.database.rows import insert
from portal.database.transactions import transaction
from portal.kernel import holidays, keys, notices, outbox, public, receipts, timeline
from portal.kernel.cases.clock import reckoned_dates
from portal.kernel.cases.contents import key_of, petitioner_of, reach_of
from portal.kernel.deadlines import Calendar, UnknownYear
from portal.kernel.deadlines.days import at
from portal.kernel.holidays import HolidayRow
from portal.kernel.models import Case, HolidayChange
from portal.kernel.moves import SYSTEM, binding, stage_codes

KIND: Final = "redated"
LOOK: Final = 50
"""How many cases are looked at for one batch."""
WRITE: Final = 10
"""How many cases are moved in one transaction, so that it holds the writer for less than 50 ms."""
Day = tuple[HolidayRow, str]


@dataclass(frozen=True)
class Moved:
    """A case whose dates are others now: by the date's name, what was told and what the facts give.

    `stuck`: the new date lies in a year whose holidays nobody knows yet.
    """

    case: Case
    dates: Mapping[str, tuple[datetime, datetime]] = field(default_factory=dict)
    stuck: bool = False


@dataclass
class _Batch:
    """What one look found: up to where, how many, which move, how many can't be reckoned, whether it is the last."""

    cursor: str
    looked: int = 0
    moved: list[UUID] = field(default_factory=list)
    stuck: int = 0
    last: bool = True


def moved_by(case: Case, calendar: Calendar) -> Moved | None:
    """How a case moves under this calendar, or None if its dates stand. A stopped clock has no date to move."""
    try:
        reckoned = reckoned_dates(case, calendar)
    except UnknownYear:
        return Moved(case, stuck=True)
    dates = {
        name: (told, found)
        for name, found in reckoned.items()
        if (told := getattr(case, name)) is not None and found is not None and told != found
    }
    return Moved(case, dates) if dates else None


async def preview(day: HolidayRow, to: str, now: datetime) -> AsyncIterator[Moved]:
    """The open cases that would move if this day were `added` or `removed` now, by id; nothing is written."""
    calendar = holidays.altered(await holidays.current_calendar(), day, to, now)
    cursor = ""
    while found := await _open_cases(day.date, cursor).limit(LOOK):
        for case in found:
            if moved := moved_by(case, calendar):
                yield moved
        cursor = str(found[-1].id)


async def left(change: HolidayChange) -> int:
    """How many open cases a change has still to be looked at for."""
    if change.state == holidays.DONE:
        return 0
    return await _open_cases(change.first_day, change.cursor).count()


async def redate_some(now: datetime) -> bool:
    """One batch of the oldest change that is not done; True if more is waiting."""
    change = await _pending().first()
    if change is None:
        return False
    batch = await _look(change, await holidays.current_calendar())
    async with transaction():
        days = await _days()
        if not await _claim(change, batch, now):
            return True  # Another worker did this batch.
        redated, stuck = await _move(batch.moved, days, now)
        await HolidayChange.filter(id=change.id).update(
            redated=change.redated + redated, stuck=change.stuck + batch.stuck + stuck
        )
    return not batch.last or await _pending().exists()


async def _look(change: HolidayChange, calendar: Calendar) -> _Batch:
    """Look at the next cases without writing anything; a batch ends with the last case that it may move."""
    batch = _Batch(change.cursor)
    found = await _open_cases(change.first_day, change.cursor).limit(LOOK)
    for case in found:
        if len(batch.moved) == WRITE:
            batch.last = False
            return batch
        batch.cursor, batch.looked = str(case.id), batch.looked + 1
        if moved := moved_by(case, calendar):
            batch.stuck += moved.stuck
            batch.moved += [] if moved.stuck else [case.id]
    batch.last = len(found) < LOOK
    return batch


async def _claim(change: HolidayChange, batch: _Batch, now: datetime) -> bool:
    """Move the cursor over the batch, if it still stands where this worker found it."""
    mine = HolidayChange.filter(
        id=change.id, state=holidays.PENDING, cursor=change.cursor, looked=change.looked
    )
    done: dict[str, Any] = {"state": holidays.DONE, "done_at": now} if batch.last else {}
    return bool(await mine.update(cursor=batch.cursor, looked=change.looked + batch.looked, **done))


async def _move(ids: Sequence[UUID], days: Sequence[Day], now: datetime) -> tuple[int, int]:
    """Move these cases, inside a transaction: how many moved, and how many could not be."""
    if not ids:
        return 0, 0
    calendar = await holidays.current_calendar()
    redated = stuck = public = 0
    for case_id in ids:
        try:
            case = await _redate(case_id, calendar, days, now)
        except (keys.KeyDestroyed, keys.SealBroken):
            stuck += 1
            continue
        if case is not None:
            redated, public = redated + 1, public + case.public
    if public:
        await receipts.grow("public")
    return redated, stuck


async def _redate(case_id: UUID, calendar: Calendar, days: Sequence[Day], now: datetime) -> Case | None:
    """Give a case the dates of its facts: the case, or None if it ended or moved meanwhile."""
    case = await Case.get(id=case_id)
    moved = moved_by(case, calendar)
    if moved is None or moved.stuck or not binding(case.room).definition.stages[case.stage].open:
        return None
    # What can fail comes before anything is written: a case that can't be read holds no other one back.
    key = await key_of(case)
    reach = reach_of(case, petitioner_of(case, key))
    why = [*_causes(case, calendar, days, moved)]
    for name, (_, found) in moved.dates.items():
        setattr(case, name, found)
    event = timeline.compose(
        case,
        kind=KIND,
        now=now,
        actor=SYSTEM,
        audience="public",
        key=key,
        meta={
            "stage": case.stage,
            **{name: found.isoformat() for name, (_, found) in moved.dates.items()},
            "was": {name: told.isoformat() for name, (told, _) in moved.dates.items()},
            "holidays": [{"date": row.date.isoformat(), "name": row.name, "to": to} for row, to in why],
        },
    )
    message = outbox.compose(case, event)
    told = notices.compose(case, event, KIND, reach=reach)
    await case.save(update_fields=[*moved.dates, "seq", "head_hash", "out_seq"])
    await insert(event, message, *told)
    await public.noted(case, event)
    return case


def _causes(case: Case, calendar: Calendar, days: Sequence[Day], moved: Moved) -> Sequence[Day]:
    """Which of the days that changed moved this case: those without whose change it would have other dates."""
    if len(days) < 2:
        return days
    found = {name: now for name, (_, now) in moved.dates.items()}
    causes = []
    for row, to in days:
        before = holidays.altered(calendar, row, holidays.REMOVED if to == holidays.ADDED else holidays.ADDED)
        try:
            otherwise = reckoned_dates(case, before)
        except UnknownYear:
            otherwise = {}
        if any(otherwise.get(name) != now for name, now in found.items()):
            causes.append((row, to))
    return causes or days


async def _days() -> list[Day]:
    """Every day of the changes that are not done yet."""
    return [
        (row, to)
        for change in await _pending()
        for to in (holidays.ADDED, holidays.REMOVED)
        for row in holidays.rows_of(change, to)
    ]


def _pending() -> QuerySet[HolidayChange]:
    return HolidayChange.filter(state=holidays.PENDING).order_by("id")


def _open_cases(first_day: date, cursor: str) -> QuerySet[Case]:
    """The open cases behind the cursor with a date on `first_day` or later, by id: no other date can move."""
    since = at(first_day, time())
    later = Q(due_at__gte=since) | Q(supplement_by__gte=since) | Q(accepted_at=None, accept_by__gte=since)
    found = Case.filter(later, stage__in=stage_codes(lambda stage: stage.open)).order_by("id")
    return found.filter(id__gt=UUID(cursor)) if cursor else found
