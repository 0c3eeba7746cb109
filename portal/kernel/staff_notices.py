"""How does the house tell its own staff that something must be done? Each person once, on the desk and by office mail.

A row is written in the transaction that decides to tell. Whoever decides asks `told` there: with one writer at a time
two workers do not decide the same, and the unique `once` stands behind that. It holds no contents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from portal.database.rows import insert
from portal.kernel import permissions, sending
from portal.kernel.models import Case, Person, StaffNotice
from portal.kernel.words import Text
from portal.settings import settings

SHOWN: Final = 100
"""How many a list shows: all that is unread comes first."""


@dataclass(frozen=True)
class Topic:
    """What is told. `text` says what to do; `place` is the desk's page for it where it is not the case's own."""

    title: Text
    text: Text
    place: str = ""


LATE_LIST: Final = "/desk/late"
MONTHLY: Final = "/desk/monthly"
TOPICS: Final = {
    "due_soon": Topic(
        Text("처리 기한이 다가옵니다", "The period is about to end"),
        Text("기한 안에 답변하거나 연장해 주세요.", "Please answer or extend in time."),
    ),
    "late": Topic(
        Text("처리 기한을 넘겼습니다", "The period has passed"),
        Text(
            "바로 처리하고, 까닭을 신청인에게 알려 주세요.",
            "Please deal with it now, and tell the petitioner why.",
        ),
    ),
    "late_on": Topic(
        Text("기한을 넘긴 민원이 아직 그대로입니다", "A late petition has not been answered yet"),
        Text(
            "담당자와 함께 언제 끝낼지 정해 주세요.", "Please settle with the officer when it will be done."
        ),
    ),
    "accept_late": Topic(
        Text("접수 기한을 넘겼습니다", "It should have been accepted by now"),
        Text(
            "8근무시간 안에 접수해야 합니다(민원령 제6조제7항).", "Acceptance is due within 8 working hours."
        ),
    ),
    "hop_slow": Topic(
        Text("옮겨 온 민원이 접수되지 않았습니다", "A petition sent on here is not accepted yet"),
        Text(
            "우리 일이면 접수하고, 아니면 3근무시간 안에 보내야 합니다(민원령 제13조제2항).",
            "Accept it, or send it on within 3 working hours.",
        ),
    ),
    "hop_late": Topic(
        Text("민원을 늦게 옮겼습니다", "A petition was sent on too late"),
        Text(
            "정해진 시간을 넘겨 다른 부서로 보냈습니다(민원령 제13조).",
            "It was sent on after the time allowed.",
        ),
    ),
    "hops": Topic(
        Text("두 번 옮긴 민원이 왔습니다", "A petition has come that was sent on twice"),
        Text(
            "다음에 어디로 갈지는 팀장이 정합니다(민원령 제13조제2항).",
            "Where it goes next the supervisor decides.",
        ),
    ),
    "urged": Topic(
        Text("감사담당관의 독촉장이 왔습니다", "The inspector's reminder has come"),
        Text("바로 처리해 주세요(민원령 제28조제2항).", "Please deal with it now."),
    ),
    "demanded": Topic(
        Text("신청인이 바로잡아 달라고 요구했습니다", "The petitioner demands correction"),
        Text(
            "바로 처리하고 결과를 알려 주세요(민원령 제18조).",
            "Please deal with it now and tell the petitioner.",
        ),
    ),
    "guardian": Topic(
        Text("민원후견인으로 지정되었습니다", "You were named as a petitioner's guardian"),
        Text(
            "신청인에게 연락해 끝날 때까지 도와주세요(민원처리법 제33조).",
            "Please call the petitioner and help until it ends.",
        ),
    ),
    "late_list": Topic(
        Text("기한을 넘긴 민원이 있습니다", "Petitions are late"),
        Text("독촉장을 보낼지 살펴봐 주세요(민원령 제28조제2항).", "Please see whether to issue reminders."),
        LATE_LIST,
    ),
    "review_ready": Topic(
        Text("지난달 처리 상황을 점검할 차례입니다", "Last month's figures are ready for review"),
        Text("5일까지 점검을 마쳐야 합니다(민원규칙 제7조).", "The review must be done by the 5th."),
        MONTHLY,
    ),
    "review_due": Topic(
        Text("월별 점검 기한이 다가옵니다", "The monthly review is due"),
        Text("5일까지 점검을 마쳐 주세요(민원규칙 제7조).", "Please complete it by the 5th."),
        MONTHLY,
    ),
    "review_late": Topic(
        Text("월별 점검 기한을 넘겼습니다", "The monthly review is late"),
        Text("바로 점검을 마쳐 주세요(민원규칙 제7조).", "Please complete it now."),
        MONTHLY,
    ),
}


def occurrence(at: datetime) -> str:
    """How an instant is named in `StaffNotice.of`: in UTC, to the second, whatever the database gave."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


