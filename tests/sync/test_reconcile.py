"""Do we and the departments' systems agree on what arrived, and is what is missing sent again, once?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.kernel import cases, expiry, outbox, reconcile
from portal.kernel.models import Case, HeldReport, OutboxMessage
from portal.kernel.reconcile import Tally
from sync import relay
from sync.example import Delays, Store, office
from tests import rabbit
from tests.cast import Cast
from tests.sync.conftest import Exchange, acknowledged, states

DAY = date(2026, 3, 10)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(tmp_path / "office.sqlite3")
    yield made
    made.close()


async def fetch(exchange: Exchange, store: Store) -> None:
    """The example system does its round."""
    if rabbit.WANTED:
        await relay.ask(exchange.clock.now)
    while await office.take(exchange.cleaning, store, Delays(), lambda _: None, exchange.clock.now):
        pass
    if rabbit.WANTED:
        await relay.relay(exchange.clock.now)
        await exchange.cleaning.acknowledge("", [])


async def tally(exchange: Exchange, day: date = DAY, department: str = "cleaning") -> Tally:
    found = await reconcile.tallies([department], day, day, exchange.clock.now)
    (one,) = found or [Tally(day, department)]
    return one


async def test_a_day_is_counted_by_department_and_what_is_late_is_missing(exchange: Exchange):
    for _ in range(3):
        await exchange.file()
    await exchange.file("construction")
    lease = await exchange.cleaning.lease(1)
    await acknowledged(exchange.cleaning, lease)
    one = await tally(exchange)
    assert (one.written, one.acknowledged, one.missing, one.received) == (3, 1, 0, None)
    exchange.clock.forward(reconcile.GRACE)
    one = await tally(exchange)
    assert (one.written, one.acknowledged, one.missing) == (3, 1, 2)
    both = await reconcile.tallies(["cleaning", "construction"], DAY, DAY, exchange.clock.now)
    assert [(each.department, each.written) for each in both] == [("cleaning", 3), ("construction", 1)]


async def test_a_day_is_one_in_korea(exchange: Exchange):
    exchange.clock.forward(timedelta(hours=14))  # midnight there, 15:00 UTC of the day before
    await exchange.file()
    assert (await tally(exchange)).written == 0
    assert (await tally(exchange, DAY + timedelta(days=1))).written == 1


async def test_only_departments_with_a_system_are_counted(exchange: Exchange):
    assert await reconcile.departments() == ["cleaning", "construction"]


async def test_what_is_parked_is_sent_again_under_its_id_and_kept_once(exchange: Exchange, store: Store):
    case = await exchange.file()
    lease = await exchange.cleaning.lease()
    await exchange.cleaning.give_back(lease.token, [lease.messages[0]["id"]], "internal")
    await OutboxMessage.all().update(state=outbox.PARKED)
    assert (await tally(exchange)).missing == 1
    assert await reconcile.resend(["construction"], DAY, DAY, exchange.clock.now) == 0
    assert await reconcile.resend(["cleaning"], DAY, DAY, exchange.clock.now) == 1
    await fetch(exchange, store)
    assert await states(case) == ["acknowledged"]
    assert store.count("message") == 1
    assert (await tally(exchange)).missing == 0
    assert await reconcile.resend(["cleaning"], DAY, DAY, exchange.clock.now) == 0, "nothing is missing now"


async def test_what_is_just_under_way_is_not_sent_again(exchange: Exchange):
    await exchange.file()
    await exchange.cleaning.lease()
    assert await reconcile.resend(["cleaning"], DAY, DAY, exchange.clock.now) == 0


async def test_a_system_that_is_asked_says_what_it_has(exchange: Exchange, store: Store):
    await exchange.file()
    await fetch(exchange, store)
    await reconcile.ask_for("cleaning", DAY, exchange.clock.now)
    one = await tally(exchange)
    assert (one.received, one.answered_at) == (None, None)
    await fetch(exchange, store)
    one = await tally(exchange)
    assert (one.received, one.acknowledged, one.missing) == (1, 1, 0)
    assert one.answered_at == exchange.clock.now
    assert await reconcile.questions("cleaning") == []
    assert (await exchange.cleaning.lease()).asks == ()


async def test_what_it_acknowledged_and_has_lost_is_missing_and_comes_again(
    exchange: Exchange, store: Store, tmp_path: Path, house: Cast
):
    case = await exchange.file()
    await cases.move(case.id, "accept", actor=house.minsu, now=exchange.clock.now)
    await fetch(exchange, store)
    assert await states(case) == ["acknowledged", "acknowledged"]
    restored = Store(tmp_path / "restored.sqlite3")  # an old backup: nothing of today is in it
    await reconcile.ask_for("cleaning", DAY, exchange.clock.now)
    await fetch(exchange, restored)
    one = await tally(exchange)
    assert (one.received, one.acknowledged, one.missing) == (0, 2, 2)
    exchange.clock.forward(timedelta(days=4000))
    await expiry.remove_acknowledged(exchange.clock.now)
    assert await OutboxMessage.all().count() == 2, "what is lost over there is not removed here"
    assert await reconcile.resend(["cleaning"], DAY, DAY, exchange.clock.now) == 2
    for _ in range(2):
        await fetch(exchange, restored)
    assert await states(case) == ["acknowledged", "acknowledged"]
    assert restored.count("message") == 2
    assert (await tally(exchange)).missing == 0
    restored.close()


async def test_what_it_has_and_never_acknowledged_counts_from_then_on(exchange: Exchange):
    case = await exchange.file()
    row = await OutboxMessage.get(case_id=case.id)
    await reconcile.told("cleaning", DAY, [row.id], exchange.clock.now)
    assert await states(case) == ["acknowledged"]


async def test_a_department_speaks_of_its_own_messages_only(exchange: Exchange):
    case = await exchange.file("construction")
    await OutboxMessage.all().update(state=outbox.ACKNOWLEDGED, acknowledged_at=exchange.clock.now)
    row = await OutboxMessage.get(case_id=case.id)
    await exchange.cleaning.lease()
    await exchange.cleaning.tell_held(DAY.isoformat(), [str(row.id)])
    await exchange.cleaning.lease()
    assert (await tally(exchange, department="construction")).missing == 0
    report = await HeldReport.get(department="cleaning")
    assert report.held == 0
    assert (await Case.get(id=case.id)).department == "construction"
