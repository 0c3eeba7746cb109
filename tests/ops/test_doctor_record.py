"""What the doctor says of the signing key and the published roots."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.cli.doctor import record
from portal.kernel.record import roots, signing
from portal.settings import settings
from tests.cast import NOW


async def _states(now: datetime = NOW) -> list[str]:
    return [finding.state async for finding in record.look(now)]


async def test_without_a_key_it_says_what_to_do(house):
    assert await _states() == ["wrong", "mind", "mind"]


async def test_a_house_in_order_has_nothing_wrong(house, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PORTAL_AUDITOR_MAIL", "audit@example.org")
    settings.cache_clear()
    await signing.make(NOW)
    await roots.make_daily(NOW)
    assert await _states() == ["ok", "ok", "ok"]
    assert await _states(NOW + timedelta(hours=27)) == ["ok", "wrong", "ok"]


async def test_a_key_that_others_can_read_is_named(house):
    await signing.make(NOW)
    next(signing.folder().iterdir()).chmod(0o644)
    assert (await _states())[0] == "wrong"
