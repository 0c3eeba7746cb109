"""How does one ask for what programs read and file by Open311?"""

from __future__ import annotations

from urllib.parse import quote

from httpx2 import Response

from portal.kernel.models import Case
from tests.cast import filed, service_of
from tests.rights.asking import Asked, scene
from tests.rights.reading import Row
from tests.rights.world import World

SERVICE = "streetlight-road"


@scene("GET /open311/discovery.{form}", "GET /open311/v2/services.{form}", "GET /open311/v2/requests.{form}")
def listed(world: World, row: Row) -> Asked:
    return Asked({"form": "xml"})


@scene("GET /open311/v2/services/{code}.{form}")
def defined(world: World, row: Row) -> Asked:
    return Asked({"form": "xml", "code": SERVICE})


@scene("POST /open311/v2/requests.{form}")
def report(world: World, row: Row) -> Asked:
    said = {
        "service_code": SERVICE,
        "lat": "35.2429",
        "long": "129.0922",
        "description": "가로등이 꺼져 있습니다.",
        "first_name": "하늘",
        "last_name": "김",
        "phone": "010-2345-6789",
        "attribute[problem]": "streetlight",
        "attribute[petitioner_address]": "부산광역시 금정구 중앙대로 1777",
        "attribute[consent]": "yes",
    }
    return Asked({"form": "xml"}, data=said, read=_made)


def _made(answer: Response) -> int:
    """Who has made something was served."""
    return 200 if answer.status_code == 201 else answer.status_code


@scene("GET /open311/v2/requests/{no}.{form}")
def one(world: World, row: Row) -> Asked:
    return Asked({"form": "xml"})


@scene("GET /open311/v2/requests/{no}.{form}~not_public")
def hidden(world: World, row: Row) -> Asked:
    world.run(Case.filter(id=world.case.id).update(public=False))
    return Asked({"form": "xml"})


@scene("GET /open311/v2/tokens/{token}.{form}")
def by_token(world: World, row: Row) -> Asked:
    key = "a program's own key"
    world.run(filed(service_of("construction", "living_report"), key=key))
    return Asked({"form": "xml", "token": quote(key)})
