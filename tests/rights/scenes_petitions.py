"""How does a petitioner, or whoever says so, ask about one case?"""

from __future__ import annotations

from uuid import UUID

from portal.kernel import cases, files
from portal.kernel.models import Case, Person
from portal.kernel.moves import PETITIONER
from portal.kernel.permissions import staff_actor
from tests.cast import NOW
from tests.kernel.papers import pdf
from tests.rights.asking import Asked, scene
from tests.rights.reading import Row
from tests.rights.world import World


async def moved(case: Case, clerk: Person, *steps: tuple[str, dict[str, object]]) -> None:
    """Bring the case to the stage that the request needs."""
    actor = await staff_actor(clerk)
    for name, data in steps:
        await cases.move(case.id, name, actor=actor, now=NOW, data=data)


async def with_paper(case: Case, audience: str = "petitioner") -> UUID:
    """A file of the case."""
    upload = files.Upload("문서.pdf", pdf())
    async with files.brought(case, "files", [upload], audience=audience, now=NOW) as brought:
        await cases.move(
            case.id, "supplement", actor=PETITIONER, now=NOW, data={"supplement": "x"}, files=brought
        )
        return UUID(str(brought[0]))


ACCEPTED = ("accept", {})
ASKED = ("request_supplement", {"request": "사진", "days": "10"})


@scene("/cases/{no}/supplement")
def supplement(world: World, row: Row) -> Asked:
    world.run(moved(world.case, world.people["clerk"], ACCEPTED, ASKED))
    return Asked(data={"supplement": "사진을 보냅니다."} if row.method == "POST" else {})


@scene("POST /cases/{no}/withdraw")
def withdraw(world: World, row: Row) -> Asked:
    return Asked(data={"reason": "해결되었습니다.", "sure": "yes"})


@scene("GET /cases/{no}/files/{id}")
def own_file(world: World, row: Row) -> Asked:
    world.run(moved(world.case, world.people["clerk"], ACCEPTED, ASKED))
    return Asked({"id": world.run(with_paper(world.case))})
