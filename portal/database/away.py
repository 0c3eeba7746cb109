"""Is it the database that can't be reached, written to or waited for, and no fault of what was asked?

Away: no connection, a full or broken disk, a writer that others held for too long. Whoever asked may ask again later.
"""

from __future__ import annotations

import sqlite3
from typing import Final

import asyncpg
from tortoise.exceptions import BaseORMException, DBConnectionError, IntegrityError

_CODES: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
_PRIMARY: Final = 0xFF
_SERVER: Final = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    asyncpg.LockNotAvailableError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)


def is_away(error: BaseException) -> bool:
    """Whether an error that came out of the ORM or of `transaction()` says so, itself or by what it came from."""
    if not isinstance(error, BaseORMException) or isinstance(error, IntegrityError):
        return False
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        if isinstance(found, DBConnectionError) or _says_so(found):
            return True
        found = found.__cause__ or found.__context__
    return False


def _says_so(error: BaseException) -> bool:
    if isinstance(error, sqlite3.OperationalError):
        return getattr(error, "sqlite_errorcode", 0) & _PRIMARY in _CODES
    # asyncpg's DataError, a value that fits no column, is an InterfaceError and a ValueError.
    return isinstance(error, _SERVER) and not isinstance(error, ValueError)
