"""Is the scanner asked rightly, and is each way it can fail told apart from a clean file?"""

from __future__ import annotations

import asyncio

import pytest

from portal.kernel.files.scan import PIECE, ScannerDown, scan
from tests.kernel import clamd


async def test_a_clean_file_is_clean():
    async with clamd.listening() as address:
        assert (await scan(b"x" * (3 * PIECE + 5), address)).clean


async def test_a_sign_across_two_pieces_is_found():
    async with clamd.listening() as address:
        verdict = await scan(b"x" * (PIECE - 5) + clamd.SIGN, address)
    assert (verdict.clean, verdict.signature) == (False, "Eicar-Test")


@pytest.mark.parametrize(
    "answer",
    [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK", b"x" * 10_000 + b"\0", b"stream: \0"],
)
async def test_an_answer_that_is_none_is_not_a_clean_file(answer):
    async with clamd.listening(answer) as address:
        with pytest.raises(ScannerDown):
            await scan(b"hello", address)


@pytest.mark.parametrize("address", ["tcp:127.0.0.1:1", "unix:/nowhere/clamd.sock"])
async def test_nobody_listening_is_not_a_clean_file(address):
    with pytest.raises(ScannerDown):
        await scan(b"hello", address)


async def test_a_scanner_that_hangs_is_not_waited_for():
    hung_up = asyncio.Event()

    async def silent(reader, writer):
        await reader.read()
        writer.close()
        hung_up.set()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        with pytest.raises(ScannerDown):
            await scan(b"hello", f"tcp:127.0.0.1:{server.sockets[0].getsockname()[1]}", seconds=0.1)
        await hung_up.wait()


async def test_a_socket_file_serves_as_well(tmp_path):
    async def serve(reader, writer):
        await reader.readuntil((0).to_bytes(4))
        writer.write(b"stream: OK\0")
        writer.close()

    async with await asyncio.start_unix_server(serve, tmp_path / "clamd"):
        assert (await scan(b"hello", f"unix:{tmp_path / 'clamd'}")).clean


@pytest.mark.parametrize("address", ["clamd", "tcp:here", "http://x:1"])
async def test_a_wrong_address_is_the_operators_error(address):
    with pytest.raises(ValueError, match="scanner"):
        await scan(b"hello", address)
