"""How is a case shown, wherever it is shown? Stage words, the four steps, the next date, who has it.

One place, so that the public list, the petitioner's page and the desk say the same (ui.md: same thing,
same word).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.kernel import catalogue, contents, timeline
from portal.kernel.deadlines import Rule, is_overdue
from portal.kernel.models import Case, Person
from portal.kernel.moves import Stage, binding
from portal.kernel.words import N_
from portal.web import dates
from portal.web.i18n import Words


@dataclass(frozen=True)
class Step:
    """One mark of the stage bar: `state` is done, current or todo; `date` is text."""

    label: str
    state: str
    date: str = ""


@dataclass(frozen=True)
class Contact:
    """Who has the case. Every notice names department, officer and phone (민원령 31)."""

    department: str
    officer: str
    phone: str


@dataclass(frozen=True)
class Row:
    """One line of a list of cases (macro `lists.case_rows`)."""

    href: str
    title: str
    number: str
    stage_label: str
    tone: str
    when: str
    note: str
    open: bool = True


def stage_of(case: Case) -> Stage:
    """The case's stage as its room defines it."""
    return binding(case.room).definition.stages[case.stage]


def event_title(room: str, kind: str) -> str:
    """What an event is called: its move's label, or the name of what no move made."""
    moves = binding(room).definition.moves
    return moves[kind].label if kind in moves else timeline.TITLES.get(kind, N_("기록"))


def title_of(case: Case, words: Words) -> str:
    """What was filed: the service's present title, or its code if the service is no longer offered."""
    service = catalogue.current().get(case.service_code)
    return service.title.get(words.lang) if service else case.service_code


def department_of(case: Case, words: Words) -> str:
    """The responsible department's name, or its code if the catalogue has it no more."""
    return department_name(case.department, words)


def department_name(code: str, words: Words) -> str:
    """A department's name, or its code if the catalogue has it no more."""
    department = catalogue.current().department(code)
    return department.title.get(words.lang) if department else code


def overdue(case: Case, now: datetime) -> bool:
    """Whether the promised date has passed while work is left to do."""
    if not stage_of(case).open or case.due_at is None:
        return False
    return is_overdue(now, case.due_at, Rule.parse(str(case.clock["rule"])))


def counts_hours(case: Case) -> bool:
    """Whether the law counts this case's period in working hours, so that its hour must be shown."""
    return Rule.parse(str(case.clock["rule"])).counts_hours


def tone_of(case: Case, now: datetime) -> str:
    """The badge's tone: late beats the stage's own."""
    return "late" if overdue(case, now) else stage_of(case).tone


def moment(instant: datetime, rule: str, words: Words) -> str:
    """A legal instant: a day, with its hour where the law counts hours."""
    text = dates.day(instant, words.lang)
    return f"{text} {dates.time(instant, words.lang)}" if Rule.parse(rule).counts_hours else text


def when(case: Case, words: Words, now: datetime) -> str:
    """The next date of a case in a list: until when, stopped, late or done."""
    if case.closed_at is not None:
        return words(N_("%(day)s 끝남"), day=dates.day(case.closed_at, words.lang))
    if case.accepted_at is None:
        return words(N_("%(when)s까지 접수"), when=moment(case.accept_by, "WH:8", words))
    if case.due_at is None:
        return words(N_("처리기간 멈춤"))
    if overdue(case, now):
        return words(N_("%(day)s 기한 지남"), day=dates.day(case.due_at, words.lang))
    return words(N_("%(when)s까지"), when=moment(case.due_at, str(case.clock["rule"]), words))


def row(case: Case, href: str, words: Words, now: datetime) -> Row:
    """A line of a list, with nothing personal in it."""
    return Row(
        href=href,
        title=title_of(case, words),
        number=case.receipt_no,
        stage_label=words(stage_of(case).label),
        tone=tone_of(case, now),
        when=when(case, words, now),
        note=department_of(case, words),
        open=stage_of(case).open,
    )


def steps(case: Case, words: Words) -> list[Step]:
    """The stage bar: filed, accepted, worked on (or waiting), answered (or ended)."""

    def day(instant: datetime | None) -> str:
        return dates.short(instant, words.lang) if instant else ""

    ended = case.closed_at is not None
    accepted = case.accepted_at is not None
    work = N_("보완") if case.stage == "awaiting_supplement" else N_("검토")
    end = N_("답변") if not ended or case.stage == "notified" else stage_of(case).label
    marks = [
        Step(words(N_("신청")), "done", day(case.submitted_at)),
        Step(
            words(N_("접수")), "done" if accepted else ("todo" if ended else "current"), day(case.accepted_at)
        ),
        Step(words(work), "current" if accepted and not ended else ("done" if accepted else "todo")),
        Step(words(end), "done" if ended else "todo", day(case.closed_at)),
    ]
    return marks if accepted or not ended else [marks[0], marks[3]]


async def contact(case: Case, words: Words) -> Contact:
    """Who has the case: the officer if there is one, else the department's team and phone."""
    department = catalogue.current().department(case.department)
    name = department_of(case, words)
    team = f" {department.team.get(words.lang)}" if department else ""
    officer = await Person.get_or_none(id=case.officer_id) if case.officer_id else None
    called, phone = (officer.name, officer.phone) if officer else (case.officer_name, case.officer_phone)
    return Contact(name + team, called, phone or await contents.phone_of(case.department))
