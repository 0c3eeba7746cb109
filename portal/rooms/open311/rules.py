"""How is an answer spelled in XML and JSON, and what do a program's parameters mean for our form? Plain values only.

JSON follows the Spark convention: an element with several children of one name is a list, an empty one is null.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from xml.etree import ElementTree as Xml

from portal.kernel.catalogue.shapes import Field, Service
from portal.rooms.open311.definition import ADDRESS, CONSENT, TYPES

Sent = Mapping[str, Sequence[str]]
DATATYPES: Final = {
    "text": "string",
    "long_text": "text",
    "choice": "singlevaluelist",
    "date": "datetime",
    "phone": "string",
    "email": "string",
    "address": "string",
}
"""What the specification calls our kinds of fields; a place and files have parameters of their own."""
_SINGLE: Final = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
_NO_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAMES: Final = re.compile(r"[가-힣]+")


def written(name: str, value: Any, form: str) -> bytes:
    """The answer called `name` in a format of TYPES."""
    if form == "json":
        return json.dumps(value, ensure_ascii=False).encode()
    root = Xml.Element(name)
    _fill(root, value)
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))


def media_type(form: str) -> str:
    """The content type of a format."""
    return f"{TYPES[form]}; charset=utf-8"


def _fill(element: Xml.Element, value: Any) -> None:
    if isinstance(value, Mapping):
        for name, part in value.items():
            _fill(Xml.SubElement(element, name), part)
    elif isinstance(value, list):
        for part in value:
            _fill(Xml.SubElement(element, _SINGLE[element.tag]), part)
    elif isinstance(value, bool):
        element.text = str(value).lower()
    elif value is not None:
        element.text = _NO_XML.sub("\ufffd", str(value))


def first(sent: Sent, name: str) -> str:
    """A parameter; one that is empty is one that was not sent."""
    return (sent.get(name) or ("",))[-1].strip()


def listed(sent: Sent, name: str) -> list[str]:
    """A parameter of several values, separated by commas."""
    return [one.strip() for value in sent.get(name, ()) for one in value.split(",") if one.strip()]


def moment(text: str) -> datetime | None:
    """An instant in the W3C's form, None for anything else: it must name its zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None and "T" in text else None


def asked(service: Service) -> list[Field]:
    """The fields of the form that are attributes: what is neither place nor description nor file."""
    words = words_field(service)
    return [field for field in service.fields if field.kind in DATATYPES and field != words]


def words_field(service: Service) -> Field:
    """The field that holds the description."""
    return next(field for field in service.fields if field.kind == "long_text")


def place_field(service: Service) -> Field:
    """The field that holds the place."""
    return next(field for field in service.fields if field.kind == "place")


def to_form(service: Service, sent: Sent) -> dict[str, str]:
    """The inputs of the service's form that these parameters fill."""
    where, words = place_field(service).name, words_field(service).name
    raw = {
        f"{where}-words": first(sent, "address_string"),
        f"{where}-lat": first(sent, "lat"),
        f"{where}-lon": first(sent, "long"),
        words: "\n\n".join(part for part in (first(sent, "description"), first(sent, "media_url")) if part),
    }
    for field in asked(service):
        value = first(sent, f"attribute[{field.name}]") or first(sent, f"attribute[{field.name}][]")
        at = moment(value) if field.kind == "date" else None
        raw[f"{field.name}-road" if field.kind == "address" else field.name] = value[:10] if at else value
    return {name: value for name, value in raw.items() if value}


def to_petitioner(sent: Sent) -> dict[str, str]:
    """The inputs about the petitioner that these parameters fill."""
    raw = {
        "petitioner_name": full_name(first(sent, "first_name"), first(sent, "last_name")),
        "petitioner_address-road": first(sent, f"attribute[{ADDRESS}]"),
        "petitioner_phone": first(sent, "phone"),
        "petitioner_email": first(sent, "email"),
    }
    return {name: value for name, value in raw.items() if value}


def full_name(given: str, family: str) -> str:
    """A Korean name has its family name first and no space."""
    if _NAMES.fullmatch(given) and _NAMES.fullmatch(family):
        return family + given
    return " ".join(part for part in (given, family) if part)


def unknown_attributes(service: Service, sent: Sent) -> list[str]:
    """Attributes that the service does not have."""
    known = {field.name for field in asked(service)} | {ADDRESS, CONSENT}
    return sorted(
        name
        for name in sent
        if name.startswith("attribute[") and name.removesuffix("[]")[len("attribute[") : -1] not in known
    )


def parameter_of(service: Service, name: str) -> str:
    """By which parameter a program fills an input of ours, so that an error can name it."""
    where, words = place_field(service).name, words_field(service).name
    own = {
        words: "description",
        f"{where}-words": "address_string",
        f"{where}-lat": "lat",
        f"{where}-lon": "long",
        "petitioner_name": "first_name",
        "petitioner_address-road": f"attribute[{ADDRESS}]",
        "petitioner_phone": "phone",
        "petitioner_email": "email",
        CONSENT: f"attribute[{CONSENT}]",
    }
    return own.get(name, f"attribute[{name.partition('-')[0]}]")


def keywords(words: Iterable[str]) -> str:
    """Search words as one text; a comma in one would make two."""
    return ", ".join(word.replace(",", " ") for word in words)
