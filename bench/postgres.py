"""How fast are filings on PostgreSQL, against what the server and asyncpg allow? `python -m bench.postgres`.

A server of its own, durable as in service. Raw are four-statement durable commits on one connection of asyncpg and
nothing above it, the twin of `bench.commits`; beside it filings by one client and by sixteen, in the same round.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import statistics
import time
from collections import defaultdict
from typing import Final
from uuid import uuid4

import asyncpg

from bench import machine, visitors
from bench.load import Pace
from bench.measures import FILINGS, RAW_COMMITS, ROUNDS
from bench.tables import Row, Table, show
from tests.postgres import server

BAR: Final = 0.15
RAW: Final = "raw durable commits of asyncpg"
EXPLAINED: Final = """\
A server of its own, durable as in service (fsync, synchronous_commit). A raw commit is four statements on one
connection of asyncpg that does nothing else, the twin of the one above.
"""
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS filing (id uuid PRIMARY KEY, idempotency_key text UNIQUE NOT NULL, body bytea NOT NULL);
CREATE TABLE IF NOT EXISTS line (id bigserial PRIMARY KEY, filing uuid NOT NULL REFERENCES filing, seq int NOT NULL,
    hash text NOT NULL, UNIQUE (filing, seq));
CREATE TABLE IF NOT EXISTS message (id uuid PRIMARY KEY, filing uuid NOT NULL REFERENCES filing, sent int NOT NULL,
    UNIQUE (filing, sent));
"""
_BODY_BYTES: Final = 1000


async def raw(url: str, number: int) -> Pace:
    """So many commits: look the key up, insert the filing, its line and its message, commit (fsync)."""
    connection = await asyncpg.connect(url, server_settings={"synchronous_commit": "on"})
    try:
        await connection.execute(_TABLES)
        await _commit(connection)  # asyncpg prepares the statements
        begun = time.perf_counter()
        for _ in range(number):
            await _commit(connection)
        return Pace(number, time.perf_counter() - begun)
    finally:
        await connection.close()


async def _commit(connection: asyncpg.Connection) -> None:
    filing, key, body = uuid4(), uuid4().hex, os.urandom(_BODY_BYTES)
    await connection.execute("BEGIN")
    await connection.fetchrow("SELECT id FROM filing WHERE idempotency_key = $1", key)
    await connection.execute("INSERT INTO filing VALUES ($1, $2, $3)", filing, key, body)
    digest = hashlib.sha256(body).hexdigest()
    await connection.execute("INSERT INTO line (filing, seq, hash) VALUES ($1, 1, $2)", filing, digest)
    await connection.execute("INSERT INTO message VALUES ($1, $2, 1)", uuid4(), filing)
    await connection.execute("COMMIT")


def measure() -> Table:
    """Five rounds on a server of its own."""
    paces: dict[str, list[float]] = defaultdict(list)
    with server() as running:
        apart = running.url(running.create())
        with machine.running(running.url(running.create())) as made:
            for _ in range(ROUNDS):
                paces[RAW].append(asyncio.run(raw(apart, RAW_COMMITS)).per_second)
                for clients, number in FILINGS.items():
                    waiting = visitors.filings(made.portal, number)
                    pace = visitors.file_each(made.portal, waiting, clients)
                    paces[f"filing over HTTP, {clients} at a time"].append(pace.per_second)
    rows = [
        Row(f"{name} : {RAW}", [one / other for one, other in zip(found, paces[RAW], strict=True)], BAR)
        for name, found in paces.items()
        if name != RAW
    ]
    said = [f"{name}: {statistics.median(found):,.0f} a second" for name, found in paces.items()]
    return Table("PostgreSQL", rows, said, EXPLAINED)


if __name__ == "__main__":
    show(measure())
