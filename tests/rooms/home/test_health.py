"""Does `/readyz` say no as soon as people could not be served, without telling strangers why?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient
from tortoise.connection import get_connection

from portal.kernel import heartbeat, modes
from portal.kernel.heartbeat import Tally
from portal.kernel.models import Notice
from portal.settings import Settings, settings
from tests.cast import NOW, filed


@pytest.fixture
def near(client: TestClient) -> TestClient:
    """The operator's own look, on this machine."""
    heartbeat.beat(NOW, held=False, jobs={"send notices": Tally(3, 1)})
    made = TestClient(client.app, base_url=str(client.base_url), client=("127.0.0.1", 50000))
    made.portal = client.portal  # the same event loop, on which the database is open
    return made


def failing(near: TestClient) -> list[str]:
    answer = near.get("/readyz")
    wrong = [name for name, check in answer.json()["checks"].items() if not check["ok"]]
    assert answer.status_code == (503 if wrong else 200)
    assert answer.json()["ready"] is not bool(wrong)
    return wrong


def test_a_house_in_order_is_ready(near: TestClient):
    assert failing(near) == []
    answer = near.get("/readyz")
    assert set(answer.json()["checks"]) == {"database", "keys", "disk", "worker", "queue"}
    assert "set-cookie" not in answer.headers


def test_strangers_learn_whether_but_not_why(client: TestClient, near: TestClient):
    assert client.get("/readyz").json() == {"ready": True, "mode": "normal"}
    passed_on = near.get("/readyz", headers={"X-Forwarded-For": "203.0.113.9"})
    assert "checks" not in passed_on.json()


def test_a_worker_not_seen_for_a_minute_is_missed(near: TestClient):
    heartbeat.beat(NOW - timedelta(seconds=61), held=False, jobs={})
    assert failing(near) == ["worker"]
    heartbeat.stop()
    assert failing(near) == ["worker"]


def test_a_full_disk_is_seen(near: TestClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(settings(), "disk_free_mb", 10**9)
    assert failing(near) == ["disk"]


def test_a_lost_key_is_seen(near: TestClient, var: Settings):
    (key,) = (var.var / "keys").glob("*.key")
    key.rename(key.with_suffix(".gone"))
    assert failing(near) == ["keys"]


def test_a_database_of_another_revision_is_seen(near: TestClient, run: Callable[..., Any]):
    async def newer() -> None:
        await get_connection("default").execute_query(
            "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('portal', '9999_next', '2026-01-01')"
        )

    run(newer())
    assert failing(near) == ["database"]


def test_a_queue_that_the_worker_leaves_is_seen_but_not_while_it_is_told_to_hold(
    near: TestClient, run: Callable[..., Any]
):
    async def late() -> None:
        await filed()
        await Notice.filter(channel="mail").update(state="pending", available_at=NOW - timedelta(minutes=11))

    run(late())
    assert failing(near) == ["queue"]
    modes.set_mode("read_only", now=NOW, by="tests")
    assert failing(near) == []


def test_the_jobs_and_the_cases_stand_in_the_metrics(near: TestClient, run: Callable[..., Any]):
    run(filed())
    text = near.get("/metrics").text
    assert "portal_cases 1.0" in text
    assert 'portal_jobs_run_total{job="send notices"} 3.0' in text
    assert 'portal_jobs_failed_total{job="send notices"} 1.0' in text
    assert 'portal_outbox{state="pending"} 1.0' in text
    assert 'portal_notices{channel="mail",state="pending"}' in text
    for personal in ("김하늘", "haneul", "2345"):
        assert personal not in text
