"""How does one ask for each move on a case at the desk?"""

from __future__ import annotations

from datetime import timedelta

from portal.kernel.cases import Petitioner
from portal.kernel.models import Case, Delegation, Person
from tests.cast import NOW, filed
from tests.rights.asking import Asked, scene
from tests.rights.reading import Row
from tests.rights.scenes.petitions import (
    ACCEPTED,
    ASKED,
    CHOOSE,
    EXTENDED,
    QUESTION,
    REFUSED,
    Step,
    file_jointly,
    moved,
)
from tests.rights.world import World, code_of

Before = tuple[tuple[int, Step], ...]
DECIDED: Step = ("decide", {"outcome": "answered", "answer": "고쳤습니다."})
GRANTED: Step = ("decide", {"outcome": "granted", "answer": "허가합니다."})
WISH: Step = ("ask_longer", {"days": "3"})
PAUSED: Step = ("pause", {"ground": "field_investigation", "reason": "현장을 조사합니다."})
# What comes before each move, and what its form says.
MOVES: dict[str, tuple[tuple[Step, ...], dict[str, str]]] = {
    "accept": ((), {}),
    "review": ((ACCEPTED,), {}),
    "assign": ((), {}),
    "request_supplement": ((ACCEPTED,), {"request": "사진", "days": "10"}),
    "supplement": ((ACCEPTED, ASKED), {"supplement": "창구에서 받았습니다."}),
    "extend": ((ACCEPTED,), {"days": "3", "reason": "현장을 더 봅니다."}),
    "ask_extension": ((ACCEPTED, EXTENDED), {"days": "3", "reason": "의견을 기다립니다."}),
    "consent_extension": ((ACCEPTED, EXTENDED, QUESTION), {"heard": "전화로 들었습니다."}),
    "refuse_extension": ((ACCEPTED, EXTENDED, QUESTION), {"heard": "전화로 들었습니다."}),
    "ask_longer": ((ACCEPTED, ASKED), {"days": "3"}),
    "grant_longer": ((ACCEPTED, ASKED, WISH), {"days": "3"}),
    "refuse_longer": ((ACCEPTED, ASKED, WISH), {"reason": "다른 서류만 있어도 됩니다."}),
    "tell_progress": ((ACCEPTED,), {"progress": "현장을 보았습니다."}),
    "route": ((), {"department": "traffic", "reason": "교통 표지판 일입니다."}),
    "transfer": ((), {"agency": "부산광역시", "contact": "051-120", "reason": "시의 일입니다."}),
    "decline": ((ACCEPTED,), {"ground": "private", "reason": "이웃 사이의 일입니다."}),
    "close_repeat": ((ACCEPTED,), {"reason": "두 번 답변했습니다."}),
    "object": ((ACCEPTED, REFUSED, ("notify", {})), {"objection": "거리를 다시 재어 주세요."}),
    "merge": ((ACCEPTED,), {"do": "sure"}),
    "join": ((), {}),
    "unmerge": ((), {"reason": "다른 골목의 일입니다."}),
    "split": ((ACCEPTED,), {"part": "쓰레기 수거", "reason": "나누어 봅니다.", "do": "sure"}),
    "ask_representatives": ((ACCEPTED,), {}),
    "name_representatives": (
        (ACCEPTED, CHOOSE),
        {"name_1": "이순자", "phone_1": "010-2222-3333", "heard": "전화로 들었습니다."},
    ),
    "pause": ((ACCEPTED,), {"ground": "field_investigation", "reason": "현장을 조사합니다."}),
    "resume": ((ACCEPTED, PAUSED), {}),
    "decide": ((ACCEPTED,), {"outcome": "answered", "answer": "고쳤습니다."}),
    "undo_decision": ((ACCEPTED, DECIDED), {}),
    "notify": ((ACCEPTED, DECIDED), {}),
    "withdraw": ((), {"reason": "전화로 취하했습니다."}),
    "note": ((), {"note": "확인함"}),
    "take_up": ((), {"agent_name": "이순자", "relation": "mother"}),
    "delegate": ((), {"scope": "see"}),
    "end_delegation": ((), {}),
    "refuse_file": ((), {"file": "사진.jpg"}),
    "return": ((), {"reason": "기한이 지났습니다."}),
    "urge": ((), {"urging": "바로 답변해 주세요."}),
    "demand": ((), {"demand": "전화로 요구했습니다."}),
    "name_guardian": ((ACCEPTED,), {}),
    "note_undelivered": ((ACCEPTED, ASKED), {"heard": "등기가 되돌아왔습니다."}),
    "deem_withdrawn": ((), {"reason": "전화로도 찾지 못했습니다."}),
    "offer": ((ACCEPTED, GRANTED, ("notify", {})), {"place": "구청 2층 건설과"}),
    "hand_out": ((ACCEPTED, GRANTED, ("notify", {})), {"receiver": "본인"}),
    "close_unclaimed": ((), {"reason": "허가증을 폐기했습니다."}),
}
BACK: Step = ("note_undelivered", {"heard": "등기가 되돌아왔습니다."})
NOT_FETCHED: Before = (
    (80, ACCEPTED),
    (79, GRANTED),
    (79, ("notify", {})),
    (79, ("offer", {"place": "구청 2층"})),
)
CAME_BACK: Before = ((80, ACCEPTED), (79, ASKED), (78, BACK), (50, ASKED), (49, BACK))
LAPSED_TWICE: Before = ((80, ACCEPTED), (79, ASKED), (50, ASKED))
"""How many days ago the papers were asked for, and once more after that period (민원령 25)."""

