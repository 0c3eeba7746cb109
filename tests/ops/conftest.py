"""What the tests of operating share: a machine that has lost its database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from portal.settings import Settings, settings


@pytest.fixture
def no_database(var: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The machine's settings; its database file is empty, or its server has no database of that name."""
    if var.on_postgres:
        monkeypatch.setenv("DATABASE_URL", var.database_url.replace("/test_", "/lost_"))
        settings.cache_clear()
    else:
        var.database_path.write_bytes(b"")
    yield settings()
    settings.cache_clear()
