"""Does each notice go out once, whatever mail servers and processes do?"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from mail import outbound
from portal.kernel import keys, notices, sending
from portal.kernel.models import Case, ContactProof, DataKey, Notice
from portal.kernel.notices import Deferred, Delivery, Letter, Refused, channels
from portal.kernel.outbox import NothingParked
from portal.kernel.sending import due
from portal.kernel.sending.code_letter import code_place, contact_place
from portal.settings import Settings
from tests.cast import HANEUL, NOW, Cast, filed


class Post:
    """A channel at the edge of the world: it notes deliveries, or fails as it is told to."""

    def __init__(self) -> None:
        self.delivered: list[Delivery] = []
        self.fail: Exception | None = None

    async def __call__(self, delivery: Delivery) -> None:
        if self.fail is not None:
            raise self.fail
        self.delivered.append(delivery)


def compose(case: Case, notice: Notice, petitioner: Any, lang: str, base_url: str) -> Letter:
    return Letter(f"{case.receipt_no} {notice.topic}", f"{petitioner.name} {lang} {base_url}")


@pytest.fixture
def post(house: Cast) -> Iterator[Post]:
    """The mail channel of the opened house replaced, and put back after the test."""
    before: list[tuple[dict[str, Any], dict[str, Any]]] = [
        (register, dict(register)) for register in (channels._channels, channels._letters)
    ]
    made = Post()
    notices.plug("mail", made)
    notices.plug_letters("petitions", compose)
    yield made
    for register, old in before:
        register.clear()
        register.update(old)


async def mailed() -> Notice:
    return await Notice.get(channel="mail")


async def prove(expires: timedelta = timedelta(minutes=10)) -> ContactProof:
    proof = ContactProof(purpose="filing", contact_hash="x", created_at=NOW, expires_at=NOW + expires)
    proof.contact_sealed = keys.seal_for_house("new@example.org", contact_place(proof.id))
    proof.code_sealed = keys.seal_for_house("048151", code_place(proof.id))
    await proof.save(force_create=True)
    await notices.tell_code(proof, NOW)
    return proof


async def test_a_notice_goes_out_once(post: Post):
    case = await filed()
    await sending.send_due(NOW)
    await sending.send_due(NOW + timedelta(days=1))
    (delivery,) = post.delivered
    assert delivery.address == HANEUL.email
    assert delivery.letter.subject == f"{case.receipt_no} filed"
    notice = await mailed()
    assert (notice.state, notice.sent_at, notice.attempts) == ("sent", NOW, 1)


async def test_two_workers_at_once_send_it_once(post: Post):
    for _ in range(5):
        await filed()
    await asyncio.gather(sending.send_due(NOW), sending.send_due(NOW), sending.send_due(NOW))
    assert len(post.delivered) == len({delivery.id for delivery in post.delivered}) == 5


async def test_who_has_proved_no_address_gets_no_mail(post: Post):
    await filed(petitioner=replace(HANEUL, email_proved=False))
    assert not await Notice.exists(channel="mail")


async def test_a_temporary_failure_is_tried_again_later_and_in_the_end_parked(post: Post, house: Cast):
    case = await filed()
    post.fail = Deferred("421")
    now = NOW
    for wait in due.WAITS:
        await sending.send_due(now)
        notice = await mailed()
        assert (notice.state, notice.error, notice.available_at) == ("pending", "deferred: 421", now + wait)
        await sending.send_due(now + wait - timedelta(seconds=1))
        assert (await mailed()).attempts == notice.attempts
        now += wait
    await sending.send_due(now)
    assert (await mailed()).state == "parked"
    assert await notices.parked(house.stranger.departments) == []
    (parked,) = await notices.parked(house.minsu.departments)
    assert parked.case is not None
    assert parked.case.id == case.id
    post.fail = None
    with pytest.raises(NothingParked):
        await notices.resend(parked.id, house.stranger.departments, now)
    await notices.resend(parked.id, house.minsu.departments, now)
    await sending.send_due(now)
    assert (await mailed()).state == "sent"


async def test_a_refused_letter_is_parked_at_once(post: Post):
    await filed()
    post.fail = Refused("550 5.1.1")
    await sending.send_due(NOW)
    notice = await mailed()
    assert (notice.state, notice.error) == ("parked", "refused: 550 5.1.1")


async def test_an_error_in_one_letter_holds_back_no_other(post: Post):
    bad, good = await filed(), await filed()

    def choosy(case: Case, *more: Any) -> Letter:
        if case.id == bad.id:
            raise ZeroDivisionError(HANEUL.email)
        return compose(case, *more)

    notices.plug_letters("petitions", choosy)
    await sending.send_due(NOW)
    assert [delivery.letter.subject for delivery in post.delivered] == [f"{good.receipt_no} filed"]
    notice = await Notice.get(channel="mail", case_id=bad.id)
    assert (notice.state, notice.error) == ("pending", "internal: ZeroDivisionError")


async def test_a_crash_between_delivery_and_mark_repeats_the_same_letter(post: Post):
    await filed()

    class Died(BaseException):
        pass

    async def die(delivery: Delivery) -> None:
        post.delivered.append(delivery)
        raise Died

    notices.plug("mail", die)
    with pytest.raises(Died):
        await sending.send_due(NOW)
    notices.plug("mail", post)
    await sending.send_due(NOW)
    assert len(post.delivered) == 1, "while it may still be on its way, nobody else sends it"
    await sending.send_due(NOW + due.CLAIMED_FOR)
    first, second = post.delivered
    assert first == second


async def test_nothing_is_delivered_inside_a_transaction(post: Post):
    await filed()

    async def slow(delivery: Delivery) -> None:
        await asyncio.wait_for(filed(), 5)  # would wait for ever for the one writer
        post.delivered.append(delivery)

    notices.plug("mail", slow)
    await sending.send_due(NOW)
    assert len(post.delivered) == 1


async def test_destroyed_contents_are_told_to_nobody(post: Post):
    case = await filed()
    await DataKey.filter(id=case.key_id).update(wrapped=None)
    await sending.send_due(NOW)
    assert post.delivered == []
    assert (await mailed()).state == "skipped"


async def test_a_code_goes_to_the_address_it_shall_prove(post: Post):
    await prove()
    await sending.send_due(NOW)
    (delivery,) = post.delivered
    assert delivery.address == "new@example.org"
    assert "048151" in delivery.letter.text
    assert "10분" in delivery.letter.text
    assert "048151" not in delivery.letter.subject


@pytest.mark.parametrize("expired", [True, False])
async def test_a_code_that_is_of_no_use_any_more_is_not_sent(post: Post, expired: bool):
    proof = await prove()
    if not expired:
        await ContactProof.filter(id=proof.id).update(proved_at=NOW)
    await sending.send_due(NOW + timedelta(minutes=10 if expired else 1))
    assert post.delivered == []
    assert (await mailed()).state == "skipped"


@pytest.fixture
def letter(var: Settings, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is handed to the post office."""
    handed: list[Any] = []

    async def take(url: str, message: Any) -> None:
        handed.append((url, message))

    monkeypatch.setattr(outbound, "send", take)
    return handed


