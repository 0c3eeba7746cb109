"""How does each engine write a value that the other one writes otherwise?

PostgreSQL has types for what Tortoise writes as text or number into SQLite: keys, instants, days, truth. An instant in
SQLite is text in UTC with a space between day and time, so that it compares as text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

Change = Callable[[Any], Any]


def _instant(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _instant_text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(" ")


_TO_SERVER: Final[dict[str, Change]] = {
    "uuid": UUID,
    "timestamp with time zone": _instant,
    "date": date.fromisoformat,
    "boolean": bool,
    "bytea": bytes,
    "numeric": Decimal,
    "double precision": float,
}
_TO_FILE: Final[dict[str, Change]] = {
    "uuid": str,
    "timestamp with time zone": _instant_text,
    "date": date.isoformat,
    "boolean": int,
    "numeric": str,
}


def to_server(kinds: Sequence[str]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """How a row of SQLite's becomes one of PostgreSQL's; `kinds` are PostgreSQL's types of its columns."""
    return _by([_TO_SERVER.get(kind) for kind in kinds])


def to_file(kinds: Sequence[str]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    """The way back."""
    return _by([_TO_FILE.get(kind) for kind in kinds])


def _by(changes: list[Change | None]) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    def row(values: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(
            value if change is None or value is None else change(value)
            for change, value in zip(changes, values, strict=True)
        )

    return row
