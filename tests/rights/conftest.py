"""The machine on which the table of rights is tried: one house for all of its lines."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tortoise.connection import get_connection

from portal.kernel import keys
from portal.main import create_app
from portal.settings import Settings, settings
from portal.web.openid import documents
from tests.cast import NOW
from tests.openid.forger import CLIENT, SECRET, Forger
from tests.postgres import Server
from tests.rights import scenes
from tests.rights.asking import ask, send
from tests.rights.reading import Row
from tests.rights.situations import situation
from tests.rights.world import Run, Town, World, enter, settle

scenes.register()

METRICS_TOKEN = "the-token-of-who-watches-the-house"


@dataclass
class House:
    """An open house, a browser in front of it, and who lives around it."""

    client: TestClient
    run: Run
    town: Town

    def enter(self, role: str) -> World:
        """The role at the door."""
        return enter(self.client, self.run, role, self.town)

    def answer(self, row: Row, role: str) -> int:
        """What a well-formed request of this role gets."""
        world = self.enter(role)
        asked = ask(world, row)
        with situation(world, row.variant):
            return asked.read(send(world, row, asked))


@pytest.fixture(scope="module")
def providers() -> Iterator[dict[str, Forger]]:
    """A sign-in provider of residents, and one that is marked for staff."""
    found = {"own": Forger(), "office": Forger("of-the-office")}
    yield found
    for provider in found.values():
        provider.close()


@pytest.fixture(scope="module")
def demo() -> str:
    """Whether the house is a demo; a module that wants one says so."""
    return ""


@pytest.fixture(scope="module")
def machine(
    fresh_var: Path,
    postgres: Server | None,
    template: str,
    tmp_path_factory: pytest.TempPathFactory,
    providers: dict[str, Forger],
    demo: str,
) -> Iterator[Settings]:
    """The settings of a machine with a master key, tables, holidays and providers."""
    folder = tmp_path_factory.mktemp("rights") / "var"
    shutil.copytree(fresh_var, folder)
    database = postgres.create(template) if postgres else ""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "CLAMD", "DEMO"):
            patch.delenv(name, raising=False)
        patch.setenv("PORTAL_VAR", str(folder))
        if postgres:
            patch.setenv("DATABASE_URL", postgres.url(database))
        # Security keys know names, no numbers.
        patch.setenv("PORTAL_BASE_URL", "http://localhost:8000")
        patch.setenv("PORTAL_METRICS_TOKEN", METRICS_TOKEN)
        if demo:
            patch.setenv("DEMO", demo)
        for name, provider in providers.items():
            staff = name == "office"
            given = {"ISSUER": provider.issuer, "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET}
            given |= {"STAFF": str(staff), "RESIDENTS": str(not staff)}
            for key, value in given.items():
                patch.setenv(f"OIDC__{name.upper()}__{key}", value)
        _forget()
        yield settings()
    _forget()
    if postgres:
        postgres.drop(database)


def _forget() -> None:
    settings.cache_clear()
    keys.ring.cache_clear()
    documents.forget()


@pytest.fixture(scope="module")
def house(machine: Settings, providers: dict[str, Forger]) -> Iterator[House]:
    """One open house for all lines: each request meets a browser and a case of its own."""
    with TestClient(create_app(lambda: NOW), base_url=machine.base_url, follow_redirects=False) as client:

        def run(coroutine):
            async def waited():
                return await coroutine

            assert client.portal is not None
            return client.portal.call(waited)

        # Rights do not ask whether a commit outlives a power cut, and waiting for it is a third of the time.
        if not machine.on_postgres:
            run(get_connection("default").execute_script("PRAGMA synchronous = OFF"))
        yield House(client, run, run(settle(providers)))
