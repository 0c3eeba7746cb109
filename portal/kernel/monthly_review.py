"""How did each department keep its dates last month? The figures that the auditor reviews by the 5th (민원규칙 7)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from portal.database.transactions import transaction
from portal.kernel import staff_notices
from portal.kernel.deadlines import KST, Calendar, Rule, UnknownYear, is_overdue, korean
from portal.kernel.models import Case, Event, MonthlyReview, Person
from portal.kernel.moves import stage_codes
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

LAST_DAY: Final = 5
"""By which day of the month last month must be reviewed."""
COLUMNS: Final = ("received", "in_time", "late", "extended", "returned", "withdrawn", "still_late")
"""What is counted. `in_time` and `late` ended with an answer or another end of the office's; `still_late` had not."""
LONGEST_REMARK: Final = 2000
_EXTENSIONS: Final = ("extend", "consent_extension")
_OWN_COLUMN: Final = {"returned": "returned", "withdrawn": "withdrawn", "unclaimed": ""}
"""Stages that are no answer in time or late; what was not fetched was counted in the month of its answer."""
_OPENING: Final = 9
_BATCH: Final = 2000

Table = dict[str, dict[str, int]]


class ReviewedAlready(Refusal):
    """Somebody has completed this month's review."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(N_("이 달의 점검은 이미 마쳤습니다."))


class RemarkMissing(Refusal):
    """A review says what was found."""

    def __init__(self) -> None:
        text = N_("무엇을 확인했고 무엇을 고치기로 했는지 적어 주세요.")
        super().__init__(text, fields={"remark": text})


def month_before(now: datetime) -> date:
    """The first day of last month in Korea."""
    first = korean(now).date().replace(day=1)
    return (first - timedelta(days=1)).replace(day=1)


async def keep_up(now: datetime, calendar: Calendar) -> None:
    """What the clock does: prepare the review on the month's first working day, remind of it, say that it is late.

    Each once a month, by any number of workers; what was missed is done at the next turn.
    """
    here, first = korean(now), month_before(now)
    month = f"{first:%Y-%m}"
    review = await MonthlyReview.get_or_none(month=month)
    if review is None:
        if _has_begun(here, calendar):
            await _prepare(first, now)
        return
    if review.completed_at is not None:
        return
    topic = "review_late" if here.day > LAST_DAY else "review_due" if _is_near(here, calendar) else ""
    if topic and not await staff_notices.told(topic, month):
        async with transaction():
            if not await staff_notices.told(topic, month):
                await staff_notices.tell(await staff_notices.auditors(), topic, now, of=month)


def _has_begun(here: datetime, calendar: Calendar) -> bool:
    """Whether the office has opened this month."""
    return _opened_since(here.date().replace(day=1), here, calendar)


def _is_near(here: datetime, calendar: Calendar) -> bool:
    """Whether the last working day up to the 5th has begun: there is no later one to do it on."""
    last = here.date().replace(day=LAST_DAY)
    try:
        while last.day > 1 and not calendar.is_working_day(last):
            last -= timedelta(days=1)
    except UnknownYear:
        return False
    return here >= datetime.combine(last, time(_OPENING), KST)


def _opened_since(day: date, here: datetime, calendar: Calendar) -> bool:
    try:
        while not calendar.is_working_day(day):
            day += timedelta(days=1)
    except UnknownYear:
        return False
    return here >= datetime.combine(day, time(_OPENING), KST)


async def _prepare(first: date, now: datetime) -> None:
    month = f"{first:%Y-%m}"
    figures = await figures_of(first)
    async with transaction():
        if await MonthlyReview.exists(month=month):
            return
        await MonthlyReview.create(month=month, figures=figures, prepared_at=now)
        await staff_notices.tell(await staff_notices.auditors(), "review_ready", now, of=month)


async def complete(month: str, person: Person, remark: str, now: datetime) -> None:
    """The auditor has seen the figures and says what follows. Raises RemarkMissing, ReviewedAlready."""
    said = remark.strip()[:LONGEST_REMARK]
    if not said:
        raise RemarkMissing()
    mine = MonthlyReview.filter(month=month, completed_at=None)
    if not await mine.update(completed_at=now, completed_by=person.login, remark=said):
        raise ReviewedAlready()


async def figures_of(first: date) -> dict[str, Table]:
    """A month's figures by department (`departments`) and by kind of petition (`kinds`), columns as in COLUMNS."""
    since = datetime.combine(first, time(0), KST)
    until = datetime.combine((first + timedelta(days=32)).replace(day=1), time(0), KST)
    counts = _Counts()
    async for department, kind in _each(
        ("department", "kind"), submitted_at__gte=since, submitted_at__lt=until
    ):
        counts.add(department, kind, "received")
    ended = ("department", "kind", "stage", "due_at", "closed_at", "clock")
    async for department, kind, *facts in _each(ended, closed_at__gte=since, closed_at__lt=until):
        counts.add(department, kind, _how_it_ended(*facts))
    open_now = stage_codes(lambda stage: stage.open)
    late = ("department", "kind", "due_at", "clock")
    async for department, kind, due_at, clock in _each(late, stage__in=open_now, due_at__lt=until):
        if is_overdue(until, due_at, _rule(clock)):
            counts.add(department, kind, "still_late")
    for department, kind in await _extended(since, until):
        counts.add(department, kind, "extended")
    return counts.tables()


class _Counts:
    def __init__(self) -> None:
        self.departments: dict[str, Counter[str]] = defaultdict(Counter)
        self.kinds: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, department: str, kind: str, column: str) -> None:
        if column:
            self.departments[department][column] += 1
            self.kinds[kind][column] += 1

    def tables(self) -> dict[str, Table]:
        return {"departments": _table(self.departments), "kinds": _table(self.kinds)}


def _table(counts: Mapping[str, Counter[str]]) -> Table:
    return {name: {column: row[column] for column in COLUMNS} for name, row in sorted(counts.items())}


def _how_it_ended(stage: str, due_at: datetime | None, closed_at: datetime, clock: Mapping[str, Any]) -> str:
    if stage in _OWN_COLUMN:
        return _OWN_COLUMN[stage]
    return "late" if is_overdue(closed_at, due_at, _rule(clock)) else "in_time"


def _rule(clock: Mapping[str, Any]) -> Rule:
    return Rule.parse(str(clock["rule"]))


async def _each(columns: tuple[str, ...], **conditions: Any) -> Any:
    """The rows of a query, in batches by receipt number, so that a large month does not fill the memory."""
    last = ""
    while True:
        found = Case.filter(receipt_no__gt=last, **conditions).order_by("receipt_no").limit(_BATCH)
        rows: list[tuple[Any, ...]] = await found.values_list("receipt_no", *columns)
        for row in rows:
            yield row[1:]
        if len(rows) < _BATCH:
            return
        last = rows[-1][0]


async def _extended(since: datetime, until: datetime) -> Iterable[tuple[str, str]]:
    events = Event.filter(kind__in=_EXTENSIONS, at__gte=since, at__lt=until)
    rows = await events.values_list("case_id", "case__department", "case__kind")
    return {row[0]: (str(row[1]), str(row[2])) for row in rows}.values()
