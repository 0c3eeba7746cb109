"""How is a new row made where the ORM's own constructor is what a filing waits for longest?

Tortoise's constructor asks of each field anew what its default is and what it may be. `new` asks once for a model. The
row is the same; values must come in the field's own type, relations by their id (`case_id`, not `case`). Lengths are
checked when the row is inserted, by `rows.insert`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from tortoise.models import Model

M = TypeVar("M", bound=Model)

_PLAIN = (int, float, str, bool, bytes, type(None))


@dataclass(frozen=True)
class _Plan:
    names: frozenset[str]
    constants: Mapping[str, Any]
    made: tuple[tuple[str, Callable[[], Any]], ...]


def new(model: type[M], **values: Any) -> M:
    """A new row of `model`, not yet in the database. Raises TypeError for a name that is no column's."""
    plan = _plan(model)
    if not plan.names.issuperset(values):
        raise TypeError(f"{model.__name__} has no column {', '.join(sorted(values.keys() - plan.names))}")
    row = model.__new__(model)
    own = row.__dict__
    own.update(plan.constants)
    for name, make in plan.made:
        if name not in values:
            own[name] = make()
    own.update(values)
    own["_custom_generated_pk"] = row._meta.pk.generated and row._meta.pk_attr in values
    own["_await_when_save"] = {}
    return row


@cache
def _plan(model: type[Model]) -> _Plan:
    meta = model._meta
    constants: dict[str, Any] = {"_partial": False, "_saved_in_db": False}
    made: list[tuple[str, Callable[[], Any]]] = []
    for name in meta.fields_db_projection:
        field = meta.fields_map[name]
        default = field.default
        if default is None and field.has_db_default():
            default = field.get_db_default_value()
        if callable(default):
            made.append((name, default))
        elif isinstance(default, _PLAIN):
            constants[name] = default
        else:
            made.append((name, lambda default=default: deepcopy(default)))  # type: ignore[misc]
    return _Plan(frozenset(meta.fields_db_projection), constants, tuple(made))
