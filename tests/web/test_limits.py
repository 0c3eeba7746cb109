"""Are tries counted across processes, by whoever tries, and forgotten in time?"""

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from portal.kernel.models import Rate
from portal.web import limits

pytestmark = pytest.mark.usefixtures("tables")


async def attempt(request):
    await limits.limit(request, "pin", per=request.path_params["who"], times=3, seconds=600)
    return PlainTextResponse("tried")


async def right(request):
    await limits.forgive(request, "pin", per=request.path_params["who"])
    return PlainTextResponse("")


async def keys(request):
    return PlainTextResponse(" ".join([row.key for row in await Rate.all()]))


async def where(request):
    return PlainTextResponse(limits.address(request))


ROUTES = [
    Route("/try/{who}", attempt),
    Route("/right/{who}", right),
    Route("/keys", keys),
    Route("/where", where),
]


@pytest.fixture
def client(build):
    with build(ROUTES) as made:
        yield made


def test_the_fourth_try_is_refused_and_told_when_to_come_back(client):
    """민원령 11조의2: who floods the window by a machine has to wait."""
    assert [client.get("/try/minsu").status_code for _ in range(4)] == [200, 200, 200, 429]
    response = client.get("/try/minsu")
    assert "오전 10시 11분 이후에 다시 시도해 주세요" in response.text
    assert response.headers["retry-after"] == "600"
    assert client.get("/try/sora").status_code == 200


def test_after_the_window_tries_are_counted_anew(client, clock):
    for _ in range(4):
        client.get("/try/minsu")
    clock.forward(seconds=599)
    assert client.get("/try/minsu").status_code == 429
    clock.forward(seconds=1)
    assert [client.get("/try/minsu").status_code for _ in range(4)] == [200, 200, 200, 429]


def test_a_success_forgets_the_tries(client):
    for _ in range(3):
        client.get("/try/minsu")
    client.get("/right/minsu")
    assert client.get("/try/minsu").status_code == 200


def test_the_table_names_nobody(client):
    client.get("/try/minsu")
    (key,) = client.get("/keys").text.split()
    assert len(key) == 64
    assert "minsu" not in key


def test_a_forwarded_address_is_believed_only_from_a_trusted_proxy(build):
    forged = {"X-Forwarded-For": "203.0.113.9"}
    with build(ROUTES) as client:
        assert client.get("/where", headers=forged).text == "testclient"
    with build(ROUTES, trusted_proxies=["testclient", "10.0.0.1"]) as client:
        assert client.get("/where", headers=forged).text == "203.0.113.9"
        chain = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9, 10.0.0.1"}
        assert client.get("/where", headers=chain).text == "203.0.113.9"
        home = {"X-Forwarded-For": "2001:db8:1:2:3:4:5:6"}
        assert client.get("/where", headers=home).text == "2001:db8:1:2::/64"
