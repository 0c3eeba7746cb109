"""How does a petitioner, whoever acts for them, or whoever says so, ask about one case?"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from portal.kernel import cases, files
from portal.kernel.models import Attachment, Case, Delegation, Person
from portal.kernel.moves import PETITIONER
from portal.kernel.permissions import staff_actor
from tests.cast import NOW
from tests.kernel.papers import jpeg, pdf
from tests.rights.asking import Asked, scene
from tests.rights.reading import Row
from tests.rights.world import World, code_of

Step = tuple[str, dict[str, object]]

ACCEPTED: Step = ("accept", {})
EXTENDED: Step = ("extend", {"days": "3", "reason": "현장을 더 봅니다."})
REFUSED: Step = (
    "decide",
    {"outcome": "refused", "answer": "안 됩니다.", "reasons": "거리 기준", "remedies": "행정심판"},
)
QUESTION: Step = ("ask_extension", {"days": "3", "reason": "의견을 기다립니다."})
ASKED: Step = ("request_supplement", {"request": "사진", "days": "10"})


CHOOSE: Step = ("ask_representatives", {})


async def file_jointly(case: Case) -> None:
    """The case as one that twelve households filed with thirty signatures."""
    await Case.filter(id=case.id).update(households=12, signers=30)


async def moved(case: Case, clerk: Person, *steps: Step, at: datetime = NOW) -> None:
    """Bring the case to the stage that the request needs."""
    actor = await staff_actor(clerk)
    for name, data in steps:
        await cases.move(case.id, name, actor=actor, now=at, data=data)


async def with_file(case: Case, audience: str = "petitioner", picture: bool = False) -> UUID:
    """A file of the case, brought with a supplement."""
    upload = files.Upload("사진.jpg", jpeg()) if picture else files.Upload("문서.pdf", pdf())
    async with files.brought(case, "files", [upload], audience="petitioner", now=NOW) as brought:
        data = {"supplement": "여기 있습니다."}
        await cases.move(case.id, "supplement", actor=PETITIONER, now=NOW, data=data, files=brought)
        found = UUID(str(brought[0]))
    await Attachment.filter(id=found).update(audience=audience)
    return found


def file_of(world: World, audience: str = "petitioner", picture: bool = False) -> UUID:
    """A file of the world's case."""
    world.run(moved(world.case, world.people["clerk"], ACCEPTED, ASKED))
    made: UUID = world.run(with_file(world.case, audience, picture))
    return made


@scene("/cases/{no}/supplement")
def supplement(world: World, row: Row) -> Asked:
    world.run(moved(world.case, world.people["clerk"], ACCEPTED, ASKED))
    return Asked(data={"supplement": "사진을 보냅니다."} if row.method == "POST" else {})


@scene("/cases/{no}/extension")
def extension(world: World, row: Row) -> Asked:
    world.file(kind="permit")
    world.run(moved(world.case, world.people["clerk"], ACCEPTED, EXTENDED, QUESTION))
    return Asked(data={"do": "yes"} if row.method == "POST" else {})


@scene("/cases/{no}/satisfaction")
def satisfied(world: World, row: Row) -> Asked:
    world.run(moved(world.case, world.people["clerk"], ACCEPTED, REFUSED, ("notify", {})))
    return Asked(data={"score": "4", "words": "고맙습니다."} if row.method == "POST" else {})


@scene("/cases/{no}/object")
def objecting(world: World, row: Row) -> Asked:
    world.file(kind="permit")
    world.run(moved(world.case, world.people["clerk"], ACCEPTED, REFUSED, ("notify", {})))
    return Asked(data={"objection": "거리를 다시 재어 주세요."} if row.method == "POST" else {})


@scene("/cases/{no}/representatives")
def representatives(world: World, row: Row) -> Asked:
    world.run(file_jointly(world.case))
    world.run(moved(world.case, world.people["clerk"], ACCEPTED, CHOOSE))
    said = {"name_1": "이순자", "phone_1": "010-2222-3333"}
    return Asked(data=said if row.method == "POST" else {})


@scene("/cases/{no}/demand")
def demand(world: World, row: Row) -> Asked:
    world.file(at=NOW - timedelta(days=20))
    return Asked(data={"demand": "언제 되나요?"} if row.method == "POST" else {})


@scene("/cases/{no}/longer")
def longer(world: World, row: Row) -> Asked:
    world.run(moved(world.case, world.people["clerk"], ACCEPTED, ASKED))
    return Asked(data={"days": "3"} if row.method == "POST" else {})


@scene("/cases/{no}/withdraw")
def withdraw(world: World, row: Row) -> Asked:
    return Asked(data={"reason": "해결되었습니다.", "sure": "yes"} if row.method == "POST" else {})


@scene("/cases/{no}/withdraw~may_end")
def withdraw_for_somebody(world: World, row: Row) -> Asked:
    world.run(Delegation.filter(case_id=world.case.id).update(scope="end"))
    return withdraw(world, row)


@scene("GET /cases/{no}/files/{id}")
def own_file(world: World, row: Row) -> Asked:
    return Asked({"id": file_of(world)})


@scene("GET /cases/{no}/files/{id}~staff_only")
def staffs_file(world: World, row: Row) -> Asked:
    return Asked({"id": file_of(world, "staff")})


@scene("GET /cases/{no}~link", "GET /cases/{no}/receipt~link")
def link(world: World, row: Row) -> Asked:
    return Asked(query={"k": cases.link_token(world.case)})


@scene("GET /cases/{no}~false_link")
def false_link(world: World, row: Row) -> Asked:
    return Asked(query={"k": cases.link_token(world.case)[:-1]})


@scene("POST /cases/{no}/agents")
def give_code(world: World, row: Row) -> Asked:
    return Asked(data={"scope": "see"})


@scene("POST /cases/{no}/agents~end")
def end_consent(world: World, row: Row) -> Asked:
    return Asked(data={"do": "end", "delegation": world.run(_consent(world.case))})


async def _consent(case: Case) -> str:
    """The agent's own, if one asks; else a code that waits."""
    if not await Delegation.exists(case_id=case.id):
        await code_of(case, "see")
    return str((await Delegation.get(case_id=case.id)).id)


@scene("POST /cases/act")
def take_up(world: World, row: Row) -> Asked:
    return _taking(world, world.run(code_of(world.case, "act")))


@scene("POST /cases/act~false_code")
def take_up_by_guess(world: World, row: Row) -> Asked:
    code = world.run(code_of(world.case, "act"))
    return _taking(world, f"{(int(code) + 1) % 10**8:08d}")


def _taking(world: World, code: str) -> Asked:
    said = {"agent_name": "이순자", "relation": "mother"}
    return Asked(data={"no": world.case.receipt_no, "code": code, **said})
