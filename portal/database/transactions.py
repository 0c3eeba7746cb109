"""How does a writer of the house begin a transaction, and do something only once it is on disk?

Every writer uses `transaction()`. Keep it short (no network, no waiting for people, under 50 ms): there is
one writer at a time. What has to follow a commit is handed to `on_commit`; it is a hint (wake the worker,
drop a cached page), for a process may die between the commit and the callback: promises stand as rows in
the transaction.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar

from tortoise.backends.base.client import TransactionalDBClient
from tortoise.transactions import in_transaction

log = logging.getLogger(__name__)

CONNECTION = "default"


class _AfterCommit:
    """The callbacks of one open transaction, outermost or nested."""

    def __init__(self) -> None:
        self.callbacks: list[Callable[[], object]] = []
        self.open = True


_current: ContextVar[_AfterCommit | None] = ContextVar("after_commit", default=None)


@asynccontextmanager
async def transaction() -> AsyncIterator[TransactionalDBClient]:
    """A transaction on the connection "default"; inside another one it is nested (a savepoint).

    Commits when the block ends, rolls back when an error or a cancellation leaves it. Raises Tortoise's
    `TransactionManagementError` when the write lock cannot be had within `busy_timeout`, or the commit fails.
    """
    outer = _current.get()
    if outer is not None and not outer.open:
        outer = None
    mine = _AfterCommit()
    token = _current.set(mine)
    connection: TransactionalDBClient | None = None
    try:
        async with in_transaction(CONNECTION) as connection:
            yield connection
    except asyncio.CancelledError:
        # The cancellation may have come while the commit was under way, and that is carried to its end.
        if outer is None and getattr(connection, "committed", False):
            _run(mine.callbacks)
        raise
    else:
        if outer is None:
            _run(mine.callbacks)
        else:
            outer.callbacks += mine.callbacks
    finally:
        mine.open = False
        _current.reset(token)


def on_commit(callback: Callable[[], object]) -> None:
    """Calls `callback` after the outermost transaction is on disk; never if it, or a nested one, fails.

    Outside a transaction the callback is called at once. It must be quick and not a coroutine function; its
    own errors are logged and change nothing, since the transaction stands.
    """
    current = _current.get()
    if current is not None and current.open:
        current.callbacks.append(callback)
    else:
        _run([callback])


def _run(callbacks: list[Callable[[], object]]) -> None:
    for callback in callbacks:
        try:
            callback()
        except Exception:
            log.exception("a callback after the commit failed")
