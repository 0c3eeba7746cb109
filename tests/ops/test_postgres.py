"""What does the operator meet who runs the house on PostgreSQL?"""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from portal.cli.doctor import data
from portal.kernel import figures
from portal.main import create_app
from portal.settings import NoDatabaseFile, Settings, settings, tortoise_config
from tests.cast import NOW, Cast, filed
from tests.postgres import postgres_only

URL = "postgresql://portal:ge%40heim@db.example:5433/portal?sslmode=verify-full"


@pytest.fixture
def elsewhere(var: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings that name a server, which nobody asks here."""
    monkeypatch.setenv("DATABASE_URL", URL)
    settings.cache_clear()
    return settings()


def test_the_address_is_kept_apart_from_its_password(elsewhere: Settings):
    connection = tortoise_config()["connections"]["default"]
    assert connection["engine"] == "portal.database.postgres_engine"
    assert connection["credentials"] == {
        "url": "postgresql://portal@db.example:5433/portal?sslmode=verify-full",
        "password": "ge@heim",
    }


def test_no_file_is_taken_for_the_servers_database(elsewhere: Settings):
    with pytest.raises(NoDatabaseFile):
        elsewhere.database_path  # noqa: B018 (asking is what is refused)


def test_an_address_of_another_kind_is_refused_instead_of_meaning_a_new_file(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://portal@db.example/portal")
    with pytest.raises(ValidationError, match="DATABASE_URL"):
        Settings()


@postgres_only
async def test_the_doctor_and_the_graphs_ask_the_server(house: Cast):
    await filed()
    assert list(data.whole()) == []
    said = [finding async for finding in data.look(NOW)]
    assert [finding for finding in said if finding.area == data.DATABASE.name and finding.state != "ok"] == []
    assert (await figures.taken(NOW)).database_bytes > 1_000_000


@postgres_only
def test_a_page_that_is_kept_is_made_anew_once_a_case_was_filed(var: Settings):
    with TestClient(create_app(lambda: NOW), base_url=var.base_url) as client:
        first = client.get("/status")
        assert client.get("/status").headers["etag"] == first.headers["etag"]
        assert client.portal is not None
        case = client.portal.call(filed)
        assert case.receipt_no in client.get(f"/status/{case.receipt_no}").text
        assert client.get("/status").headers["etag"] != first.headers["etag"]
