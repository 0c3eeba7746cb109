"""How does one SQLite connection serve an event loop without a statement being cut in half?

A wire is one `sqlite3` connection living in one thread of its own. A job runs there from start to end, in the
order in which jobs were handed over; a caller who is cancelled stops waiting, but its job is finished and the
next one (a ROLLBACK, say) comes after it.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from portal.database.blocks import to_the_end

T = TypeVar("T")
Job = Callable[[sqlite3.Connection], T]

_TRIES, _PAUSE = 200, 0.025  # five seconds


class Row(sqlite3.Row):
    """A row that can also be asked with `get`, as Tortoise's schema editor does."""

    def get(self, name: str, default: Any = None) -> Any:
        """The column of that name, or `default` when the query gave no such column."""
        return self[name] if name in self.keys() else default


class Wire:
    """One SQLite connection in its own thread."""

    def __init__(self, file_path: str, pragmas: dict[str, str | int]) -> None:
        self._file_path = file_path
        self._pragmas = pragmas
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sqlite")
        self._connection: sqlite3.Connection | None = None
        self.waiting = 0
        """How many callers wait for a job: the readers share work by it."""

    def _open(self) -> None:
        connection = sqlite3.connect(
            self._file_path, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        try:
            connection.row_factory = Row
            self._set_pragmas(connection)
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def _set_pragmas(self, connection: sqlite3.Connection) -> None:
        """Waits by itself: SQLite's busy_timeout does not cover two processes that switch to WAL at once."""
        for remaining in reversed(range(_TRIES)):
            try:
                for name, value in self._pragmas.items():
                    connection.execute(f"PRAGMA {name}={value}")
                return
            except sqlite3.OperationalError as error:
                if not remaining or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                time.sleep(_PAUSE)

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    async def open(self) -> None:
        """Connects and sets the pragmas. Raises `sqlite3.Error` when the file cannot be opened."""
        await to_the_end(asyncio.get_running_loop().run_in_executor(self._thread, self._open))

    async def run(self, job: Job[T]) -> T:
        """Runs `job` in the connection's thread and returns its result or raises its error.

        Who is cancelled stops waiting: a job not yet begun is dropped, a running one is finished unheard.
        """
        return await self._hand_over(job)

    async def run_to_the_end(self, job: Job[T]) -> T:
        """Like `run`, but a cancellation is held back until the job is done, and raised only then."""
        return await to_the_end(self._hand_over(job))

    def _hand_over(self, job: Job[T]) -> asyncio.Future[T]:
        self.waiting += 1
        done = asyncio.get_running_loop().run_in_executor(self._thread, self._do, job)
        done.add_done_callback(self._count_down)
        return done

    def _do(self, job: Job[T]) -> T:
        if self._connection is None:
            raise sqlite3.OperationalError("the connection is closed")
        return job(self._connection)

    def _count_down(self, _: asyncio.Future[Any]) -> None:
        self.waiting -= 1

    async def close(self) -> None:
        """Finishes what was handed over, then closes the connection and ends its thread."""
        try:
            await to_the_end(asyncio.get_running_loop().run_in_executor(self._thread, self._close))
        finally:
            self._thread.shutdown(wait=False)
