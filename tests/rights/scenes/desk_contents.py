"""How does one write public words at the desk, and decide on the disposal of what was kept long enough?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from portal.kernel import contents
from portal.kernel.models import Case, Disposal, OutboxMessage
from portal.rooms.desk.forms.contents import typed_of
from tests.cast import NOW
from tests.rights.asking import Asked, scene
from tests.rights.reading import Row
from tests.rights.world import World

NOTICE = {
    "title-ko": "물이 끊깁니다",
    "body-ko": "3월 12일 오전에 물이 나오지 않습니다.",
    "since": "2026-03-10",
    "review_by": "2026-06-10",
    "do": "save",
}
FRONT_OFFICE = "civil_affairs"
CLOSED = datetime(2015, 3, 10, tzinfo=UTC)


@scene("POST /desk/contents/{kind}/{slug}")
def edit(world: World, row: Row) -> Asked:
    """The newest words as they are, saved once more."""
    item = world.run(contents.newest(row.fixed["kind"], row.fixed["slug"]))
    more = {"owner": item.owner, "review_by": "2026-09-10", "seen": str(item.version), "do": "save"}
    return Asked(data={**typed_of(item.data), **more})


@scene("POST /desk/contents/new/{kind}")
def new(world: World, row: Row) -> Asked:
    own = "construction" if world.role == "supervisor" else FRONT_OFFICE
    return Asked(data={**NOTICE, "owner": own})


@scene("POST /desk/contents/new/{kind}~anothers")
def new_of_another(world: World, row: Row) -> Asked:
    """In the name of a department that is not one's own."""
    return Asked(data={**NOTICE, "owner": FRONT_OFFICE if world.role == "supervisor" else "construction"})


@scene("POST /desk/retention")
def decide(world: World, row: Row) -> Asked:
    world.run(_closed_long_ago(world.case))
    return Asked(data={"case": str(world.case.id), "decision": "destroy", "reason": "제1차 심의회"})


@scene("POST /desk/retention/destroy")
def destroy(world: World, row: Row) -> Asked:
    return _destroying(world, "somebody-else")


@scene("POST /desk/retention/destroy~own")
def destroy_alone(world: World, row: Row) -> Asked:
    return _destroying(world, f"t-{world.role}")


def _destroying(world: World, decided_by: str) -> Asked:
    world.run(_closed_long_ago(world.case, decided_by=decided_by))
    return Asked(data={"case": str(world.case.id), "do": "destroy", "count": "1"})


async def _closed_long_ago(case: Case, **decided: Any) -> None:
    row = Case.filter(id=case.id)
    await row.update(closed_at=CLOSED, retention_class="y5", stage="notified")
    await OutboxMessage.filter(case_id=case.id).update(state="acknowledged")
    if decided:
        await Disposal.create(case=case, decision="destroy", reason="심의회", decided_at=NOW, **decided)
