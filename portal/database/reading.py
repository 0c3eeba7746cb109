"""How do many rows become models without the ORM's price? Read by one statement, each column turned by a prepared step.

Tortoise takes some 300 µs for a case with its dates; a worker that relays thousands a minute feels that (decision
0009). What comes out is an instance like any other: it may be saved, and its relations are fetched as usual.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final, TypeVar
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from portal.database.rows import ask, instant

M = TypeVar("M", bound=Model)
Turn = Callable[[Any], Any]


def _uuid(found: Any) -> UUID:
    return found if type(found) is UUID else UUID(str(found))


def _json(found: Any) -> Any:
    return json.loads(found) if isinstance(found, str) else found


_TURNS: Final[tuple[tuple[type[fields.Field[Any]], Turn], ...]] = (
    (fields.UUIDField, _uuid),
    (fields.DatetimeField, instant),
    (fields.JSONField, _json),
    (fields.BooleanField, bool),
)


async def read(model: type[M], where: str, *values: object) -> list[M]:
    """The rows of a model's table that a condition of ours fits (`?` for each value), in no order."""
    sql = f'SELECT {columns(model)} FROM "{model._meta.db_table}" WHERE {where}'  # noqa: S608 (ours)
    return [made(model, row) for row in await ask(sql, *values)]


def columns(model: type[Model]) -> str:
    """The columns that `made` needs, as they stand in a SELECT or RETURNING."""
    return ", ".join(f'"{column}"' for column, _, _ in _steps(model))


def made(model: type[M], row: Mapping[str, Any]) -> M:
    """The instance of a row that has all of the model's columns."""
    new = model.__new__(model)
    values: dict[str, Any] = {
        "_partial": False,
        "_saved_in_db": True,
        "_custom_generated_pk": False,
        "_await_when_save": {},
    }
    for column, name, turn in _steps(model):
        found = row[column]
        values[name] = found if turn is None or found is None else turn(found)
    new.__dict__.update(values)
    return new


def marks(values: Iterable[object]) -> str:
    """As many `?` as there are values, for `IN (…)`."""
    return ", ".join("?" for _ in values)


@cache
def _steps(model: type[Model]) -> tuple[tuple[str, str, Turn | None], ...]:
    """For each column its name, the attribute, and how what the database gives is turned."""
    meta = model._meta
    return tuple(
        (column, name, next((turn for kind, turn in _TURNS if isinstance(meta.fields_map[name], kind)), None))
        for name, column in meta.fields_db_projection.items()
    )
