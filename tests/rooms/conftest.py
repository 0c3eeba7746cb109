"""What the rooms' tests share: a browser without JavaScript on a house of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import pytest
from starlette.testclient import TestClient

from portal.main import create_app
from portal.settings import Settings
from tests.cast import NOW
from tests.examine import examine

T = TypeVar("T")


@pytest.fixture
def client(var: Settings) -> Iterator[TestClient]:
    """A visitor's browser at `tests.cast.NOW`; redirects are followed, and every page it sees is examined."""
    with TestClient(create_app(lambda: NOW), base_url=var.base_url) as browser:
        browser.event_hooks["response"].append(examine)
        yield browser
