"""How does one ask for the desk's pages, and for each move on a case?"""

from __future__ import annotations

from typing import Any

from portal.kernel.models import Case
from tests.rights.asking import Asked, scene
from tests.rights.reading import Row
from tests.rights.scenes_petitions import ACCEPTED, ASKED, moved, with_paper
from tests.rights.world import World

DECIDED = ("decide", {"outcome": "answered", "answer": "고쳤습니다."})
# What comes before each move, and what its form says.
MOVES: dict[str, tuple[tuple[Any, ...], dict[str, str]]] = {
    "accept": ((), {}),
    "review": ((ACCEPTED,), {}),
    "assign": ((), {"officer": ""}),
    "request_supplement": ((ACCEPTED,), {"request": "사진", "days": "10"}),
    "supplement": ((ACCEPTED, ASKED), {"supplement": "창구에서 받았습니다."}),
    "pause": ((ACCEPTED,), {"ground": "survey", "reason": "현장을 조사합니다."}),
    "resume": ((ACCEPTED, ("pause", {"ground": "survey", "reason": "현장을 조사합니다."})), {}),
    "decide": ((ACCEPTED,), {"outcome": "answered", "answer": "고쳤습니다."}),
    "undo_decision": ((ACCEPTED, DECIDED), {}),
    "notify": ((ACCEPTED, DECIDED), {}),
    "withdraw": ((), {"reason": "전화로 취하했습니다."}),
    "return": ((ACCEPTED, ASKED), {"reason": "기한이 지났습니다."}),
    "note": ((), {"note": "확인함"}),
}


@scene("/desk/cases/{no}/{move}")
def move(world: World, row: Row) -> Asked:
    before, data = MOVES.get(row.fixed["move"], ((), {}))
    world.run(moved(world.case, world.people["clerk"], *before))
    if row.method == "GET":
        return Asked()
    seen = world.run(_now(world.case)).seq
    if "officer" in data:
        data = {"officer": str(world.people["clerk"].id)}
    return Asked(data={"seen": str(seen), "do": "move", **data})


async def _now(case: Case) -> Case:
    return await Case.get(id=case.id)


@scene("POST /desk/cases/{no}/contact")
def contact(world: World, row: Row) -> Asked:
    return Asked(data={"why": "call"})


@scene("GET /desk/cases/{no}/files/{file}", "POST /desk/cases/{no}/files/{file}")
def paper(world: World, row: Row) -> Asked:
    world.run(moved(world.case, world.people["clerk"], ACCEPTED, ASKED))
    return Asked(
        {"file": world.run(with_paper(world.case))}, {"why": "handling"} if row.method == "POST" else {}
    )


@scene("POST /desk/search")
def search(world: World, row: Row) -> Asked:
    return Asked(data={"q": "김하늘"})


@scene("/desk/counter/{code}")
def entry(world: World, row: Row) -> Asked:
    return Asked({"code": "streetlight-road"})


@scene("POST /desk/log/export")
def export(world: World, row: Row) -> Asked:
    return Asked(data={"why": "audit"})


@scene("POST /desk/staff")
def rights(world: World, row: Row) -> Asked:
    return Asked(data={"do": "grant", "login": "t-other", "right": "clerk:cleaning"})
