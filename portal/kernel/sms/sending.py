"""How is one message handed over, and later asked after? One signed request each, with time-outs and no redirects."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

import httpx2

from portal.kernel.notices.channels import Deferred
from portal.kernel.sms import sens, solapi
from portal.kernel.sms.answers import Answer, Verdict
from portal.kernel.sms.gateway import Gateway, Message, Taken

TIMEOUT: Final = httpx2.Timeout(20, connect=5)
"""Seconds for each step; all of them end well before the worker's own limit for a delivery."""
MOST_BYTES: Final = 1024 * 1024


async def send(gateway: Gateway, message: Message, *, now: datetime) -> Taken:
    """Hand a message over, signed at `now`. Raises Deferred or Refused, with codes and no personal data.

    A Deferred after the message was sent ("ReadTimeout") may have been taken all the same.
    """
    if gateway.kind == "sens":
        path, body = sens.send_request(gateway, message)
        signed = sens.headers(gateway, "POST", path, now)
        return Taken(sens.sent(await _ask(gateway, "POST", path, signed, body)))
    path, body = solapi.send_request(gateway, message)
    signed = solapi.headers(gateway, now)
    return Taken(solapi.sent(await _ask(gateway, "POST", path, signed, body)))


async def outcome(gateway: Gateway, taken_id: str, *, now: datetime) -> Verdict:
    """How a message that was taken ended. Raises Deferred if nobody answers."""
    if gateway.kind == "sens":
        path = sens.outcome_path(gateway, taken_id)
        signed = sens.headers(gateway, "GET", path, now)
        return sens.outcome(await _ask(gateway, "GET", path, signed))
    path, query = solapi.outcome_request(gateway, taken_id)
    signed = solapi.headers(gateway, now)
    return solapi.outcome(await _ask(gateway, "GET", f"{path}?{urlencode(query)}", signed), taken_id)


async def _ask(
    gateway: Gateway, method: str, path: str, signed: dict[str, str], body: dict[str, Any] | None = None
) -> Answer:
    try:
        async with httpx2.AsyncClient(timeout=TIMEOUT, follow_redirects=False) as http:
            got = await http.request(method, gateway.base + path, headers=signed, json=body)
    except httpx2.HTTPError as error:
        raise Deferred(type(error).__name__) from None
    try:
        said = got.json() if len(got.content) <= MOST_BYTES else {}
    except ValueError:
        said = {}
    return Answer(got.status_code, said if isinstance(said, dict) else {})
