"""Who may come in at the machines' door?"""

from __future__ import annotations

from datetime import timedelta

import httpx2
import pytest

from portal.kernel import back_offices
from portal.kernel.models import BackOffice
from sync import authentication
from sync.client import PortalAway
from tests.cast import NOW
from tests.sync.conftest import Exchange


async def may(exchange: Exchange, client: str, secret: str) -> bool:
    answer = await exchange.office(client, secret)._send("POST", "/sync/v1/lease", json={})
    assert answer.status_code == 200 or answer.json()["code"] == "NotIdentified"
    return answer.status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer x",
        "Bearer cleaning-1:",
        "Bearer :x",
        "Basic cleaning-1:x",
        "Bearer 한글:é",
    ],
)
async def test_without_a_secret_nothing_is_given(exchange: Exchange, header: str | None):
    headers = httpx2.Headers([] if header is None else [(b"Authorization", header.encode())])
    for method, path in (("POST", "lease"), ("POST", "status"), ("POST", "ack"), ("GET", "status/1")):
        answer = await exchange.http.request(method, f"/sync/v1/{path}", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"


async def test_secrets_are_stored_as_hashes_and_two_are_valid_at_once(exchange: Exchange):
    first = await back_offices.add("new-1", "cleaning", NOW)
    assert len(first) >= 43, "256 bits"
    assert first not in str(await BackOffice.filter(client="new-1").values())
    second = await back_offices.rotate("new-1")
    assert await may(exchange, "new-1", first)
    assert await may(exchange, "new-1", second)
    assert await back_offices.retire("new-1")
    assert not await may(exchange, "new-1", first)
    assert await may(exchange, "new-1", second)
    assert not await back_offices.retire("new-1"), "the only secret is never retired"


async def test_a_second_rotation_ends_the_oldest_secret(exchange: Exchange):
    secrets = [await back_offices.add("new-1", "cleaning", NOW)]
    secrets += [await back_offices.rotate("new-1"), await back_offices.rotate("new-1")]
    assert [await may(exchange, "new-1", secret) for secret in secrets] == [False, True, True]


async def test_a_secret_is_good_for_its_own_client_only(exchange: Exchange):
    secret = await back_offices.add("new-1", "cleaning", NOW)
    assert not await may(exchange, "cleaning-1", secret)


async def test_a_closed_client_is_refused(exchange: Exchange):
    secret = await back_offices.add("new-1", "cleaning", NOW)
    await back_offices.close("new-1")
    assert not await may(exchange, "new-1", secret)


@pytest.mark.parametrize("client", ["", "A", "한글", "a", "x:y", "a b", "x" * 60])
async def test_a_bad_name_is_refused(exchange: Exchange, client: str):
    with pytest.raises(back_offices.BadClient):
        await back_offices.add(client, "cleaning", NOW)


async def test_a_double_name_and_an_unknown_department_are_refused(exchange: Exchange):
    with pytest.raises(back_offices.BadClient):
        await back_offices.add("cleaning-1", "cleaning", NOW)
    with pytest.raises(back_offices.BadClient):
        await back_offices.add("moon-1", "moon", NOW)
    with pytest.raises(back_offices.UnknownClient):
        await back_offices.rotate("moon-1")


async def test_failures_are_limited_and_successes_are_not(exchange: Exchange):
    for _ in range(authentication.TRIES):
        assert not await may(exchange, "cleaning-1", "guess")
    with pytest.raises(PortalAway):
        await may(exchange, "cleaning-1", "guess")
    await exchange.cleaning.lease()
    exchange.clock.forward(timedelta(seconds=authentication.WINDOW_SECONDS))
    assert not await may(exchange, "cleaning-1", "guess")


async def test_schemas_are_open_to_all(exchange: Exchange):
    answer = await exchange.http.get("/sync/v1/schemas/kr.portal.case.file.json")
    assert answer.status_code == 200
    assert answer.json()["title"]
    for name in ("nothing.json", "..%2F__init__.py"):
        assert (await exchange.http.get(f"/sync/v1/schemas/{name}")).status_code == 404
