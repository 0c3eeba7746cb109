"""How much may a request carry? A body over the limit is refused while it arrives, not when it is stored."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

MEGABYTE = 1024 * 1024
MAX_PLAIN = MEGABYTE
# Far more than five files of 20 MB: larger files are swallowed, not stored, so that the page can still say
# which one was the trouble and keep what was typed.
MAX_MULTIPART = 300 * MEGABYTE
# A browser hears an answer only after it has sent its body: that much more is read and thrown away.
MAX_DRAINED = 64 * MEGABYTE


class BodyTooLarge(Refusal):
    """The whole request is larger than any of our forms."""

    kind = "too_large"

    def __init__(self) -> None:
        super().__init__(
            N_(
                "보낸 내용이 너무 큽니다. 파일은 5개까지, 하나에 20MB까지 올릴 수 있습니다. "
                "파일을 줄여 다시 보내 주세요."
            )
        )


class BodyLimit:
    """Middleware that counts the body: 1 MB, or 300 MB for forms with files (multipart)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counted body; raises BodyTooLarge to whoever reads it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit, declared = _limit_and_length(scope)
        if declared > limit:
            await _drain(receive)
            raise BodyTooLarge
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > limit:
                    if message.get("more_body", False):
                        await _drain(receive)
                    raise BodyTooLarge
            return message

        await self.app(scope, counted, send)


async def _drain(receive: Receive) -> None:
    drained = 0
    while drained < MAX_DRAINED:
        message = await receive()
        drained += len(message.get("body", b""))
        if not message.get("more_body", False):
            return


def _limit_and_length(scope: Scope) -> tuple[int, int]:
    limit, length = MAX_PLAIN, 0
    for name, value in scope["headers"]:
        if name == b"content-type" and value.lower().startswith(b"multipart/form-data"):
            limit = MAX_MULTIPART
        elif name == b"content-length" and value.isdigit():
            length = int(value)
    return limit, length