async def test_by_mail_the_same_notice_has_the_same_message_id(letter: list[Any]):
    delivery = Delivery(UUID(int=7), "haneul@example.org", Letter("접수", "접수했습니다."), NOW)
    await sending.deliver_mail(delivery)
    await sending.deliver_mail(delivery)
    first, second = (message for _, message in letter)
    assert first["Message-ID"] == second["Message-ID"] == f"<{UUID(int=7)}@geumjeong.example>"
    assert first["To"] == "haneul@example.org"
    assert first.as_bytes() == second.as_bytes()


async def test_a_mail_program_can_stop_it_by_itself(letter: list[Any]):
    stop = "https://portal.example/unsubscribe/bTRCyjJHavmdAo3XNb8Xlpu5iJzgX8LwiA"
    await sending.deliver_mail(Delivery(UUID(int=7), "a@example.org", Letter("접수", "x"), NOW, stop))
    await sending.deliver_mail(Delivery(UUID(int=8), "a@example.org", Letter("확인번호", "x"), NOW))
    (_, with_stop), (_, without) = letter
    assert with_stop["List-Unsubscribe"] == f"<{stop}>"
    assert with_stop["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"<{stop}>".encode() in with_stop.as_bytes().replace(b"\r\n ", b"").replace(b"\n ", b"")
    assert without["List-Unsubscribe"] is None


@pytest.mark.parametrize(
    ("told", "said"),
    [(outbound.MailDeferred("421"), Deferred), (outbound.MailRefused("550"), Refused)],
)
async def test_the_post_offices_failures_keep_their_meaning(
    var: Settings, monkeypatch: pytest.MonkeyPatch, told: Exception, said: type[Exception]
):
    async def fail(*_: object) -> None:
        raise told

    monkeypatch.setattr(outbound, "send", fail)
    with pytest.raises(said):
        await sending.deliver_mail(Delivery(UUID(int=7), "a@example.org", Letter("x", "y"), NOW))


async def test_an_address_that_is_none_is_refused(letter: list[Any]):
    with pytest.raises(Refused):
        await sending.deliver_mail(Delivery(UUID(int=7), "not an address", Letter("x", "y"), NOW))
    assert letter == []


def test_the_claim_outlasts_the_longest_delivery():
    assert due.CLAIMED_FOR > due.LONGEST
    assert isinstance(NOW, datetime)
