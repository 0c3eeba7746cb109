"""What would ClamAV's daemon say? A small one on loopback that speaks its protocol and knows one sign."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

SIGN = b"EICAR-STANDARD"


@asynccontextmanager
async def listening(answer: bytes | None = None) -> AsyncIterator[str]:
    """Its address while the block runs. `answer` is given whatever comes; b"" hangs up without a word."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            command = await reader.readuntil(b"\0")
            content = b""
            while size := int.from_bytes(await reader.readexactly(4)):
                content += await reader.readexactly(size)
            found = b"stream: Eicar-Test FOUND\0" if SIGN in content else b"stream: OK\0"
            writer.write(
                b"UNKNOWN COMMAND\0" if command != b"zINSTREAM\0" else found if answer is None else answer
            )
            await writer.drain()
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"tcp:127.0.0.1:{server.sockets[0].getsockname()[1]}"
