"""How does one open a case of one's own, and keep an account in order?"""

from __future__ import annotations

from uuid import UUID, uuid4

from portal.kernel import cases
from portal.kernel.ids import new_token
from portal.kernel.models import Case, Identity, Person, SecurityKey
from portal.kernel.notices import wishes
from tests.cast import HANEUL, NOW
from tests.rights.asking import Asked, scene
from tests.rights.reading import Row
from tests.rights.world import World, joined


@scene("POST /cases")
def open_case(world: World, row: Row) -> Asked:
    pin = cases.pin_of(world.case)
    return Asked(data={"no": world.case.receipt_no, "phone": HANEUL.phone, "pin": pin})


@scene("POST /cases~false_pin")
def guess_pin(world: World, row: Row) -> Asked:
    pin = f"{(int(cases.pin_of(world.case)) + 1) % 10**6:06d}"
    return Asked(data={"no": world.case.receipt_no, "phone": HANEUL.phone, "pin": pin})


@scene("POST /cases/claim")
def claim(world: World, row: Row) -> Asked:
    return Asked(data={"what": world.case.receipt_no})


@scene("POST /cases/claim~by_email")
def claim_by_email(world: World, row: Row) -> Asked:
    world.run(Case.filter(id=world.case.id).update(person_id=None))
    return Asked(data={"what": "email"})


@scene("POST /account/code")
def ask_for_code(world: World, row: Row) -> Asked:
    return Asked(data={"do": "send", "email": HANEUL.email})


@scene("POST /account/profile")
def correct(world: World, row: Row) -> Asked:
    return Asked(data={"name": "김하늘"})


@scene("POST /account/consents")
def agree(world: World, row: Row) -> Asked:
    return Asked(data={"purpose": "contact"})


@scene("POST /account/notices")
def choose(world: World, row: Row) -> Asked:
    boxes = {f"topic-{topic}": wishes.MAIL for topic in wishes.TOPICS}
    return Asked(data={**boxes, "quiet_from": "21", "quiet_until": "8"})


@scene("POST /account/devices")
def end_others(world: World, row: Row) -> Asked:
    return Asked(data={"do": "others"})


@scene("POST /account/close")
def close(world: World, row: Row) -> Asked:
    if world.is_resident:
        world.change_session(person_id=world.run(joined(f"leaving-{new_token()[:8]}")).id)
    return Asked(data={"sure": "yes"})


@scene("POST /account/ways", "POST /desk/account")
def unlink(world: World, row: Row) -> Asked:
    return Asked(data={"unlink": str(world.run(_identity(world.person or world.people["owner"])))})


@scene("POST /account/ways~anothers", "POST /desk/account~anothers")
def unlink_anothers(world: World, row: Row) -> Asked:
    return Asked(data={"unlink": str(world.run(_identity(world.run(joined(f"other-{uuid4()}")))))})


async def _identity(person: Person) -> UUID:
    """One of two accounts at providers, so that a way in is left."""
    made = [
        await Identity.create(
            person=person,
            provider="own",
            issuer="https://elsewhere.example",
            subject_hash=new_token(),
            linked_at=NOW,
            used_at=NOW,
        )
        for _ in range(2)
    ]
    return made[0].id


@scene("POST /account/ways/keys", "POST /desk/account/keys")
def remove_key(world: World, row: Row) -> Asked:
    return Asked(data={"remove": str(world.run(_key(world.person or world.people["owner"])))})


@scene("POST /account/ways/keys~anothers", "POST /desk/account/keys~anothers")
def remove_anothers_key(world: World, row: Row) -> Asked:
    return Asked(data={"remove": str(world.run(_key(world.run(joined(f"other-{uuid4()}")))))})


async def _key(person: Person) -> UUID:
    """One of two keys, so that a way in is left."""
    made = [
        await SecurityKey.create(
            person=person, credential=new_token(), public_key=b"x", name="열쇠", created_at=NOW
        )
        for _ in range(2)
    ]
    return made[0].id
