"""How are answers shown to people: on the page before sending, on the receipt, on the desk?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.kernel.answers.petitioner import PETITIONER_FIELDS, address_line
from portal.kernel.answers.shapes import Answer
from portal.kernel.catalogue import Field, FieldKind, Service

_WEEKDAYS = {"ko": "월화수목금토일", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@dataclass(frozen=True)
class Row:
    """One answer to show. `value` is "" when nothing was given; of files it is "", and `files` holds their
    ids; `position` is latitude and longitude when the place came from a device."""

    name: str
    group: str
    kind: FieldKind
    label: str
    value: str
    files: tuple[str, ...] = ()
    position: tuple[str, str] | None = None


def rows(service: Service, answers: Mapping[str, Any], lang: str) -> tuple[Row, ...]:
    """A row for each field of the service, in the order of the form."""
    return tuple(_row(field, answers.get(field.name), lang) for field in service.fields)


def petitioner_rows(answers: Mapping[str, Any], lang: str) -> tuple[Row, ...]:
    """A row for each question about the petitioner."""
    return tuple(_row(field, answers.get(field.name), lang) for field in PETITIONER_FIELDS)


def _row(field: Field, answer: Answer | None, lang: str) -> Row:
    files: tuple[str, ...] = ()
    position: tuple[str, str] | None = None
    if isinstance(answer, list):
        files = tuple(answer)
    if field.kind == "place" and isinstance(answer, Mapping) and "lat" in answer:
        position = (answer["lat"], answer["lon"])
    return Row(
        name=field.name,
        group=field.group,
        kind=field.kind,
        label=field.label.get(lang),
        value=_value(field, answer, lang),
        files=files,
        position=position,
    )


def _value(field: Field, answer: Answer | None, lang: str) -> str:
    if isinstance(answer, Mapping):
        return address_line(answer) if field.kind == "address" else _place(answer)
    if not isinstance(answer, str):
        return ""
    if field.kind == "choice":
        option = field.option(answer)
        return option.title.get(lang) if option else answer
    return _day(answer, lang) if field.kind == "date" else answer


def _place(place: Mapping[str, str]) -> str:
    if place.get("words"):
        return place["words"]
    return f"{place['lat']}, {place['lon']}" if "lat" in place else ""


def _day(iso: str, lang: str) -> str:
    # As web.dates writes every other date; a day answered on a form has no time zone to convert.
    day = date.fromisoformat(iso)
    if lang == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year} ({_WEEKDAYS['en'][day.weekday()]})"
    return f"{day.year}. {day.month}. {day.day}.({_WEEKDAYS['ko'][day.weekday()]})"
