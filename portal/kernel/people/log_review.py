"""What in a month's log of looks is unusual? The auditor's monthly check (안전성 확보조치 기준 8조 ②).

Pure counting and marking: a mark is a reason to ask somebody, never a verdict.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median
from typing import Final
from uuid import UUID

from portal.kernel.deadlines import KST, Calendar, UnknownYear
from portal.kernel.models import AccessLog, Person
from portal.kernel.people.looks import STRANGER
from portal.kernel.words import N_, Message

SEES_CONTENTS: Final = frozenset(
    ("case_opened", "contact_shown", "file_opened", "file_downloaded", "picture_shown", "person_searched")
)
FAILED: Final = "sign_in_failed"
OPENS_AT, CLOSES_AT = 7, 20
"""Hours of the day (Asia/Seoul): a look before or after them is marked, overtime is not."""
SATURDAY: Final = 5
MANY_CASES: Final = 50
MANY_TIMES_PEERS: Final = 3
MANY_SEARCHES: Final = 30
MANY_CONTACTS: Final = 40
MANY_DOWNLOADS: Final = 30
MANY_FAILURES: Final = 10
AGAIN_AND_AGAIN: Final = 15
"""So many looks at one case by one person in a month."""


@dataclass(frozen=True)
class Line:
    """What the review reads of one look."""

    at: datetime
    actor: str
    what: str
    case_id: UUID | None
    address: str


@dataclass
class Month:
    """One person's month: how often they did what, which cases they saw, and what is unusual about it."""

    actor: str
    name: str = ""
    looks: int = 0
    cases: set[UUID] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    odd_hours: int = 0
    addresses: set[str] = field(default_factory=set)
    most_of_one: int = 0
    marks: tuple[Message, ...] = ()


async def lines_between(since: datetime, until: datetime) -> list[Line]:
    """The looks from `since` to `until` (aware, UTC; end excluded), oldest first."""
    rows = AccessLog.filter(at__gte=since, at__lt=until).order_by("id")
    return [Line(*row) for row in await rows.values_list("at", "actor", "what", "case_id", "address")]


async def names_of(actors: Iterable[str]) -> dict[str, str]:
    """The names of those who have an account, by login."""
    found = await Person.filter(login__in=list(actors), kind="staff").values_list("login", "name")
    return {str(login): str(name) for login, name in found}


def review(lines: Sequence[Line], calendar: Calendar, known: frozenset[str] = frozenset()) -> list[Month]:
    """Everybody's month, those with marks first. `known`: `login address` pairs of the month before."""
    months: dict[str, Month] = {}
    visits: dict[str, Counter[UUID]] = defaultdict(Counter)
    for line in lines:
        actor = _whose(line.actor)
        month = months.setdefault(actor, Month(actor))
        month.counts[line.what] += 1
        if line.address:
            month.addresses.add(line.address)
        if line.what not in SEES_CONTENTS:
            continue
        month.looks += 1
        month.odd_hours += _odd(line.at, calendar)
        if line.case_id is not None:
            month.cases.add(line.case_id)
            visits[actor][line.case_id] += 1
    for actor, month in months.items():
        month.most_of_one = max(visits[actor].values(), default=0)
        month.marks = tuple(_marks(month, _peers(months, actor), known))
    return sorted(months.values(), key=lambda month: (-len(month.marks), -month.looks, month.actor))


def _whose(actor: str) -> str:
    """Tries at logins that nobody has are one month together, however many logins were tried."""
    return STRANGER if actor.startswith(f"{STRANGER}:") else actor


def _odd(at: datetime, calendar: Calendar) -> bool:
    local = at.astimezone(KST)
    try:
        working = calendar.is_working_day(local.date())
    except UnknownYear:  # the table of holidays ends before: weekdays are all that is known
        working = local.weekday() < SATURDAY
    return not working or not OPENS_AT <= local.hour < CLOSES_AT


def _peers(months: dict[str, Month], actor: str) -> float:
    """How many cases the others saw, at the median, of those who saw any."""
    others = [len(month.cases) for other, month in months.items() if other != actor and month.cases]
    return median(others) if others else 0.0


def _marks(month: Month, peers: float, known: frozenset[str]) -> list[Message]:
    fresh = (
        {address for address in month.addresses if f"{month.actor} {address}" not in known}
        if known
        else set()
    )
    cases, counts = len(month.cases), month.counts
    checks = (
        (month.odd_hours, month.odd_hours > 0, N_("밤이나 쉬는 날에 %(count)s번 보았습니다")),
        (
            cases,
            cases > MANY_CASES and cases > MANY_TIMES_PEERS * peers,
            N_("다른 직원보다 훨씬 많은 %(count)s건을 열었습니다"),
        ),
        (
            counts["person_searched"],
            counts["person_searched"] > MANY_SEARCHES,
            N_("사람으로 %(count)s번 찾았습니다"),
        ),
        (
            counts["contact_shown"],
            counts["contact_shown"] > MANY_CONTACTS,
            N_("연락처를 %(count)s번 보았습니다"),
        ),
        (
            counts["file_downloaded"],
            counts["file_downloaded"] > MANY_DOWNLOADS,
            N_("파일을 %(count)s번 내려받았습니다"),
        ),
        (
            month.most_of_one,
            month.most_of_one > AGAIN_AND_AGAIN,
            N_("한 민원을 %(count)s번 보았습니다"),
        ),
        (counts[FAILED], counts[FAILED] > MANY_FAILURES, N_("로그인에 %(count)s번 실패했습니다")),
        (len(fresh), bool(fresh), N_("지난달에 없던 곳 %(count)s곳에서 들어왔습니다")),
    )
    return [Message(text, {"count": number}) for number, unusual, text in checks if unusual]
