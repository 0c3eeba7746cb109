"""How do the tests get a PostgreSQL server of their own? One a run, with a database for each test.

`DATABASE=postgresql pytest …` runs on it. The server listens on a socket in a folder of its own and is durable as in
service; it stops with the run. As root it runs as the user `postgres`, since PostgreSQL refuses root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

WANTED = os.environ.get("DATABASE", "sqlite") == "postgresql"
sqlite_only = pytest.mark.skipif(WANTED, reason="about SQLite's own file")
postgres_only = pytest.mark.skipif(not WANTED, reason="about PostgreSQL's server: DATABASE=postgresql")
_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "autovacuum": "off",
    "log_min_messages": "fatal",
}


class Server:
    """A running server; `url` names one of its databases."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def create(self, template: str = "template1") -> str:
        """A new database, copied from another one that nobody has open; its name."""
        name = f"test_{next(self._numbers)}"
        self._say(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        self._say(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self, how: str = "fast") -> None:
        """`how`: fast, or immediate (as if the power had gone)."""
        _run(_program("pg_ctl"), "-D", self.folder / "data", "-m", how, "-w", "stop")

    def start(self) -> None:
        options = [f"-c {name}='{value}'" for name, value in _SETTINGS.items()]
        told = " ".join([*options, f"-c unix_socket_directories='{self.folder}'"])
        _run(
            _program("pg_ctl"),
            "-D",
            self.folder / "data",
            "-l",
            self.folder / "log",
            "-o",
            told,
            "-w",
            "start",
        )

    def answer(self, sql: str, database: str = "postgres") -> str:
        """What a statement says, as psql prints it."""
        quiet = ("-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1")
        return _run(_program("psql"), *quiet, "-d", self.url(database), "-c", sql)

    def _say(self, sql: str) -> None:
        self.answer(sql)


@contextmanager
def server() -> Iterator[Server]:
    """A new server, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="portal-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    try:
        _run(
            _program("initdb"),
            "-D",
            folder / "data",
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
        )
        made = Server(folder)
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder)


def _program(name: str) -> Path:
    """The newest of Debian's, or the one on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    return found[-1] if found else Path(shutil.which(name) or name)


def _run(*command: str | Path) -> str:
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*as_postgres, *command], cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: {done.stderr or done.stdout}")
    return done.stdout
