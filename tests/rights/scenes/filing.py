"""How does one fill in a form, and hand it in at once?

The draft belongs to the account of the owner; to the browser of the holder where that one asks.
"""

from __future__ import annotations

from uuid import uuid4

from portal.kernel import catalogue
from portal.kernel.ids import new_token
from portal.kernel.keys import token_hash
from portal.kernel.models import Draft, Session
from portal.kernel.people.residents import drafts_of
from portal.rooms.filing import actions
from portal.rooms.filing.queries import draft_of
from tests.cast import NOW
from tests.rights.asking import Asked, scene
from tests.rights.reading import Row
from tests.rights.scenes.public import SERVICE
from tests.rights.world import World
from tests.rooms.filing.resident import WHAT, WHERE, WHO

DRAFT = "/services/{code}/apply/{draft}"
WORDS = {**WHAT, "place-words": WHERE["place-words"]}


@scene("/services/{code}/apply")
def begin(world: World, row: Row) -> Asked:
    return Asked({"code": SERVICE}, {"do": "begin"})


@scene("POST /services/{code}/apply~identity")
def begin_with_identity(world: World, row: Row) -> Asked:
    found = next(each for each in catalogue.current().services if each.identity == "verified")
    return Asked({"code": found.code}, {"do": "begin"})


@scene("POST /services/{code}/file")
def at_once(world: World, row: Row) -> Asked:
    return Asked({"code": SERVICE}, {**WORDS, **WHO, "key": new_token(), "consent": "yes"})


async def _draft(world: World) -> Draft:
    owner = world.people["owner"]
    holder = world.role == "holder"
    key = drafts_of(owner)
    if holder:
        key = str((await Session.get(id=token_hash(world.session))).data["key"])
    draft = await actions.start(catalogue.service(SERVICE), key, NOW)
    opened = await draft_of(draft.id, SERVICE, key, NOW, None if holder else owner)
    await actions.save_answers(opened, WORDS, NOW)
    await actions.save_petitioner(opened, WHO, NOW)
    return draft


def _asked(world: World, data: dict[str, str] | None = None, **params: str) -> Asked:
    return Asked({"code": SERVICE, "draft": world.run(_draft(world)).id, **params}, data or {})


@scene(f"{DRAFT}/contact", f"{DRAFT}/contact/autosave")
def contact(world: World, row: Row) -> Asked:
    return _asked(world, WHO if row.method == "POST" else {})


@scene(f"{DRAFT}/check")
def check(world: World, row: Row) -> Asked:
    return _asked(world)


@scene(f"{DRAFT}/follow")
def follow_instead(world: World, row: Row) -> Asked:
    return _asked(world, {"no": world.case.receipt_no})


@scene(f"{DRAFT}/submit")
def submit(world: World, row: Row) -> Asked:
    return _asked(world, {"consent": "yes"} if row.method == "POST" else {})


@scene(f"{DRAFT}/discard")
def discard(world: World, row: Row) -> Asked:
    return _asked(world, {"do": "discard"})


@scene(f"{DRAFT}/{{step}}", f"{DRAFT}/{{step}}/autosave")
def step(world: World, row: Row) -> Asked:
    return _asked(world, WHAT if row.method == "POST" else {}, step="what")


@scene(f"{DRAFT}/{{step}}~unknown")
def nobodys_step(world: World, row: Row) -> Asked:
    return Asked({"code": SERVICE, "draft": uuid4(), "step": "what"}, WHAT if row.method == "POST" else {})
