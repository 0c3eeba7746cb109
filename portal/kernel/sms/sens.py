"""How does NAVER Cloud SENS take a message? Its SMS API, version 2, signed by HMAC-SHA256 over method, path and time.

https://api.ncloud-docs.com/docs/sens-sms-send (202 and a `requestId`) and …/sens-sms-list (how it ended). A timestamp
holds five minutes. What it lacks is a key against repetition.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote, urlencode

from portal.kernel.sms.answers import Answer, Verdict, busy, refused, word
from portal.kernel.sms.gateway import Gateway, Message

FINAL: Final = frozenset({400, 413, 422})


def headers(gateway: Gateway, method: str, path: str, now: datetime) -> dict[str, str]:
    """The signed headers of a request made at `now`; `path` with its query, as it is sent."""
    stamp = str(int(now.timestamp() * 1000))
    said = f"{method} {path}\n{stamp}\n{gateway.key}"
    digest = hmac.new(gateway.secret.encode(), said.encode(), hashlib.sha256).digest()
    return {
        "x-ncp-apigw-timestamp": stamp,
        "x-ncp-iam-access-key": gateway.key,
        "x-ncp-apigw-signature-v2": base64.b64encode(digest).decode(),
    }


def send_request(gateway: Gateway, message: Message) -> tuple[str, dict[str, Any]]:
    """The path and body that send a message."""
    body: dict[str, Any] = {
        "type": "LMS" if message.is_long else "SMS",
        "contentType": "COMM",
        "countryCode": "82",
        "from": gateway.sender,
        "content": message.body,
        "messages": [{"to": message.to}],
    }
    if message.is_long:
        body["subject"] = message.title
    return _path(gateway), body


def sent(answer: Answer) -> str:
    """What SENS calls the request. Raises Deferred or Refused."""
    if answer.status == 202:
        return word(answer.body, "requestId")
    error = answer.body.get("error")
    code = word(error, "errorCode") if isinstance(error, Mapping) else word(answer.body, "statusCode")
    if answer.status in FINAL:
        raise refused(answer.status, code)
    raise busy(answer.status, code)


def outcome_path(gateway: Gateway, taken_id: str) -> str:
    """The path with the query that asks after a request."""
    return f"{_path(gateway)}?{urlencode({'requestId': taken_id})}"


def outcome(answer: Answer) -> Verdict:
    """Whether the request's one message arrived, did not, or is still on its way."""
    listed = answer.body.get("messages")
    found = listed[0] if isinstance(listed, list) and listed else None
    done = isinstance(found, Mapping) and word(found, "status") == "COMPLETED"
    if answer.status not in {200, 202} or not done:
        return Verdict(None, "")
    return Verdict(word(found, "statusName") == "success", word(found, "statusCode"))


def _path(gateway: Gateway) -> str:
    return f"/sms/v2/services/{quote(gateway.service, safe=':')}/messages"
