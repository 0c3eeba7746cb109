"""Whoever types another name of this machine is led to the demo's own, with path and query; machines are not."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from portal.web.one_address import OneAddress


def visitor(address: str, base_url: str = "http://localhost:8000") -> TestClient:
    async def page(request):
        return PlainTextResponse(request.url.path)

    routes = [Route("/{path:path}", page, methods=["GET", "POST"])]
    app = Starlette(routes=routes, middleware=[Middleware(OneAddress, base_url=base_url)])
    return TestClient(app, base_url=address, follow_redirects=False)


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://[::1]:8000"])
def test_another_name_leads_to_the_same_page_under_the_right_one(address):
    answer = visitor(address).get("/services", params={"q": "가로등"})
    assert answer.status_code == 307
    assert answer.headers["location"] == "http://localhost:8000/services?q=%EA%B0%80%EB%A1%9C%EB%93%B1"
    assert visitor(address).get("/%EA%B0%80//x").headers["location"] == "http://localhost:8000/%EA%B0%80//x"


def test_the_right_name_forms_and_machines_are_served():
    assert visitor("http://localhost:8000").get("/services").status_code == 200
    elsewhere = visitor("http://127.0.0.1:8000")
    assert elsewhere.post("/services").status_code == 200
    assert elsewhere.get("/healthz").status_code == 200
    assert elsewhere.get("/sync/v1/lease").status_code == 200


def test_a_name_that_is_not_this_machines_is_none_of_its_business():
    assert visitor("http://portal.example").get("/").status_code == 200
    assert visitor("http://127.0.0.1:8000", "https://portal.example").get("/").status_code == 200
