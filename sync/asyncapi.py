"""What does the contract look like to a machine? An AsyncAPI 3.0 document, drawn from the schemas and examples.

`portal docs write` keeps it as docs/asyncapi.json. It tells of the exchange over a broker; over HTTPS the same messages
go as docs/back-office.md says. The portal is the application: it sends to departments and receives what they say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from sync import contract
from sync.transports import topology

VERSION: Final = "3.0.0"
_COMMON: Final = "common"
_ANSWER: Final = "answer"
_ASK: Final = f"{contract.DELIVERY}ask"
_SCHEMAS: Final = "#/components/schemas/"
_MESSAGES: Final = "#/components/messages/"

Document = dict[str, Any]


def document() -> Document:
    """The whole document."""
    out = [*_types(contract.CASE), _ASK]
    back = [*(name for name in _types(contract.STATUS) if name != contract.REJECTED)]
    said = [name for name in _types(contract.DELIVERY) if name != _ASK]
    return {
        "asyncapi": VERSION,
        "info": {
            "title": "The portal and the departments' own systems",
            "version": "1",
            "description": (
                "CloudEvents 1.0 as structured JSON. Messages of one case come one at a time, in the order of"
                " `sequence`; the same `id` may come again and is the same message. Who speaks is the broker's"
                " `user_id`. No property of a message and no attribute but `data` holds personal data."
            ),
        },
        "defaultContentType": contract.MEDIA_TYPE,
        "channels": {
            "cases": _channel(
                topology.queue_of("{department}"),
                "What a department's system gets: one quorum queue for each department.",
                out,
                parameters={
                    "department": {"description": "The department's code in the portal's catalogue."}
                },
                bindings=_queue(topology.queue_of("{department}")),
            ),
            "replies": _channel(
                topology.REPLIES,
                "What departments' systems say: status messages, and what became of what they got.",
                [*back, *said],
                bindings=_exchange(topology.REPLIES),
            ),
            "answers": _channel(
                None, "What the portal answers whoever gave a `reply_to` with a message.", [_ANSWER]
            ),
        },
        "operations": {
            "handOver": {
                "action": "send",
                "channel": {"$ref": "#/channels/cases"},
                "summary": "Tell a department what happened to its case; again until it says `stored`.",
            },
            "hear": {
                "action": "receive",
                "channel": {"$ref": "#/channels/replies"},
                "summary": "Take what a department's system says, once by its `source` and `id`.",
                "reply": {
                    "address": {
                        "location": "$message.header#/reply_to",
                        "description": "The property `reply_to`, if the sender gave one; with its `correlation_id`.",
                    },
                    "channel": {"$ref": "#/channels/answers"},
                },
            },
        },
        "components": {
            "messages": {name: _message(name) for name in [*out, *back, *said, _ANSWER]},
            "schemas": _schemas(),
        },
    }


def written() -> str:
    """The document as it stands in its file."""
    return json.dumps(document(), ensure_ascii=False, indent=2) + "\n"


def _types(prefix: str) -> list[str]:
    return sorted(name for name in contract.schema_names() if name.startswith(prefix))


def _channel(address: str | None, said: str, messages: Iterable[str], **more: Any) -> Document:
    return {
        "address": address,
        "description": said,
        "messages": {name: {"$ref": f"{_MESSAGES}{name}"} for name in messages},
        **more,
    }


def _queue(name: str) -> Document:
    queue = {"name": name, "durable": True, "exclusive": False, "autoDelete": False}
    return {"amqp": {"is": "queue", "queue": queue, "bindingVersion": "0.3.0"}}


def _exchange(name: str) -> Document:
    exchange = {"name": name, "type": "fanout", "durable": True, "autoDelete": False}
    return {"amqp": {"is": "routingKey", "exchange": exchange, "bindingVersion": "0.3.0"}}


def _message(name: str) -> Document:
    schema = contract.read_schema(name)
    if name == _ANSWER:
        return {
            "name": name,
            "title": schema["title"],
            "contentType": "application/json",
            "payload": {"$ref": f"{_SCHEMAS}{name}"},
        }
    example = json.loads((contract.EXAMPLES / f"{name}.json").read_text("utf-8"))
    return {
        "name": name,
        "title": schema["title"],
        "contentType": contract.MEDIA_TYPE,
        "payload": {
            "allOf": [
                {"$ref": f"{_SCHEMAS}{contract.envelope_of(name)}"},
                {"properties": {"type": {"const": name}, "data": {"$ref": f"{_SCHEMAS}{name}"}}},
            ]
        },
        "examples": [{"name": "example", "payload": example}],
    }


def _schemas() -> Document:
    """Every schema as a component; what the messages share is one component for each definition."""
    found: Document = {}
    for name in sorted(contract.schema_names()):
        schema = contract.read_schema(name)
        schema.pop("$schema", None)
        if name == _COMMON:
            found |= {f"{_COMMON}.{part}": _moved(value) for part, value in schema["$defs"].items()}
        else:
            found[name] = _moved(schema)
    return found


def _moved(value: Any) -> Any:
    """The same schema with its references pointing at the components."""
    if isinstance(value, list):
        return [_moved(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {key: _pointed(each) if key == "$ref" else _moved(each) for key, each in value.items()}


def _pointed(reference: str) -> str:
    file, _, part = reference.partition("#/$defs/")
    if part:
        return f"{_SCHEMAS}{_COMMON}.{part}"
    return f"{_SCHEMAS}{file.removesuffix('.json')}"
