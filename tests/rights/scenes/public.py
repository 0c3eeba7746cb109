"""How does one ask for the pages that everybody may see, and for the house's own signs of life?"""

from __future__ import annotations

from typing import Any

from portal.kernel import contents, heartbeat
from portal.kernel.contents import Draft
from portal.kernel.models import Case, Notice
from tests.cast import NOW
from tests.rights.asking import Asked, scene
from tests.rights.reading import Row
from tests.rights.world import World

SERVICE = "streetlight-road"


@scene("/static/{path}")
def static(world: World, row: Row) -> Asked:
    return Asked({"path": "css/page.css"})


@scene("GET /services/suggest")
def suggest(world: World, row: Row) -> Asked:
    return Asked(query={"q": "가로등"})


@scene("/services/{code}")
def service(world: World, row: Row) -> Asked:
    return Asked({"code": SERVICE})


@scene("GET /help/{topic}")
def topic(world: World, row: Row) -> Asked:
    return Asked({"topic": "privacy"})


@scene("GET /help/{topic}/{version}")
def earlier(world: World, row: Row) -> Asked:
    return Asked({"topic": "privacy", "version": 1})


@scene("GET /notices/{slug}")
def notice(world: World, row: Row) -> Asked:
    return Asked({"slug": "welcome"})


@scene("GET /notices/{slug}~draft")
def draft_notice(world: World, row: Row) -> Asked:
    return Asked({"slug": world.run(_drafted())})


async def _drafted() -> str:
    shown = await contents.newest("notice", "welcome")
    draft = Draft("notice", "", shown.data.model_dump(mode="json"), "civil_affairs", state="draft")
    return (await contents.save(draft, seen=None, by="tests", now=NOW)).slug


@scene("GET /preferences")
def preferences(world: World, row: Row) -> Asked:
    return Asked(query={"lang": "en", "back": "/"})


@scene("GET /status/{no}~not_public", "/status/{no}/follow~not_public")
def closed_service(world: World, row: Row) -> Asked:
    world.run(Case.filter(id=world.case.id).update(public=False))
    return Asked()


@scene("GET /readyz")
def ready(world: World, row: Row) -> Asked:
    heartbeat.beat(NOW, held=False, jobs={})
    world.run(Notice.filter(state="pending").update(state="sent"))
    return Asked()


@scene("GET /metrics~token")
def watched(world: World, row: Row) -> Asked:
    app: Any = world.client.app
    token = app.state.site.metrics_token
    return Asked(headers={"Authorization": f"Bearer {token}"})
