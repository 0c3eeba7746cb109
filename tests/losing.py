"""A case that is gone without a trace, as the restore of an older backup leaves it."""

from __future__ import annotations

from uuid import UUID

from tortoise import Tortoise
from tortoise.models import Model

from portal.kernel.models import Case, DataKey


async def lose(*case_ids: UUID) -> None:
    """Remove these cases with every row that refers to them."""
    keys = await Case.filter(id__in=case_ids).values_list("key_id", flat=True)
    await Case.filter(id__in=case_ids).update(**dict.fromkeys(_to_itself(), None))
    for model, name in _referring():
        await model.filter(**{f"{name}__in": case_ids}).delete()
    await Case.filter(id__in=case_ids).delete()
    await DataKey.filter(id__in=keys).delete()


def _referring() -> list[tuple[type[Model], str]]:
    """Each other table and its column that refers to a case; rows that refer to others of them come first."""
    models = [model for app in Tortoise.apps.values() for model in app.values() if model is not Case]
    found = [(model, f"{name}_id") for model in models for name in _relations(model)]
    return sorted(found, key=lambda each: -len(each[0]._meta.fk_fields | each[0]._meta.o2o_fields))


def _to_itself() -> list[str]:
    return [f"{name}_id" for name in _relations(Case)]


def _relations(model: type[Model]) -> list[str]:
    relations = model._meta.fk_fields | model._meta.o2o_fields
    return [name for name in relations if model._meta.fields_map[name].related_model is Case]  # type: ignore[attr-defined]
