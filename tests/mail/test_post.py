"""Does a letter go from us to a server and into a folder, and is each failure told for what it is?"""

import asyncio
import contextlib
import socket
from datetime import UTC, datetime

import aiosmtplib
import pytest

from mail.inbound import Server, Unacceptable, serve_maildir
from mail.message import compose, parse
from mail.outbound import MailDeferred, MailRefused, Relay, send
from mail.store import Maildir

NOW = datetime(2026, 3, 18, 5, 30, tzinfo=UTC)
LETTER = compose(
    "금정구 <portal@geumjeong.example>", "sky@example.kr", "접수했습니다", "본문", "id@x", date=NOW
)


async def nobody(delivery):
    raise Unacceptable


async def broken(delivery):
    raise RuntimeError("disk full")


async def unknown(address):
    return False


async def test_a_sent_letter_lies_in_the_maildir(tmp_path):
    listening = asyncio.get_running_loop().create_future()
    server = asyncio.create_task(serve_maildir("127.0.0.1", 0, tmp_path, ready=listening.set_result))
    port = await listening
    await send(f"smtp://127.0.0.1:{port}", LETTER)
    server.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await server
    box = Maildir(tmp_path)
    (entry,) = await box.newest()
    raw = await box.read(entry.key)
    assert raw.startswith(b"Return-Path: <portal@geumjeong.example>\r\nDelivered-To: sky@example.kr\r\n")
    assert parse(raw).text.strip() == "본문"


async def test_a_letter_is_answered_only_after_it_was_taken():
    taken = []

    async def slow(delivery):
        await asyncio.sleep(0)
        taken.append(delivery)

    async with Server("127.0.0.1", 0, slow) as server:
        await send(f"smtp://127.0.0.1:{server.port}", LETTER)
        assert taken[0].recipients == ("sky@example.kr",)
        assert taken[0].sender == "portal@geumjeong.example"


async def test_a_failing_callback_leaves_the_letter_with_the_sender():
    async with Server("127.0.0.1", 0, broken) as server:
        with pytest.raises(MailDeferred, match=r"451 4\.3\.0"):
            await send(f"smtp://127.0.0.1:{server.port}", LETTER)


async def test_a_letter_nobody_will_take_is_refused_for_good():
    async with Server("127.0.0.1", 0, nobody) as server:
        with pytest.raises(MailRefused, match=r"554 5\.6\.0"):
            await send(f"smtp://127.0.0.1:{server.port}", LETTER)


async def test_an_unknown_mailbox_is_refused_without_naming_it():
    async with Server("127.0.0.1", 0, broken, accepts=unknown) as server:
        with pytest.raises(MailRefused) as refused:
            await send(f"smtp://127.0.0.1:{server.port}", LETTER)
    assert str(refused.value) == "550 5.1.1"


async def test_a_letter_too_large_is_refused_for_good():
    async with Server("127.0.0.1", 0, broken, max_bytes=100) as server:
        with pytest.raises(MailRefused):
            await send(f"smtp://127.0.0.1:{server.port}", LETTER)


async def test_nobody_listening_is_temporary():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(MailDeferred):
            await send(f"smtp://127.0.0.1:{taken.getsockname()[1]}", LETTER)


async def test_a_server_that_never_answers_is_temporary():
    hung_up = asyncio.Event()

    async def silent(reader, writer):
        await reader.read()
        writer.close()
        await writer.wait_closed()
        hung_up.set()

    async with await asyncio.start_server(silent, "127.0.0.1", 0) as server:
        with pytest.raises(MailDeferred):
            await send(f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", LETTER, timeout_seconds=0.2)
        await hung_up.wait()


async def test_a_server_without_tls_gets_no_letter_when_tls_was_wanted():
    async with Server("127.0.0.1", 0, broken) as server:
        with pytest.raises(MailDeferred):
            await send(f"smtp://user:pass@127.0.0.1:{server.port}?starttls", LETTER)


async def test_lmtp_answers_once_for_each_recipient():
    taken = []

    async def keep(delivery):
        taken.append(delivery.recipients)

    async with Server("127.0.0.1", 0, keep, protocol="lmtp") as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        lines = b"LHLO x\r\nMAIL FROM:<a@b.kr>\r\nRCPT TO:<c@d.kr>\r\nRCPT TO:<e@f.kr>\r\nDATA\r\n"
        writer.write(lines)
        while not (await reader.readline()).startswith(b"354"):
            pass
        writer.write(b"Subject: x\r\n\r\nhi\r\n.\r\n")
        answers = [await reader.readline(), await reader.readline()]
        writer.close()
        await writer.wait_closed()
    assert answers == [b"250 2.0.0 OK\r\n"] * 2
    assert taken == [("c@d.kr", "e@f.kr")]


async def test_a_letter_being_taken_is_finished_before_the_server_stops():
    begun, finished = asyncio.Event(), []

    async def slow(delivery):
        begun.set()
        await asyncio.sleep(0.05)
        finished.append(delivery)

    server = Server("127.0.0.1", 0, slow)
    await server.start()
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=server.port)
    await client.connect()
    sending = asyncio.create_task(client.send_message(LETTER))
    await begun.wait()
    await server.stop()
    assert len(finished) == 1
    with contextlib.suppress(aiosmtplib.SMTPException):
        await sending
    client.close()


def test_a_mail_address_of_the_operator_is_read():
    relay = Relay.from_url("smtp://portal:p%40ss@relay.go.kr:587?starttls")
    assert relay == Relay("relay.go.kr", 587, "portal", "p@ss", tls=False, starttls=True)
    assert Relay.from_url("smtps://relay.go.kr").port == 465


@pytest.mark.parametrize("url", ["http://x", "smtp://", "smtp://user:pass@relay.go.kr"])
def test_an_unsafe_or_wrong_mail_address_of_the_operator_is_refused(url):
    with pytest.raises(ValueError, match="mail"):
        Relay.from_url(url)
