"""Two SMS gateways at the edge of the world, written from their documents: they check signatures and answer as told."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY, SECRET = "NCSAYU7YDBXYORXC", "s3cr/et+with=signs"
SERVICE = "ncp:sms:kr:123:portal"
SAID = re.compile(r"HMAC-SHA256 apiKey=(\S+), date=(\S+), salt=(\S{12,64}), signature=([0-9a-f]{64})")


@dataclass
class Gateway:
    """What came in, and what is to be answered."""

    now: datetime
    port: int = 0
    taken: list[dict[str, Any]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    answer: tuple[int, dict[str, Any]] | None = None
    states: dict[str, str] = field(default_factory=dict)

    def solapi(self, method: str, path: str, headers: Any, body: Any) -> tuple[int, dict[str, Any]]:
        """https://developers.solapi.dev/references/authentication/api-key, …/messages/v4."""
        found = SAID.fullmatch(headers.get("Authorization", ""))
        if found is None or found[1] != KEY:
            return 403, {"errorCode": "InvalidAPIKey", "errorMessage": "…"}
        at = datetime.strptime(found[2], "%Y-%m-%dT%H:%M:%S%z")
        if abs(at - self.now) > timedelta(minutes=15):
            return 403, {"errorCode": "RequestTimeTooSkewed", "errorMessage": "…"}
        right = hmac.new(SECRET.encode(), (found[2] + found[3]).encode(), hashlib.sha256).hexdigest()
        if found[4] != right or found[4] in self.used:
            return 403, {"errorCode": "SignatureDoesNotMatch", "errorMessage": "…"}
        self.used.add(found[4])
        parts = urlsplit(path)
        if method == "GET" and parts.path == "/messages/v4/list":
            asked = parse_qs(parts.query)
            assert asked["criteria"] == ["messageId"]
            assert asked["cond"] == ["eq"]
            one = asked["value"][0]
            return 200, {"messageList": {one: {"statusCode": self.states.get(one, "2000")}}}
        assert (method, path) == ("POST", "/messages/v4/send")
        if self.answer is not None:
            return self.answer
        message = body["message"]
        self.taken.append(message)
        taken = {
            "messageId": f"M4V{len(self.taken)}",
            "groupId": "G4V",
            "statusCode": "2000",
            "statusMessage": "정상 접수",
        }
        return 200, {**taken, "to": message["to"], "from": message["from"], "type": message["type"]}

    def sens(self, method: str, path: str, headers: Any, body: Any) -> tuple[int, dict[str, Any]]:
        """https://api.ncloud-docs.com/docs/sens-sms-send, …/sens-sms-list."""
        stamp = headers.get("x-ncp-apigw-timestamp", "0")
        said = f"{method} {path}\n{stamp}\n{KEY}"
        right = base64.b64encode(hmac.new(SECRET.encode(), said.encode(), hashlib.sha256).digest()).decode()
        old = abs(int(stamp) / 1000 - self.now.timestamp()) > 300
        if (
            headers.get("x-ncp-iam-access-key") != KEY
            or headers.get("x-ncp-apigw-signature-v2") != right
            or old
        ):
            return 401, {"error": {"errorCode": "200", "message": "Authentication Failed"}}
        parts = urlsplit(path)
        assert parts.path == f"/sms/v2/services/{SERVICE}/messages"
        if method == "GET":
            one = parse_qs(parts.query)["requestId"][0]
            state = self.states.get(one, "")
            message = {"messageId": "f574d3f0", "status": "COMPLETED" if state else "READY"}
            if state:
                message |= {"statusName": state, "statusCode": "0" if state == "success" else "3018"}
            return 202, {"statusCode": "202", "statusName": "success", "messages": [message]}
        if self.answer is not None:
            return self.answer
        self.taken.append(body)
        return 202, {"requestId": f"VORSSA-{len(self.taken)}", "statusCode": "202", "statusName": "success"}


@contextmanager
def listening(kind: str, now: datetime) -> Iterator[Gateway]:
    """A gateway of a kind on a free port of this machine."""
    gateway = Gateway(now)
    answer = gateway.sens if kind == "sens" else gateway.solapi

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if raw:
                assert self.headers["Content-Type"].startswith("application/json")
            status, body = answer(self.command, self.path, self.headers, json.loads(raw or b"{}"))
            said = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        gateway.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield gateway
        server.shutdown()
        thread.join()
