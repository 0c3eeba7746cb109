"""How does one ask for the pages that everybody may see?"""

from __future__ import annotations

from tests.rights.asking import Asked, scene
from tests.rights.reading import Row
from tests.rights.world import World

SERVICE = "streetlight-road"


@scene("GET /services/suggest")
def suggest(world: World, row: Row) -> Asked:
    return Asked(query={"q": "가로등"})


@scene("/services/{code}")
def service(world: World, row: Row) -> Asked:
    return Asked({"code": SERVICE})


@scene("GET /help/{topic}")
def topic(world: World, row: Row) -> Asked:
    return Asked({"topic": "privacy"})


@scene("GET /preferences")
def preferences(world: World, row: Row) -> Asked:
    return Asked(query={"lang": "en", "back": "/"})


@scene("GET /status/{no}")
def public_status(world: World, row: Row) -> Asked:
    return Asked({"no": world.case.receipt_no})
