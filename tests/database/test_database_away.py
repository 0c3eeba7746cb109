"""Is a database that is away told from a statement that is wrong?"""

from __future__ import annotations

import sqlite3

import asyncpg
import pytest
from tortoise.exceptions import (
    BaseORMException,
    DBConnectionError,
    DoesNotExist,
    IntegrityError,
    OperationalError,
    TransactionManagementError,
)

from portal.database.away import is_away


def sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    return error


def raised(kind: type[BaseORMException], cause: BaseException) -> BaseORMException:
    try:
        raise kind(cause) from cause
    except kind as error:
        return error


@pytest.mark.parametrize(
    "cause",
    [
        sqlite(sqlite3.SQLITE_BUSY),
        sqlite(sqlite3.SQLITE_FULL),
        sqlite(sqlite3.SQLITE_IOERR_WRITE),
        asyncpg.CannotConnectNowError("starting up"),
        asyncpg.AdminShutdownError("shutting down"),
        asyncpg.DiskFullError("no room"),
        asyncpg.LockNotAvailableError("waited"),
        asyncpg.InterfaceError("connection is closed"),
        ConnectionRefusedError(),
        TimeoutError(),
    ],
    ids=lambda cause: f"{type(cause).__name__} {getattr(cause, 'sqlite_errorcode', '')}",
)
@pytest.mark.parametrize("kind", [OperationalError, TransactionManagementError])
def test_what_may_pass_is_away(kind, cause):
    assert is_away(raised(kind, cause))


@pytest.mark.parametrize(
    "error",
    [
        raised(OperationalError, sqlite(sqlite3.SQLITE_ERROR)),
        raised(OperationalError, asyncpg.PostgresSyntaxError("near")),
        raised(OperationalError, asyncpg.DataError("out of range")),
        raised(IntegrityError, sqlite(sqlite3.SQLITE_CONSTRAINT)),
        TransactionManagementError("the transaction is already finished"),
        DoesNotExist("x"),
        ConnectionRefusedError(),
    ],
    ids=repr,
)
def test_what_is_wrong_or_none_of_the_database_s_is_not(error):
    assert not is_away(error)


def test_no_connection_at_all_is_away():
    assert is_away(DBConnectionError("can't connect"))
