"""What do the filing room's tests stand on?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from portal.main import create_app
from portal.settings import Settings, settings
from tests.buckets import Buckets
from tests.examine import examine
from tests.rooms.filing.resident import Clock, Resident, Run


@pytest.fixture
def clock() -> Clock:
    """Stands at `tests.cast.NOW` until it is moved."""
    return Clock()


@pytest.fixture
def in_bucket(buckets: Buckets, var: Settings, monkeypatch: pytest.MonkeyPatch) -> Buckets:
    """Files go to an S3-compatible store; ask for it before `client`."""
    monkeypatch.setenv("FILES_URL", buckets.url())
    settings.cache_clear()
    return buckets


@pytest.fixture
def client(var: Settings, clock: Clock) -> Iterator[TestClient]:
    """A visitor's browser on a house whose clock can be moved; every page it sees is examined."""
    with TestClient(create_app(clock), base_url=var.base_url) as browser:
        browser.event_hooks["response"].append(examine)
        yield browser


@pytest.fixture
def resident(client: TestClient, run: Run) -> Resident:
    """김하늘 at her phone."""
    return Resident(client, run)
