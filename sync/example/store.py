"""What does the example back office remember? Messages and files it got, work it planned, status it sent: one file.

A message is on disk here before it is acknowledged; a status has its id and its place before it is sent. So
it may be stopped anywhere and goes on where it was.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any, Final

from sync import contract, copies

KOREA: Final = timezone(timedelta(hours=9))
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS message (
    id TEXT PRIMARY KEY, receipt_no TEXT NOT NULL, sequence INTEGER NOT NULL, type TEXT NOT NULL,
    body TEXT NOT NULL, kept_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS file (
    id TEXT PRIMARY KEY, receipt_no TEXT NOT NULL, body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS plan (
    receipt_no TEXT NOT NULL, move TEXT NOT NULL, due_at TEXT NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (receipt_no, move)
);
CREATE TABLE IF NOT EXISTS status (
    receipt_no TEXT NOT NULL, sequence INTEGER NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (receipt_no, sequence)
);
"""


@dataclass(frozen=True)
class Planned:
    """One status to be sent about a case once `due_at` (aware) has come."""

    receipt_no: str
    move: str
    due_at: datetime
    data: dict[str, Any]


class Store:
    """The file of one back office, readable by its owner only."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self._database = sqlite3.connect(path)
        self._database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;" + _TABLES)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def keep(self, message: contract.Event, plans: Iterable[Planned], now: datetime) -> bool:
        """Keep a message with the work it brings; False if it was kept before."""
        row = (
            message["id"],
            message["subject"],
            contract.sequence_of(message),
            message["type"],
            json.dumps(message, ensure_ascii=False),
            now.isoformat(),
        )
        with self._database as database:
            if not database.execute("INSERT OR IGNORE INTO message VALUES (?, ?, ?, ?, ?, ?)", row).rowcount:
                return False
            for plan in plans:
                database.execute(
                    "INSERT OR IGNORE INTO plan VALUES (?, ?, ?, ?)",
                    (plan.receipt_no, plan.move, plan.due_at.isoformat(), json.dumps(plan.data)),
                )
        return True

    def keep_file(self, attachment: str, receipt_no: str, body: bytes) -> None:
        """Keep the bytes of an attachment."""
        with self._database as database:
            database.execute("INSERT OR REPLACE INTO file VALUES (?, ?, ?)", (attachment, receipt_no, body))

    def has_file(self, attachment: str) -> bool:
        """Whether the bytes are here already."""
        return bool(self._database.execute("SELECT 1 FROM file WHERE id = ?", (attachment,)).fetchone())

    def copy_of(self, receipt_no: str) -> str:
        """All that was acknowledged of a case, as `portal case re-enter` reads it (`sync.copies`)."""
        rows = self._database.execute(
            "SELECT body FROM message WHERE receipt_no = ? ORDER BY sequence", (receipt_no,)
        )
        messages = [json.loads(body) for (body,) in rows]
        kept = self._database.execute("SELECT id, body FROM file WHERE receipt_no = ?", (receipt_no,))
        return copies.write(messages, {str(name): bytes(body) for name, body in kept})

    def send_again(self, receipt_no: str, after: int) -> None:
        """The portal has lost what it settled of a case after this place: it gets that once more."""
        with self._database as database:
            database.execute(
                "UPDATE status SET state = '' WHERE receipt_no = ? AND sequence > ?", (receipt_no, after)
            )

    def ids_of(self, day: date) -> list[str]:
        """The ids of all that was kept of a day in Korea, by the messages' own time."""
        begins = datetime.combine(day, time(), KOREA)
        kept = [json.loads(body) for (body,) in self._database.execute("SELECT body FROM message")]
        at = {message["id"]: datetime.fromisoformat(message["time"]) for message in kept}
        return [one for one, when in at.items() if begins <= when < begins + timedelta(days=1)]

    def drop_plans(self, receipt_no: str) -> None:
        """Nothing more is to be sent about this case."""
        with self._database as database:
            database.execute("DELETE FROM plan WHERE receipt_no = ?", (receipt_no,))

    def due(self, now: datetime) -> list[Planned]:
        """What is to be sent now, in order."""
        rows = self._database.execute(
            "SELECT receipt_no, move, due_at, data FROM plan ORDER BY due_at, rowid"
        )
        found = [
            Planned(no, move, datetime.fromisoformat(due_at), json.loads(data))
            for no, move, due_at, data in rows
        ]
        return [plan for plan in found if plan.due_at <= now]

    def put(self, plan: Planned, write: Callable[[int], contract.Event]) -> None:
        """Turn a plan into a status: `write(sequence)` makes it, with the case's next number."""
        with self._database as database:
            sequence = self._last_sequence(plan.receipt_no) + 1
            body = json.dumps(write(sequence), ensure_ascii=False)
            database.execute(
                "INSERT INTO status (receipt_no, sequence, body) VALUES (?, ?, ?)",
                (plan.receipt_no, sequence, body),
            )
            database.execute(
                "DELETE FROM plan WHERE receipt_no = ? AND move = ?", (plan.receipt_no, plan.move)
            )

    def unsettled(self) -> list[contract.Event]:
        """Statuses whose fate is not known yet, each case's in order."""
        rows = self._database.execute(
            "SELECT body FROM status WHERE state IN ('', 'waiting') ORDER BY receipt_no, sequence"
        )
        return [json.loads(body) for (body,) in rows]

    def settle(self, status: contract.Event, state: str) -> None:
        """Note what the portal said about a status."""
        with self._database as database:
            database.execute(
                "UPDATE status SET state = ? WHERE receipt_no = ? AND sequence = ?",
                (state, status["subject"], contract.sequence_of(status)),
            )

    def count(self, table: str) -> int:
        """How many messages, plans or statuses there are."""
        queries = {name: f"SELECT COUNT(*) FROM {name}" for name in ("message", "plan", "status")}  # noqa: S608
        return int(self._database.execute(queries[table]).fetchone()[0])

    def _last_sequence(self, receipt_no: str) -> int:
        """Ours, or what the portal said it had settled: a lost file does not start again at 1."""
        ours = self._database.execute(
            "SELECT COALESCE(MAX(sequence), 0) FROM status WHERE receipt_no = ?", (receipt_no,)
        ).fetchone()[0]
        bodies = self._database.execute("SELECT body FROM message WHERE receipt_no = ?", (receipt_no,))
        told = [int(json.loads(body)["data"]["case"]["status_sequence"]) for (body,) in bodies]
        return max([int(ours), *told])
