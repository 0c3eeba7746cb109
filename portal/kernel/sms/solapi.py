"""How does SOLAPI take a message? Its REST API, version 4, signed by HMAC-SHA256 over date and salt.

https://developers.solapi.dev/references/authentication/api-key and …/messages/sendSimpleMessage: a signature holds
fifteen minutes and once; `statusCode` 2000 is "taken", 3000 "at the carrier", 4000 "arrived", others are failures.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from portal.kernel.sms.answers import Answer, Verdict, busy, refused, word
from portal.kernel.sms.gateway import Gateway, Message

TAKEN: Final = "2000"
ARRIVED: Final = "4000"
UNDER_WAY: Final = frozenset({TAKEN, "3000"})
FINAL: Final = frozenset({"ValidationError", "InvalidStatusCode", "InvalidArguments", "FailedToAddMessage"})
"""What is wrong with the message itself and stays so."""


def headers(gateway: Gateway, now: datetime) -> dict[str, str]:
    """The signed headers of a request made at `now`."""
    date = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    salt = secrets.token_hex(16)
    signature = hmac.new(gateway.secret.encode(), (date + salt).encode(), hashlib.sha256).hexdigest()
    said = f"HMAC-SHA256 apiKey={gateway.key}, date={date}, salt={salt}, signature={signature}"
    return {"Authorization": said}


def send_request(gateway: Gateway, message: Message) -> tuple[str, dict[str, Any]]:
    """The path and body that send a message."""
    body: dict[str, Any] = {
        "to": message.to,
        "from": gateway.sender,
        "text": message.body,
        "type": "LMS" if message.is_long else "SMS",
        "customFields": {"notice": message.reference},
    }
    if message.is_long:
        body["subject"] = message.title
    return "/messages/v4/send", {"message": body}


def sent(answer: Answer) -> str:
    """What SOLAPI calls the message. Raises Deferred or Refused."""
    code = word(answer.body, "statusCode")
    if answer.status == 200 and code == TAKEN:
        return word(answer.body, "messageId")
    error = code or word(answer.body, "errorCode")
    # 400 with a message's own fault is final; a wrong clock, a used signature, an empty account will pass.
    if answer.status == 200 or (answer.status == 400 and (code or error in FINAL)):
        raise refused(answer.status, error)
    raise busy(answer.status, error)


def outcome_request(gateway: Gateway, taken_id: str) -> tuple[str, dict[str, str]]:
    """The path and query that ask after a message."""
    return "/messages/v4/list", {"criteria": "messageId", "cond": "eq", "value": taken_id}


def outcome(answer: Answer, taken_id: str) -> Verdict:
    """Whether the message arrived, did not, or is still on its way."""
    listed = answer.body.get("messageList")
    found = listed.get(taken_id) if isinstance(listed, Mapping) else None
    code = word(found, "statusCode") if isinstance(found, Mapping) else ""
    if answer.status != 200 or not code or code in UNDER_WAY:
        return Verdict(None, code)
    return Verdict(code == ARRIVED, code)
