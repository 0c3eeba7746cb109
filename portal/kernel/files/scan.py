"""Is there malicious code in a file? ClamAV's daemon answers, over its own small protocol (clamd(8), INSTREAM)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

PIECE: Final = 256 * 1024
MAX_ANSWER: Final = 4096


class ScannerDown(Exception):
    """No answer, or none that says yes or no: the file stays in quarantine and is asked about again."""


@dataclass(frozen=True)
class Verdict:
    """`signature` names what was found; "" means nothing was."""

    signature: str = ""

    @property
    def clean(self) -> bool:
        """Nothing was found."""
        return not self.signature


async def scan(data: bytes, address: str, *, seconds: float = 60) -> Verdict:
    """Ask the daemon at `unix:/path` or `tcp:host:port`. Raises ScannerDown, also after `seconds` in all."""
    try:
        async with asyncio.timeout(seconds):
            answer = await _ask(data, address)
    except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise ScannerDown(type(error).__name__) from error
    words = answer.rstrip(b"\0\n").decode("utf-8", "replace").removeprefix("stream: ")
    if words == "OK":
        return Verdict()
    if words.endswith(" FOUND"):
        return Verdict(words.removesuffix(" FOUND"))
    raise ScannerDown("answered with an error")


async def _ask(data: bytes, address: str) -> bytes:
    reader, writer = await _connect(address)
    try:
        writer.write(b"zINSTREAM\0")
        view = memoryview(data)
        for start in range(0, len(data), PIECE):
            piece = view[start : start + PIECE]
            writer.write(len(piece).to_bytes(4))
            writer.write(piece)
            await writer.drain()
        writer.write((0).to_bytes(4))
        await writer.drain()
        return await reader.readuntil(b"\0")
    finally:
        writer.close()


async def _connect(address: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    kind, _, place = address.partition(":")
    if kind == "unix":
        return await asyncio.open_unix_connection(place, limit=MAX_ANSWER)
    host, _, port = place.rpartition(":")
    if kind != "tcp" or not host or not port.isdigit():
        raise ValueError("the scanner's address is written unix:/path or tcp:host:port")
    return await asyncio.open_connection(host, int(port), limit=MAX_ANSWER)
