"""Where does a drill put a restored PostgreSQL database, so that it neither meets the living one nor stays?

In a database of its own on the same server, made by the house's own role, which needs the right to (CREATEDB).
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from portal.database.carrying.keeping import connected
from portal.database.migrate import Config

_NUMBER: Final = "SELECT oid FROM pg_database WHERE datname = current_database()"
_MADE: Final = """
SELECT format('CREATE DATABASE %I TEMPLATE template0 ENCODING %L LC_COLLATE %L LC_CTYPE %L',
    $1::text, pg_encoding_to_char(encoding), datcollate, datctype)
FROM pg_database WHERE datname = current_database()
"""
_LEFT: Final = """
SELECT datname FROM pg_database WHERE starts_with(datname, $1) AND pg_has_role(datdba, 'USAGE')
"""


class MayNotMake(Exception):
    """The house's role has no right to make a database."""


@asynccontextmanager
async def database(config: Config, address: str) -> AsyncIterator[str]:
    """The address of a new, empty database beside the one of `address` and `config`; dropped at the end.

    What a drill left that was killed goes first. Raises MayNotMake.
    """
    async with connected(config) as server:
        ours = f"drill_{await server.fetchval(_NUMBER)}_"
        for row in await server.fetch(_LEFT, ours):
            with suppress(asyncpg.ObjectInUseError):
                await server.execute(f'DROP DATABASE "{row["datname"]}"')
        name = ours + secrets.token_hex(8)
        try:
            await server.execute(await server.fetchval(_MADE, name))
        except asyncpg.InsufficientPrivilegeError as error:
            raise MayNotMake from error
    try:
        yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    finally:
        async with connected(config) as server:
            await server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
