"""What the demo's tests share: a machine on which `portal demo prepare` ran once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from typer.testing import CliRunner, Result

from portal.cli import main
from portal.kernel import keys
from portal.settings import Settings, settings
from tests.cast import NOW


def portal(*words: str) -> Result:
    """Run a command of `portal` at `tests.cast.NOW`."""
    _forget()
    try:
        with time_machine.travel(NOW):
            return CliRunner().invoke(main, list(words))
    finally:
        _forget()


def _forget() -> None:
    settings.cache_clear()
    keys.ring.cache_clear()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a machine after its first `portal demo prepare`."""
    folder = tmp_path_factory.mktemp("demo") / "var"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEMO", "1")
        patch.setenv("PORTAL_VAR", str(folder))
        for name in ("DATABASE_URL", "CLAMD"):
            patch.delenv(name, raising=False)
        done = portal("demo", "prepare")
        assert done.exit_code == 0, done.output
    return folder


@pytest.fixture
def demo(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The settings of a prepared machine of its own."""
    shutil.copytree(prepared, tmp_path / "var")
    monkeypatch.setenv("DEMO", "1")
    monkeypatch.setenv("PORTAL_VAR", str(tmp_path / "var"))
    for name in ("DATABASE_URL", "CLAMD"):
        monkeypatch.delenv(name, raising=False)
    _forget()
    yield settings()
    _forget()
