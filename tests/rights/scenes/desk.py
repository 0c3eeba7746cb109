"""How does one ask for the desk's other pages: cases, the counter, letters, logs, rights?"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from portal.kernel import holidays, monthly_review, paper
from portal.kernel.ids import new_token
from portal.kernel.models import Case, InboxMessage, MonthlyReview, Notice, OutboxMessage
from tests.cast import NOW
from tests.rights.asking import Asked, scene
from tests.rights.reading import Row
from tests.rights.scenes.petitions import ACCEPTED, file_of, moved
from tests.rights.scenes.public import SERVICE
from tests.rights.world import World

WALK_IN = {
    "petitioner_name": "오말순",
    "petitioner_address-postcode": "46274",
    "petitioner_address-road": "부산광역시 금정구 중앙대로 1777",
    "petitioner_phone": "010-5555-0101",
    "problem": "streetlight",
    "details": "집 앞 가로등이 사흘째 꺼져 있습니다.",
    "place-words": "부곡동 223 앞",
}


@scene("POST /desk/cases/{no}/contact")
def contact(world: World, row: Row) -> Asked:
    return Asked(data={"why": "call"})


@scene("/desk/cases/{no}/files/{file}")
def file(world: World, row: Row) -> Asked:
    return Asked({"file": file_of(world)}, {"why": "handling"} if row.method == "POST" else {})


@scene("GET /desk/cases/{no}/files/{file}/small")
def picture(world: World, row: Row) -> Asked:
    return Asked({"file": file_of(world, picture=True)})


@scene("POST /desk/search")
def search(world: World, row: Row) -> Asked:
    return Asked(data={"q": "김하늘"})


@scene("POST /desk/search~by_number")
def search_by_number(world: World, row: Row) -> Asked:
    return Asked(data={"q": world.case.receipt_no})


@scene("/desk/counter/{code}")
def entry(world: World, row: Row) -> Asked:
    return Asked({"code": SERVICE}, {**WALK_IN, "key": new_token()} if row.method == "POST" else {})


@scene("POST /desk/counter/paper")
def paper_form(world: World, row: Row) -> Asked:
    _, numbers = world.run(paper.reserve(1, NOW))
    return Asked(data={"paper_no": numbers[0], "void_reason": "젖었습니다."})


@scene("GET /desk/delivery/letter/{notice}")
def letter(world: World, row: Row) -> Asked:
    return Asked({"notice": world.run(_letter(world, world.case))})


@scene("POST /desk/delivery/{way}/{item}")
def stuck(world: World, row: Row) -> Asked:
    made = {"notice": _letter, "out": _outgoing, "in": _incoming}[row.fixed["way"]]
    do = "done" if row.fixed["way"] == "notice" else "resend"
    return Asked({"item": world.run(made(world, world.case))}, {"do": do})


async def _letter(world: World, case: Case) -> UUID:
    await moved(case, world.people["clerk"], ACCEPTED)
    case = await Case.get(id=case.id)
    made = await Notice.create(
        case=case,
        event_seq=case.seq,
        topic="accepted",
        channel="paper",
        state="to_do",
        available_at=NOW,
        created_at=NOW,
    )
    return made.id


async def _outgoing(world: World, case: Case) -> UUID:
    (row, *_) = await OutboxMessage.filter(case_id=case.id)
    await OutboxMessage.filter(id=row.id).update(state="parked", error="invalid")
    return row.id


async def _incoming(world: World, case: Case) -> int:
    made = await InboxMessage.create(
        source="construction-1",
        message_id=new_token(),
        case=case,
        sequence=2,
        type="kr.portal.case.review",
        state="parked",
        reason="gap",
        body_sealed=b"x",
        digest="d",
        received_at=NOW,
    )
    return int(made.id)


@scene("POST /desk/log/export")
def export(world: World, row: Row) -> Asked:
    return Asked(data={"why": "audit"})


@scene("POST /desk/log/review")
def review(world: World, row: Row) -> Asked:
    return Asked(data={"remark": "이상 없음"})


@scene("POST /desk/told")
def told(world: World, row: Row) -> Asked:
    return Asked(data={"do": "all"})


@scene("POST /desk/late")
def urge(world: World, row: Row) -> Asked:
    number = world.file(NOW - timedelta(days=20)).receipt_no
    return Asked(data={"no": number, "urging": "바로 답변해 주세요.", "do": "sure"})


@scene("POST /desk/monthly")
def complete(world: World, row: Row) -> Asked:
    world.run(_prepared())
    return Asked(data={"remark": "이상 없음"})


async def _prepared() -> None:
    await MonthlyReview.filter(month="2026-02").delete()
    figures = await monthly_review.figures_of(date(2026, 2, 1))
    await MonthlyReview.create(month="2026-02", figures=figures, prepared_at=NOW)


@scene("POST /desk/staff")
def rights(world: World, row: Row) -> Asked:
    return Asked(data={"do": "grant", "login": "t-other", "right": "clerk:cleaning"})


@scene("POST /desk/staff~own")
def own_rights(world: World, row: Row) -> Asked:
    return Asked(data={"do": "grant", "login": f"t-{world.role}", "right": "clerk:construction"})


@scene("POST /desk/mode")
def mode(world: World, row: Row) -> Asked:
    return Asked(data={"do": "normal"})


@scene("GET /desk/holidays/check")
def holiday_checked(world: World, row: Row) -> Asked:
    return Asked(query=_designated(world))


@scene("POST /desk/holidays")
def holiday_declared(world: World, row: Row) -> Asked:
    return Asked(data={**_designated(world), "seen": str(world.run(holidays.generation()))})


def _designated(world: World) -> dict[str, str]:
    """A day that is no holiday yet: each request takes the next one."""
    taken = len(world.run(holidays.changes(1000)))
    day = NOW.date() + timedelta(days=10 + taken)
    return {
        "do": "declare",
        "date": day.isoformat(),
        "name": "임시공휴일",
        "kind": "temporary",
        "basis": "관보",
    }


@scene("POST /desk/reconcile")
def reconcile(world: World, row: Row) -> Asked:
    return Asked(data={"do": "resend", "day": "2026-03-10", "department": "construction"})
