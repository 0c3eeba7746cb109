"""Who files in the bench? Residents, each from an address and with a form token of their own."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from itertools import count
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from bench import load

SERVICE: Final = "streetlight-road"
ANSWERS: Final = {
    "problem": "streetlight",
    "details": "가로등이 사흘째 꺼져 있어 밤길이 어둡습니다. 기둥에 적힌 번호는 가-1234입니다. " * 4,
    "place-words": "중앙대로 1777 금정구청 앞 버스 정류장",
    "petitioner_name": "김하늘",
    "petitioner_address-road": "부산광역시 금정구 중앙대로 1777",
    "petitioner_address-detail": "101동 1001호",
    "petitioner_phone": "010-2345-6789",
    "consent": "yes",
}
_numbers: Final = count(1)


@dataclass(frozen=True)
class Reply:
    """An answer's status, headers (lower-case names; the last of each) and body."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(port: int, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> Reply:
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection(load.HOST, port, timeout=load.PATIENCE_SECONDS)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return Reply(
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            answer.read(),
        )
    finally:
        connection.close()


def filings(port: int, number: int) -> list[bytes]:
    """So many filings, ready to be sent, each by another visitor and under another key."""
    return [_filing(port) for _ in range(number)]


def file_each(port: int, waiting: list[bytes], clients: int) -> load.Pace:
    """Send each filing once, so many at a time, and await its receipt."""
    return load.each_once(port, waiting, status=201, connections=clients)


def _filing(port: int) -> bytes:
    headers = {**visitor(port), "Accept": "application/json", "Content-Type": "application/json"}
    return load.request("POST", f"/services/{SERVICE}/file", headers, _body())


def opened_case(port: int) -> tuple[str, dict[str, str]]:
    """File one case with a browser; the path of its page, and the headers by which that browser may open it."""
    headers = visitor(port)
    form = {**headers, "Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({**ANSWERS, "key": str(uuid4())}).encode()
    told = checked(ask(port, "POST", f"/services/{SERVICE}/file", form, body), 303)
    session = told.headers["set-cookie"].partition(";")[0]
    return told.headers["location"].removesuffix("/receipt"), {"Cookie": f"{headers['Cookie']}; {session}"}


def visitor(port: int) -> dict[str, str]:
    """A new browser's form token and visit cookie, and an address in 10.0.0.0/8."""
    told = checked(ask(port, "GET", "/token", {}), 200)
    token: dict[str, Any] = json.loads(told.body)
    number = next(_numbers)
    return {
        "Cookie": told.headers["set-cookie"].partition(";")[0],
        "X-CSRF-Token": str(token["csrf"]),
        "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
    }


def _body() -> bytes:
    return json.dumps({**ANSWERS, "key": str(uuid4())}).encode()


def checked(reply: Reply, status: int) -> Reply:
    """The answer, if it has this status. Raises WrongAnswer."""
    if reply.status != status:
        raise load.WrongAnswer(f"{reply.status}: {reply.body[:400].decode('utf-8', 'replace')}")
    return reply
