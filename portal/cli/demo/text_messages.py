"""Who takes the demo's text messages? A gateway on this machine that speaks as SOLAPI does and keeps each as a letter.

So the mailbox of the demo shows what a phone would show, and nothing leaves this machine.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from mail.message import compose
from mail.store import Maildir
from portal.kernel.ids import new_token
from portal.settings import settings

KEY = SECRET = "demo"  # noqa: S105 — it opens nothing but this mailbox
HOST: Final = "phone.example"
"""The domain under which phones stand in the mailbox."""
_SIGNED: Final = re.compile(r"HMAC-SHA256 apiKey=(\S+), date=(\S+), salt=(\S+), signature=([0-9a-f]{64})")


def app(box: Maildir) -> Starlette:
    """The gateway: takes messages into `box`, and says of each that it arrived."""

    async def send(request: Request) -> JSONResponse:
        if not _is_signed(request):
            return JSONResponse({"errorCode": "SignatureDoesNotMatch", "errorMessage": "signature"}, 403)
        message = (await request.json())["message"]
        taken = f"M4V{new_token()[:20]}"
        await box.deliver(_letter(message, taken).as_bytes(), datetime.now(UTC))
        said = {name: message[name] for name in ("to", "from", "type")}
        return JSONResponse({"messageId": taken, "groupId": "G4V", "statusCode": "2000", **said})

    async def listed(request: Request) -> JSONResponse:
        if not _is_signed(request):
            return JSONResponse({"errorCode": "SignatureDoesNotMatch", "errorMessage": "signature"}, 403)
        asked = request.query_params.get("value", "")
        return JSONResponse({"messageList": {asked: {"messageId": asked, "statusCode": "4000"}}})

    return Starlette(
        routes=[
            Route("/messages/v4/send", send, methods=["POST"]),
            Route("/messages/v4/list", listed),
        ]
    )


def _is_signed(request: Request) -> bool:
    found = _SIGNED.fullmatch(request.headers.get("authorization", ""))
    if found is None or found[1] != KEY:
        return False
    right = hmac.new(SECRET.encode(), (found[2] + found[3]).encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(found[4], right)


def _letter(message: dict[str, Any], taken: str) -> Any:
    """The message as a letter to the phone that it went to."""
    text = str(message["text"])
    return compose(
        f"{message['from']}@{HOST}",
        f"{message['to']}@{HOST}",
        f"{message['type']} · {text.splitlines()[0][:60]}",
        text + "\n",
        f"{taken}@{HOST}",
        date=datetime.now(UTC),
    )


class _Quiet(uvicorn.Server):
    """A server that leaves signals to the process it runs in."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing is captured."""
        yield


async def serve() -> None:
    """Take text messages until cancelled. Raises SystemExit if the port can't be used."""
    chosen = settings()
    config = uvicorn.Config(
        app(Maildir(chosen.var / "mail")),
        host="127.0.0.1",
        port=chosen.demo_sms_port,
        lifespan="off",
        log_level="error",
        access_log=False,
    )
    await _Quiet(config).serve()
