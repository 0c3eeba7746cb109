"""How is a PostgreSQL database copied into a file, made from one, and put back from one?

The file is a SQLite database at the same revision: a backup, a restore and a move know one kind of copy, whichever
engine the house runs on.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, cast

import asyncpg
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import OperationalError

from portal.database.carrying import marked, shape, to_file, to_server
from portal.database.carrying.shape import NotCarried
from portal.database.migrate import Config, Step, known_revisions, migrate
from portal.database.postgres_line import AWAY
from portal.database.postgres_statements import PostgresStatements
from portal.database.shape import OWN
from portal.database.transactions import CONNECTION

_OURS: Final = """
SELECT format('DROP TABLE %s CASCADE', string_agg(oid::regclass::text, ', ')) FROM pg_class
WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') HAVING count(*) > 0
UNION ALL
SELECT format('DROP ROUTINE %s CASCADE', oid::regprocedure) FROM pg_proc p
WHERE pronamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


async def copy(config: Config, file: Path) -> str:
    """Copy the server's database of a configuration into a new file (0600), while it is in use; its revision.

    Raises NotCarried if the database is newer than this version of the portal.
    """
    async with connected(config) as server, server.transaction(isolation="repeatable_read", readonly=True):
        revision = await _revision(server)
        if revision not in known_revisions(config):
            raise NotCarried([f"{revision or 'an empty database'} is no revision of this version"])
        await asyncio.to_thread(file.touch, 0o600, exist_ok=False)
        await migrate(on_file(config, file), to=revision)
        await to_file.dip(server, file)
    return revision


async def bring(file: Path, config: Config) -> dict[str, int]:
    """Make a server's empty database what the file is, which stands at the newest revision; rows by table.

    All in one transaction. Raises NotCarried, also if any table there has a row, and MigrationRefused.
    """
    counts: dict[str, int] = {}
    await migrate(config, then=_poured(file, counts))
    return counts


async def put_back(file: Path, revision: str, config: Config) -> None:
    """Make the server's database again what the file is, at that revision; whoever has it open sees it at once.

    All in one transaction. Raises NotCarried and MigrationRefused.
    """
    await migrate(config, to=revision, first=_empty, then=_poured(file, {}))


async def check_empty(config: Config) -> None:
    """Raises NotCarried if a table of the server's database has a row."""
    async with connected(config) as server:
        await to_server.check_empty(await shape.tables(server), server)


def on_file(config: Config, file: Path) -> Config:
    """The configuration for the same migrations on a SQLite file, without the house's models."""
    apps = {name: {**app, "models": [marked.__name__]} for name, app in config["apps"].items()}
    connection = {"engine": "portal.database.engine", "credentials": {"file_path": str(file)}}
    return {**config, "connections": {CONNECTION: connection}, "apps": apps}


@asynccontextmanager
async def connected(config: Config) -> AsyncIterator[asyncpg.Connection]:
    """A connection of its own to the server of a configuration. Raises Tortoise's OperationalError."""
    credentials = config["connections"][CONNECTION]["credentials"]
    try:
        server = await asyncpg.connect(credentials["url"], password=credentials.get("password"))
    except AWAY as error:
        raise OperationalError(error) from error
    try:
        yield server
    finally:
        await server.close()


async def _revision(server: asyncpg.Connection) -> str:
    there = await server.fetchval(f"SELECT to_regclass('{OWN}') IS NOT NULL")
    return str(await server.fetchval(f"SELECT max(name) FROM {OWN}") or "") if there else ""  # noqa: S608


def _poured(file: Path, counts: dict[str, int]) -> Step:
    async def job(connection: asyncpg.Connection) -> None:
        counts.update(await to_server.pour(file, connection))

    async def then(client: BaseDBAsyncClient) -> None:
        await cast(PostgresStatements, client).answer(job)

    return then


async def _empty(client: BaseDBAsyncClient) -> None:
    """Drop every table and function of the house's; what an extension brought stays."""

    async def job(connection: asyncpg.Connection) -> None:
        for (drop,) in await connection.fetch(_OURS):
            await connection.execute(drop)

    await cast(PostgresStatements, client).answer(job)
