"""How does a command work on another copy of the data than this machine's own?

A process has one set of settings and one ring of keys; inside `standing` both are those of the other folder.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

from tortoise import Tortoise
from tortoise.backends.base.executor import EXECUTOR_CACHE

from portal.kernel import keys
from portal.settings import settings, tortoise_config

RESTORING: Final = "RESTORING"
"""The file that marks a folder whose restore is not verified: the house does not open on it."""
_NAMES: Final = ("PORTAL_VAR", "DATABASE_URL", "PORTAL_DATABASE_URL", "FILES_URL", "PORTAL_FILES_URL")


@contextmanager
def standing(var: Path, database: str = "") -> Iterator[None]:
    """Settings, keys and files of the folder `var`; for commands, never in a process that serves.

    `database` is the address of a PostgreSQL database, "" for the file in the folder.
    """
    before = {name: os.environ.pop(name, None) for name in _NAMES}
    os.environ |= {"PORTAL_VAR": str(var.resolve())} | ({"DATABASE_URL": database} if database else {})
    _forget()
    try:
        yield
    finally:
        for name in _NAMES:
            os.environ.pop(name, None)
        os.environ.update({name: value for name, value in before.items() if value is not None})
        _forget()


@asynccontextmanager
async def opened() -> AsyncIterator[None]:
    """The database of the settings' folder, without a house around it."""
    await Tortoise.init(config=tortoise_config())
    try:
        yield
    finally:
        await Tortoise.close_connections()


def _forget() -> None:
    settings.cache_clear()
    keys.ring.cache_clear()
    EXECUTOR_CACHE.clear()  # Tortoise keeps the text of its statements, whose marks are each engine's own