LONG_BEFORE: dict[str, Before] = {
    "return": LAPSED_TWICE,
    "deem_withdrawn": CAME_BACK,
    "close_unclaimed": NOT_FETCHED,
    "urge": (),
    "demand": (),
}
"""What came before, so many days ago each."""


@scene("/desk/cases/{no}/{move}~two_hops")
def route_on(world: World, row: Row) -> Asked:
    world.run(_sent_twice(world.case))
    return move(world, row)


async def _sent_twice(case: Case) -> None:
    await Case.filter(id=case.id).update(clock={**case.clock, "hops": 2})


@scene("/desk/cases/{no}/{move}")
def move(world: World, row: Row) -> Asked:
    name = row.fixed["move"]
    before, data = MOVES[name]
    clerk = world.people["clerk"]
    if name in LONG_BEFORE:
        world.file(NOW - timedelta(days=80), "permit" if name == "close_unclaimed" else "living_report")
        for days, step in LONG_BEFORE[name]:
            world.run(moved(world.case, clerk, step, at=NOW - timedelta(days=days)))
    if EXTENDED in before or name in {"extend", "object", "offer", "hand_out", "name_guardian"}:
        world.file(kind="permit")
    if name.endswith("_representatives"):
        world.run(file_jointly(world.case))
    world.run(moved(world.case, clerk, *before))
    if name == "unmerge":
        world.run(_merged(world.case, clerk))
    more = {
        "merge": lambda: {"cases": " ".join(world.run(_same(clerk)))},
        "assign": lambda: {"officer": str(clerk.id)},
        "name_guardian": lambda: {"guardian": str(clerk.id)},
        "take_up": lambda: {"code": world.run(code_of(world.case, "see"))},
        "close_repeat": lambda: world.run(_answered_twice(world.case, clerk)),
        "end_delegation": lambda: {"delegation": world.run(_waiting(world.case))},
    }
    said = more[name]() if name in more else {}
    if row.method == "GET":
        return Asked()
    seen = world.run(_now(world.case)).seq
    return Asked(data={"seen": str(seen), "do": "move", **data, **said})


async def _answered_twice(case: Case, clerk: Person) -> dict[str, str]:
    """Two petitions of the same person that were answered before this one was filed."""
    said = {}
    for name, days in (("first", 20), ("second", 10)):
        at = NOW - timedelta(days=days)
        earlier = await filed(now=at)
        await moved(earlier, clerk, ACCEPTED, DECIDED, ("notify", {}), at=at)
        said[name] = earlier.receipt_no
    return said


async def _same(clerk: Person) -> list[str]:
    """The numbers of four petitions of other people that are the same."""
    found = []
    for number in range(4):
        who = Petitioner(f"이웃{number}", "부산광역시 금정구", f"010-0000-000{number}")
        case = await filed(petitioner=who)
        await moved(case, clerk, ACCEPTED)
        found.append(case.receipt_no)
    return found


async def _merged(case: Case, clerk: Person) -> None:
    """Merge the case with others, one of which leads."""
    first, *others = await _same(clerk)
    await moved(case, clerk, ACCEPTED)
    lead = await Case.get(receipt_no=first)
    await moved(lead, clerk, ("merge", {"cases": " ".join([case.receipt_no, *others])}))


async def _waiting(case: Case) -> str:
    await code_of(case, "see")
    (newest, *_) = await Delegation.filter(case_id=case.id).order_by("-created_at")
    return str(newest.id)


async def _now(case: Case) -> Case:
    return await Case.get(id=case.id)
