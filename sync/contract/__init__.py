"""What do we and the departments' systems say to each other? CloudEvents 1.0 as structured JSON.

`schemas/` holds JSON Schemas (2020-12): the envelopes, and for each type of message its `data`;
`examples/` a whole message of each type. Faults are named by place and rule, never by the value found
there, so that they may be stored and shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource

CASE: Final = "kr.portal.case."
STATUS: Final = "kr.portal.status."
DELIVERY: Final = "kr.portal.delivery."
"""What a department's system says of the delivery itself, where it can't call: by the broker."""
REJECTED: Final = "kr.portal.status.rejected"
MEDIA_TYPE: Final = "application/cloudevents+json"

SCHEMAS: Final = Path(__file__).parent / "schemas"
EXAMPLES: Final = Path(__file__).parent / "examples"
_BASE: Final = "https://portal.example/sync/v1/schemas/"  # only to resolve references; never fetched

Event = dict[str, Any]


class Malformed(ValueError):
    """A message breaks the contract. Its words name the place and the rule, no value."""


@cache
def schema_names() -> frozenset[str]:
    """The names of all schemas, without `.json`."""
    return frozenset(path.name.removesuffix(".json") for path in SCHEMAS.glob("*.json"))


def read_schema(name: str) -> dict[str, Any]:
    """One schema as it stands in its file. Raises KeyError for a name that is none of `schema_names`."""
    if name not in schema_names():
        raise KeyError(name)
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{name}.json").read_text("utf-8"))
    return schema


def status_moves() -> frozenset[str]:
    """What a department may ask for: the last words of the types that it may send."""
    names = {name.removeprefix(STATUS) for name in schema_names() if name.startswith(STATUS)}
    return frozenset(names - {"rejected"})


def check(event: object) -> Event:
    """The event, if its envelope and its data keep the contract. Raises Malformed."""
    if not isinstance(event, dict) or not isinstance(event.get("type"), str):
        raise Malformed("type: missing")
    kind: str = event["type"]
    if kind not in schema_names() or not kind.startswith((CASE, STATUS, DELIVERY)):
        raise Malformed("type: unknown")
    _validate(envelope_of(kind), event, "")
    _validate(kind, event["data"], "data/")
    _check_instant(event)
    return event


def check_answer(told: object) -> Event:
    """What the portal tells a system about its message over the broker. Raises Malformed."""
    _validate("answer", told, "")
    answer: Event = told  # type: ignore[assignment]
    return answer


def parse(raw: bytes) -> Event:
    """The event in these bytes. Raises Malformed, also for what is no JSON in UTF-8."""
    try:
        event = json.loads(raw.decode("utf-8"), parse_constant=_no_number)
        json.dumps(event, ensure_ascii=False).encode(
            "utf-8"
        )  # refuses halves of characters (lone surrogates)
    except Malformed:
        raise
    except (ValueError, RecursionError):
        raise Malformed("not JSON in UTF-8") from None
    return check(event)


def write(event: Mapping[str, Any]) -> bytes:
    """The event as it goes over the wire."""
    return json.dumps(event, ensure_ascii=False).encode("utf-8")


def _no_number(_: str) -> None:
    raise Malformed("not JSON: a number that is none")


def sequence_of(event: Mapping[str, Any]) -> int:
    """The place of a checked event among those of its case from the same sender; 1 is the first."""
    return int(event["sequence"])


def envelope_of(kind: str) -> str:
    """The name of the schema that holds the attributes of a message of this type."""
    if kind == REJECTED:
        return "envelope.rejected"
    if kind.startswith(DELIVERY):
        return "envelope.delivery"
    return "envelope.case" if kind.startswith(CASE) else "envelope.status"


def _check_instant(event: Event) -> None:
    """JSON Schema leaves formats to others; a pattern alone takes the 31st of February."""
    try:
        datetime.fromisoformat(event["time"])
    except ValueError:
        raise Malformed("time: format") from None


def _validate(name: str, value: object, prefix: str) -> None:
    error = best_match(_validator(name).iter_errors(value))
    if error is not None:
        place = "/".join(str(part) for part in error.absolute_path)
        raise Malformed(f"{prefix}{place}: {error.validator}"[:300])


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"{_BASE}{name}.json"}, registry=_registry())


@cache
def _registry() -> Registry[Any]:
    resources = [
        (f"{_BASE}{name}.json", Resource.from_contents(read_schema(name))) for name in schema_names()
    ]
    return Registry().with_resources(resources)
