"""Is a broker that is away told to the operator: by `/readyz`' look, the metrics and the doctor, without an address?"""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from typer.testing import CliRunner

from portal.cli import main
from portal.cli.doctor import data
from portal.kernel import broker, figures, readiness, reconcile
from portal.settings import Settings, settings
from portal.web import metrics
from tests.cast import NOW, Cast

URL = "amqp://portal:of-the-tests@broker.example/"


@pytest.fixture
def queue(var: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUEUE_URL", URL)
    settings.cache_clear()


async def said() -> str:
    registry = CollectorRegistry()
    registry.register(metrics._Standing(await figures.taken(NOW), None, "normal", NOW.timestamp()))
    return generate_latest(registry).decode()


async def test_all_three_say_so_and_for_how_long(queue: None, house: Cast):
    broker.note(NOW, "AMQPConnectionError")
    assert "portal_broker_up 0.0" in await said()
    (finding,) = data._broker()
    assert finding.state == "wrong"
    assert "03-10 10:00" in finding.said
    for minutes, good in ((9, True), (11, False)):
        (check,) = [
            one for one in await readiness.look(NOW + timedelta(minutes=minutes)) if one.name == "broker"
        ]
        assert check.good is good
        assert "broker.example" not in check.said
    assert broker.note(NOW, "") is True
    assert broker.note(NOW, "") is False
    assert "portal_broker_up 1.0" in await said()
    assert [one.state for one in data._broker()] == ["ok"]


async def test_an_unchanged_fault_keeps_its_beginning(queue: None):
    broker.note(NOW, "x")
    broker.note(NOW + timedelta(minutes=5), "x")
    assert broker.state() == broker.State("x", NOW, NOW + timedelta(minutes=5))


async def test_without_a_broker_nothing_is_said_of_one(house: Cast):
    assert "portal_broker" not in await said()
    assert data._broker() == []
    assert "broker" not in [one.name for one in await readiness.look(NOW)]


def test_a_misspelt_address_stops_the_start(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("QUEUE_URL", "rabbitmq://broker.example")
    with pytest.raises(ValueError, match="QUEUE_URL begins with amqp"):
        Settings()


def test_the_command_counts_and_ends_with_1_until_all_is_sent(var: Settings, monkeypatch: pytest.MonkeyPatch):
    async def counted(*_: object, **__: object) -> tuple[list[reconcile.Tally], int]:
        tally = reconcile.Tally(NOW.date(), "cleaning", written=3, sent=2, acknowledged=1, missing=2)
        return [tally], sent.count

    sent = SimpleNamespace(count=0)
    monkeypatch.setattr("portal.cli.reconcile._reconcile", counted)
    told = CliRunner().invoke(main, ["reconcile"])
    assert told.exit_code == 1
    assert "2 missing" in told.stdout
    sent.count = 2
    told = CliRunner().invoke(main, ["reconcile", "--resend"])
    assert told.exit_code == 0
    assert "2 offered again" in told.stdout
