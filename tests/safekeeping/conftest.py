"""What the tests of safekeeping share: keys for archives, and a house that can be opened and closed again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import asyncpg
import pyrage
import pytest

from portal import house as composition
from portal.database.carrying import shape
from portal.kernel.models import Case
from portal.kernel.safekeeping import backup, restore
from portal.settings import Settings
from tests.cast import NOW, hire
from tests.postgres import Server
from tests.safekeeping import ground, town


class Vault:
    """Two places for archives, and the two identities that open them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.opens_data, self.opens_keys = (pyrage.x25519.Identity.generate() for _ in range(2))
        self.data = backup.Place(root / "data", [self.opens_data.to_public()])
        self.keys = backup.Place(root / "keys", [self.opens_keys.to_public()])

    @property
    def identities(self) -> list[pyrage.x25519.Identity]:
        return [self.opens_data, self.opens_keys]

    def source(
        self, made: backup.Made, masters: Path, *, keys: Path | None = None, listed: Path | None = None
    ):
        return restore.Source(made.data.path, keys or made.keys.path, self.identities, masters, listed)


@pytest.fixture(scope="session")
def blank(postgres: Server | None, template: str, fresh_var: Path) -> str:
    """The name of a PostgreSQL database with all tables and no row; "" on SQLite. Made once, for it takes seconds."""
    if postgres is None:
        return ""
    name = postgres.create(template)
    asyncio.run(_emptied(postgres.url(name)))
    return name


async def _emptied(url: str) -> None:
    server = await asyncpg.connect(url)
    for table in await shape.tables(server):
        await server.execute(f'TRUNCATE "{table.name}" RESTART IDENTITY CASCADE')
    await server.close()


@pytest.fixture(autouse=True)
def _ground(postgres: Server | None, blank: str) -> Iterator[None]:
    """Databases for what this test restores."""
    ground.begin(postgres, blank)
    yield
    ground.end()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path / "vault")


@pytest.fixture
def opened(var: Settings) -> Callable[[], AbstractAsyncContextManager[None]]:
    """Open the house of this test for a while: `async with opened(): …`."""

    @asynccontextmanager
    async def enter() -> AsyncIterator[None]:
        async with composition.opened(NOW):
            yield

    return enter


@pytest.fixture
async def cases(var, opened) -> list[Case]:
    async with opened():
        cast = await hire()
        found = await town.grown(4)
        return [await town.answered(found[0], cast.minsu), *found[1:]]


@pytest.fixture
def made(cases, vault, var) -> backup.Made:
    return backup.make(vault.data, vault.keys, now=NOW)


@pytest.fixture
def masters(var) -> Path:
    return Path(var.var / "keys")


async def house_stays_shut(folder: Path) -> None:
    with ground.standing(folder), pytest.raises(composition.NotVerified):
        async with composition.opened(NOW):
            pass
