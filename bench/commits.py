"""What does the disk allow? Four-statement durable commits with the `sqlite3` module and nothing above it.

SQLite has one writer at a time, so that this pace, of one connection that does nothing else, is the most that
any number of clients could get together.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from pathlib import Path
from typing import Final
from uuid import uuid4

from bench.load import Pace

_TABLES: Final = """
CREATE TABLE filing (id TEXT PRIMARY KEY, idempotency_key TEXT UNIQUE NOT NULL, body BLOB NOT NULL);
CREATE TABLE line (id INTEGER PRIMARY KEY, filing TEXT NOT NULL REFERENCES filing, seq INTEGER NOT NULL,
    hash TEXT NOT NULL, UNIQUE (filing, seq));
CREATE TABLE message (id TEXT PRIMARY KEY, filing TEXT NOT NULL REFERENCES filing, sent INTEGER NOT NULL,
    UNIQUE (filing, sent));
"""
_BODY_BYTES: Final = 1000


def raw(folder: Path, number: int) -> Pace:
    """So many commits: look the key up, insert the filing, its line and its message, commit (FULL, WAL)."""
    path = folder / "raw.sqlite3"
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'filing'").fetchone():
            connection.executescript(_TABLES)
        begun = time.perf_counter()
        for _ in range(number):
            _commit(connection)
        return Pace(number, time.perf_counter() - begun)
    finally:
        connection.close()


def _commit(connection: sqlite3.Connection) -> None:
    filing, key, body = str(uuid4()), uuid4().hex, os.urandom(_BODY_BYTES)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("SELECT id FROM filing WHERE idempotency_key = ?", (key,)).fetchone()
    connection.execute("INSERT INTO filing VALUES (?, ?, ?)", (filing, key, body))
    line = (filing, 1, hashlib.sha256(body).hexdigest())
    connection.execute("INSERT INTO line (filing, seq, hash) VALUES (?, ?, ?)", line)
    connection.execute("INSERT INTO message VALUES (?, ?, 1)", (str(uuid4()), filing))
    connection.execute("COMMIT")
