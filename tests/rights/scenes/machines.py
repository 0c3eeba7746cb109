"""How does a department's system ask, and what does it send?"""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from httpx2 import Response

from portal.kernel import back_offices
from portal.kernel.ids import new_token
from portal.kernel.models import BackOffice
from sync import contract, inbound, outbound
from tests.cast import NOW
from tests.rights.asking import Asked, scene
from tests.rights.reading import Row
from tests.rights.scenes.petitions import file_of
from tests.rights.world import OFFICES, World


@scene("POST /sync/v1/lease")
def lease(world: World, row: Row) -> Asked:
    return Asked(more={"json": {"max": 1}})


@scene("POST /sync/v1/lease~closed")
def lease_after_the_end(world: World, row: Row) -> Asked:
    """A system of the department that was taken off the list."""
    return _former(world, close=True)


@scene("POST /sync/v1/lease~old_secret")
def lease_by_an_old_secret(world: World, row: Row) -> Asked:
    """A secret that was replaced."""
    return _former(world, close=False)


def _former(world: World, *, close: bool) -> Asked:
    asked = Asked(more={"json": {"max": 1}})
    if world.role == "office":
        asked.headers = {"Authorization": f"Bearer {world.run(_ended(close=close))}"}
    return asked


async def _ended(*, close: bool) -> str:
    client = f"former-{new_token()[:8].lower().translate({ord('_'): 'x', ord('-'): 'x'})}"
    secret = await back_offices.add(client, "construction", NOW)
    if close:
        await back_offices.close(client)
    else:
        await back_offices.rotate(client)
        await back_offices.retire(client)
    return f"{client}:{secret}"


@scene("POST /sync/v1/ack")
def acknowledge(world: World, row: Row) -> Asked:
    return Asked(more={"json": world.run(_leased())})


@scene("POST /sync/v1/nack")
def give_back(world: World, row: Row) -> Asked:
    return Asked(more={"json": {**world.run(_leased()), "reason": "unavailable"}})


async def _leased() -> dict[str, Any]:
    """What the department's own system has leased: perhaps nothing, then a lease that it never had."""
    office = await BackOffice.get(client="construction-1")
    held = await outbound.lease(office, 1, NOW)
    ids = [message["id"] for message in held.messages] or ["0198c0de-0000-7000-8000-000000000001"]
    return {"lease": held.token or "none", "ids": ids}


@scene("POST /sync/v1/held")
def held(world: World, row: Row) -> Asked:
    return Asked(more={"json": {"day": "2026-03-10", "ids": []}})


@scene("GET /sync/v1/attachments/{id}")
def attachment(world: World, row: Row) -> Asked:
    return Asked({"id": file_of(world)})


@scene("GET /sync/v1/attachments/{id}~staff_only")
def staffs_attachment(world: World, row: Row) -> Asked:
    return Asked({"id": file_of(world, "staff")})


@scene("POST /sync/v1/status")
def status(world: World, row: Row) -> Asked:
    client = f"{OFFICES.get(world.role, 'construction')}-1"
    more = {"content": _event(world, client, str(uuid4()))}
    return Asked(headers={"Content-Type": contract.MEDIA_TYPE}, more=more, read=_problem)


def _event(world: World, client: str, message_id: str) -> bytes:
    event = {
        "specversion": "1.0",
        "id": message_id,
        "source": f"urn:backoffice:{client}",
        "type": f"{contract.STATUS}accept",
        "subject": world.case.receipt_no,
        "time": NOW.isoformat(),
        "datacontenttype": "application/json",
        "sequence": "1",
        "sequencetype": "Integer",
        "data": {},
    }
    return json.dumps(event).encode()


def _problem(answer: Response) -> int:
    """A message that was taken and rejected is answered with the problem inside it."""
    said = answer.json()
    rejection = said.get("rejection")
    return int(rejection["data"]["problem"]["status"]) if rejection else answer.status_code


@scene("GET /sync/v1/status/{message_id}")
def outcome(world: World, row: Row) -> Asked:
    message_id = str(uuid4())
    world.run(_sent(_event(world, "construction-1", message_id)))
    return Asked({"message_id": message_id})


async def _sent(event: bytes) -> None:
    office = await BackOffice.get(client="construction-1")
    await inbound.receive(office, event, NOW)


@scene("GET /sync/v1/schemas/{name}")
def schema(world: World, row: Row) -> Asked:
    return Asked({"name": f"{contract.REJECTED}.json"})
