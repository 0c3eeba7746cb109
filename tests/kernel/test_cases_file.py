"""Filing: once, durable, numbered, sealed."""

from __future__ import annotations

import asyncio

import pytest

from portal.kernel import cases, receipts
from portal.kernel.cases import Filing, KeyReused, Petitioner, file
from portal.kernel.models import Case, Event, Notice, OutboxMessage
from portal.kernel.moves import PETITIONER
from portal.kernel.privacy import ResidentNumberFound
from tests.cast import HANEUL, NOW, filed, service_of


async def test_a_filing_becomes_a_case_with_its_event_its_outbox_row_and_its_notices(house):
    case = await filed()
    assert case.stage == "submitted"
    assert case.receipt_no.startswith("2026-000001-")
    assert [event.kind for event in await Event.filter(case_id=case.id)] == ["file"]
    assert [row.type for row in await OutboxMessage.filter(case_id=case.id)] == ["kr.portal.case.file"]
    assert {notice.channel for notice in await Notice.filter(case_id=case.id)} == {"portal", "mail"}


async def test_an_unproved_e_mail_gets_no_mail(house):
    case = await filed(petitioner=Petitioner("이모", "부산", phone="010-1111-2222", email="a@example.org"))
    assert [notice.channel for notice in await Notice.filter(case_id=case.id)] == ["portal"]


async def test_the_same_key_twice_gives_the_same_receipt(house):
    first = await filed(key="k-1")
    filing = Filing(
        service_of("construction", "living_report"), {"description": "가로등이 꺼져 있습니다."}, HANEUL, "k-1"
    )
    again = await file(filing, actor=PETITIONER, now=NOW)
    assert again.repeated
    assert again.case.receipt_no == first.receipt_no
    assert await Case.all().count() == 1
    assert await OutboxMessage.all().count() == 1


async def test_another_body_under_the_key_is_refused(house):
    await filed(key="k-1")
    with pytest.raises(KeyReused):
        await filed(key="k-1", answers={"description": "다른 내용"})
    assert await Case.all().count() == 1


async def test_twenty_filings_at_once_with_one_key_make_one_case(house):
    found = await asyncio.gather(*(filed(key="same") for _ in range(20)))
    assert len({case.receipt_no for case in found}) == 1
    assert await Case.all().count() == 1


async def test_receipt_numbers_run_without_gap_or_double(house):
    found = await asyncio.gather(*(filed() for _ in range(20)))
    assert sorted(case.receipt_no[5:11] for case in found) == [f"{n:06d}" for n in range(1, 21)]


@pytest.mark.parametrize(
    ("petitioner", "answers"),
    [
        (HANEUL, {"description": "제 번호는 900101-1234567 입니다"}),
        (HANEUL, {"place": {"words": "900101 1234567"}}),
        (Petitioner("김하늘", "900101-1234567", phone="010-2345-6789"), {"description": "가로등"}),
    ],
)
async def test_a_resident_number_stops_before_anything_is_stored(house, petitioner, answers):
    with pytest.raises(ResidentNumberFound):
        await filed(petitioner=petitioner, answers=answers)
    assert await Case.all().count() == 0


async def test_nothing_personal_stands_in_the_clear(house, var):
    await filed(answers={"description": "아주 특별한 낱말"})
    stored = b"".join(path.read_bytes() for path in var.var.glob("portal.sqlite3*"))
    for word in ("김하늘", "중앙대로", "2345-6789", "23456789", "haneul", "아주 특별한 낱말"):
        assert word.encode() not in stored


async def test_the_petitioner_opens_the_case_by_link_by_pin_or_not_at_all(house):
    case = await filed()
    by_link = await cases.petitioner_case(case.receipt_no, token=cases.link_token(case))
    by_pin = await cases.petitioner_case(case.receipt_no, phone="01023456789", pin=cases.pin_of(case))
    assert by_link.id == by_pin.id == case.id
    unknown = receipts.make(2026, 999)
    attempts: tuple[dict[str, str], ...] = (
        {"token": "wrong"},
        {"phone": "010-2345-6789", "pin": "000000" if cases.pin_of(case) != "000000" else "1"},
        {"phone": "", "pin": cases.pin_of(case)},
        {},
    )
    for attempt in attempts:
        with pytest.raises(cases.CaseNotFound) as not_yours:
            await cases.petitioner_case(case.receipt_no, **attempt)  # type: ignore[arg-type]
        with pytest.raises(cases.CaseNotFound) as not_there:
            await cases.petitioner_case(unknown, **attempt)  # type: ignore[arg-type]
        assert str(not_yours.value) == str(not_there.value)


def test_a_receipt_number_is_read_as_people_type_it():
    number = receipts.make(2026, 4812)
    plain = number.replace("-", "")
    full_width = plain.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"})
    for typed in (
        number,
        plain,
        f" {number} ",
        number.replace("-", " "),
        number.replace("-", "–"),
        full_width,
    ):
        assert receipts.read(typed) == number


def test_one_wrong_digit_or_two_swapped_are_noticed():
    number = receipts.make(2026, 4812)
    digits = number.replace("-", "")
    wrong = [digits[:i] + d + digits[i + 1 :] for i in range(11) for d in "0123456789" if d != digits[i]]
    assert not [typed for typed in wrong if receipts.read(typed)]
    assert receipts.read("2026-004812") is None
    assert receipts.read("") is None
