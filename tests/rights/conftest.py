"""The machine on which the table of rights is tried: one for all of its lines."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.kernel import keys
from portal.settings import Settings, settings


@pytest.fixture(scope="module")
def rights_var(fresh_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The settings of a machine with a master key, tables and holidays."""
    folder = tmp_path_factory.mktemp("rights") / "var"
    shutil.copytree(fresh_var, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTAL_VAR", str(folder))
        for name in ("DEMO", "DATABASE_URL", "CLAMD"):
            patch.delenv(name, raising=False)
        settings.cache_clear()
        keys.ring.cache_clear()
        yield settings()
    settings.cache_clear()
    keys.ring.cache_clear()
