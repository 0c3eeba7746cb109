"""How is a service written down, so that a case can read the very version it was filed under?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from portal.kernel.canonical import canonical
from portal.kernel.catalogue.reading import read_department, read_service
from portal.kernel.catalogue.shapes import Field, Named, Service
from portal.kernel.catalogue.tables import CatalogueError, Problem, Table

_SIMPLE = ("room", "kind", "public", "identity")
_TABLES = ("title", "summary", "legal_basis", "period", "attachments", "eligibility", "retention")


def _without_none(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}


def _table(shape: Any) -> dict[str, Any]:
    return asdict(shape, dict_factory=lambda pairs: _without_none(dict(pairs)))


def _named(named: Named) -> dict[str, Any]:
    return _table(named)


def _field(field: Field) -> dict[str, Any]:
    data = _table(field)
    del data["group"]
    if field.kind not in ("text", "long_text", "number"):
        del data["max_length"]
    data["options"] = [_named(option) for option in field.options]
    if field.kind != "choice":
        del data["options"]
    return data


def _content(service: Service) -> dict[str, Any]:
    data: dict[str, Any] = {key: getattr(service, key) for key in _SIMPLE}
    data |= {key: _table(getattr(service, key)) for key in _TABLES}
    data["fee"] = _table(service.fee)
    data["papers"] = [_table(paper) for paper in service.papers]
    data["life_events"] = list(service.life_events)
    data["search_words"] = list(service.search_words)
    if service.category:
        data["category"] = service.category
    data["steps"] = [
        _named(group) | {"fields": [_field(field) for field in service.fields_of(group.code)]}
        for group in service.groups
    ]
    return data


def digest_of(service: Service) -> str:
    """SHA-256 over what the service says, hex. The department counts by its code alone: a new name
    does not make a new version."""
    content = _content(service) | {"code": service.code, "department": service.department.code}
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def with_digest(service: Service) -> Service:
    """The same service with its digest filled in."""
    return replace(service, digest=digest_of(service))


def service_to_data(service: Service) -> dict[str, Any]:
    """The service as plain JSON values, for a row of ServiceVersion."""
    department = {
        "code": service.department.code,
        "title": _table(service.department.title),
        "team": _table(service.department.team),
    }
    marks = {"open311": True} if service.open311 else {}
    numbered = {"code": service.code, "version": service.version, "department": department}
    return numbered | marks | _content(service)


def service_from_data(data: Mapping[str, Any]) -> Service:
    """The service of a stored row. Raises CatalogueError when the row is not one that we wrote."""
    notes: list[tuple[str, str]] = []
    code, version = str(data.get("code", "")), int(data.get("version", 0))
    # Rows from before the directory of departments hold a phone, which nobody reads there.
    kept = {"department": {key: value for key, value in data["department"].items() if key != "phone"}}
    table = Table(
        {key: value for key, value in {**data, **kept}.items() if key not in ("code", "version")}, code, notes
    )
    place = table.table("department")
    department = read_department(place, place.string("code"))
    service = read_service(table, code, department, version)
    if notes:
        raise CatalogueError([Problem("ServiceVersion", where, reason) for where, reason in notes])
    return with_digest(service)