async def told(topic: str, of: str, case: Case | None = None) -> bool:
    """Whether anybody was told this occurrence already. Ask inside the transaction that then tells."""
    return await StaffNotice.exists(topic=topic, of=of, case_id=case.id if case else None)


async def tell(
    people: Iterable[Person], topic: str, now: datetime, *, of: str, case: Case | None = None
) -> None:
    """Tell each of these people this occurrence, once. Call it inside a transaction. KeyError for an unknown topic."""
    wanted = {f"{topic}:{case.id if case else '-'}:{of}:{person.id}": person for person in people}
    if not wanted:
        return
    before = {row.once for row in await StaffNotice.filter(once__in=list(wanted)).only("id", "once")}
    fresh = {once: person for once, person in wanted.items() if once not in before}
    rows = [
        StaffNotice(
            person_id=p.id, case_id=case.id if case else None, topic=topic, of=of, once=o, created_at=now
        )
        for o, p in fresh.items()
    ]
    if rows:
        await insert(*rows)
    for person in fresh.values():
        if person.office_mail:
            await _write(person, topic, case, now)


async def _write(person: Person, topic: str, case: Case | None, now: datetime) -> None:
    said, home = TOPICS[topic], settings().base_url.rstrip("/")
    number = f" · {case.receipt_no}" if case else ""
    place = said.place or (f"/desk/cases/{case.receipt_no}" if case else "/desk/told")
    await sending.tell_address(
        person.office_mail,
        "staff",
        now,
        lang=person.lang,
        link=f"{home}{place}",
        more={"title": said.title.get(person.lang) + number, "text": said.text.get(person.lang)},
    )


async def of_person(person: Person) -> list[StaffNotice]:
    """What this person was told, unread first, then the newest; each with its `case`."""
    mine = StaffNotice.filter(person_id=person.id)
    unread = (
        await mine.filter(seen_at=None).order_by("-created_at", "-id").limit(SHOWN).select_related("case")
    )
    seen = mine.exclude(seen_at=None).order_by("-created_at", "-id").limit(SHOWN).select_related("case")
    return [*unread, *await seen][:SHOWN]


async def unread(person: Person) -> int:
    """How much this person has not read yet."""
    return await StaffNotice.filter(person_id=person.id, seen_at=None).count()


async def see(person: Person, now: datetime, notice: UUID | None = None) -> None:
    """This person has read one of their notices, or all of them."""
    mine = StaffNotice.filter(person_id=person.id, seen_at=None)
    await (mine.filter(id=notice) if notice else mine).update(seen_at=now)


async def officer_or_above(case: Case) -> Sequence[Person]:
    """Who has the case; if nobody has it, or has left, those who watch over its department."""
    if case.officer_id is not None:
        officer = await Person.filter(id=case.officer_id, active=True)
        if officer:
            return officer
    return await supervisors_of(case.department)


async def supervisors_of(department: str) -> Sequence[Person]:
    """The supervisors of a department; its clerks if it has none, so that somebody is told."""
    above = await _holding(permissions.SUPERVISOR, department)
    return above or await _holding(permissions.CLERK, department)


async def auditors() -> Sequence[Person]:
    """Who inspects (감사 담당)."""
    return await _holding(permissions.AUDITOR, "")


async def _holding(role: str, department: str) -> list[Person]:
    held = Person.filter(
        kind="staff",
        active=True,
        grants__role=role,
        grants__department=department,
        grants__revoked_at=None,
    )
    return await held.distinct().order_by("login")
