"""Is everybody told? Whom nothing reaches stands on the desk with a letter to print; each list says what it is for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import cases, notices
from portal.kernel.cases import Filing, Petitioner, file
from portal.kernel.models import AccessLog, Case, DataKey, Notice
from portal.kernel.moves import PETITIONER
from portal.kernel.notices import channels
from portal.kernel.record import signing
from tests.cast import NOW, filed, service_of

HOUR = timedelta(hours=1)
SOON = Petitioner(name="박순자", address="부산광역시 금정구 서동로 1", phone="051-555-1234")
ANSWER = {"outcome": "answered", "answer": "전구를 바꾸었습니다.\n고맙습니다."}


async def _walk_in(house):
    filing = Filing(
        service=service_of("construction", "living_report"),
        answers={"description": "가로등이 꺼져 있습니다."},
        petitioner=SOON,
        key="walk-in",
        channel="counter",
    )
    case = (await file(filing, actor=PETITIONER, now=NOW - 3 * HOUR)).case
    await cases.move(case.id, "accept", actor=house.minsu, now=NOW - 3 * HOUR)
    await cases.move(case.id, "decide", actor=house.minsu, now=NOW - 2 * HOUR, data=ANSWER)
    await cases.move(case.id, "notify", actor=house.minsu, now=NOW - HOUR)
    return case, await Notice.get(case_id=case.id, channel="paper")


@pytest.fixture
def walk_in(run, staff):
    """A petition of a walk-in without mail or mobile phone, answered; and the notice to write."""
    return run(_walk_in(staff))


async def state(notice):
    return (await Notice.get(id=notice.id)).state


async def looks():
    return [(look.actor, look.what, look.case_id) for look in await AccessLog.all().order_by("id")]


def test_whom_nothing_else_reaches_is_on_the_desk_until_somebody_told_them(walk_in, sign_in, post, run):
    case, notice = walk_in
    page = sign_in("minsu", "/desk/delivery").text
    assert case.receipt_no in page
    assert "신청인에게 편지나 전화로" in page
    assert f"/desk/delivery/letter/{notice.id}" in page
    assert "서동로" not in page
    assert post(f"/desk/delivery/notice/{notice.id}", {"do": "done"}).status_code == 200
    assert run(state(notice)) == "done"
    assert post(f"/desk/delivery/notice/{notice.id}", {"do": "done"}).status_code == 404


def test_the_letter_brings_the_answer_itself_and_its_reading_is_on_record(walk_in, sign_in, client, run):
    case, notice = walk_in
    run(signing.make(NOW - timedelta(days=1)))
    sign_in("minsu")
    page = client.get(f"/desk/delivery/letter/{notice.id}")
    for words in (
        "서명한 접수증",
        "박순자",
        "서동로 1",
        case.receipt_no,
        "전구를 바꾸었습니다.",
        "고맙습니다.",
        "확인번호(PIN)",
        "051-",
    ):
        assert words in page.text
    assert cases.link_token(case) not in page.text
    assert ("minsu", "letter_printed", case.id) in run(looks())


def test_another_departments_letters_are_as_unknown_as_none(walk_in, sign_in, client, post, run):
    case, notice = walk_in
    sign_in("jiho")
    assert case.receipt_no not in client.get("/desk/delivery").text
    assert client.get(f"/desk/delivery/letter/{notice.id}").status_code == 404
    assert post(f"/desk/delivery/notice/{notice.id}", {"do": "done"}).status_code == 404
    assert run(state(notice)) == "to_do"
    assert ("jiho", "letter_printed", case.id) not in run(looks())


async def _destroy(case):
    await DataKey.filter(id=case.key_id).update(wrapped=None)


def test_a_letter_whose_contents_were_destroyed_is_gone(walk_in, sign_in, client, run):
    case, notice = walk_in
    run(_destroy(case))
    sign_in("minsu")
    assert client.get(f"/desk/delivery/letter/{notice.id}").status_code == 404


async def _fail(case):
    mail = await Notice.get(case_id=case.id, channel="mail", topic="filed")
    await Notice.filter(id=mail.id).update(state="parked", error="refused: 550")
    await Notice.create(
        case_id=case.id,
        event_seq=1,
        topic="filed",
        channel="sms",
        follows_id=mail.id,
        available_at=NOW + 10 * HOUR,
        created_at=NOW,
    )


def test_each_list_says_what_failed_what_took_over_and_when_it_goes(case, sign_in, client, run):
    run(_fail(case))
    page = sign_in("minsu", "/desk/delivery")
    assert "전하지 못한 것이 없습니다" in page.text, "what another way took over waits for nobody"
    failed = client.get("/desk/delivery?show=failed").text
    assert "문자로 대신 알립니다." in failed
    assert "550" in failed
    waiting = client.get("/desk/delivery?show=waiting").text
    assert "신청인에게 문자로" in waiting
    assert "오후 8시" in waiting
    for shown in ("paper", "todo", "nonsense"):
        assert client.get(f"/desk/delivery?show={shown}").status_code == 200


def test_the_lists_can_be_of_one_case(case, sign_in, client, run):
    run(_fail(case))
    other = run(filed())
    sign_in("minsu")
    page = client.get(f"/desk/delivery?show=waiting&no={other.receipt_no}").text
    assert case.receipt_no not in page
    assert other.receipt_no in page
    assert (
        f"/desk/delivery?show=waiting&amp;no={case.receipt_no}"
        in client.get(f"/desk/cases/{case.receipt_no}").text
    )


def test_the_case_says_beside_each_event_how_it_was_told(case, sign_in, run):
    run(_fail(case))
    page = sign_in("minsu", f"/desk/cases/{case.receipt_no}").text
    assert "이 화면 · 이메일 전달 실패 → 3. 10.(화) 오후 8시에 문자 보낼 예정" in page


@pytest.fixture
def texting(client):
    """A house that sends text messages."""

    async def deliver(_):
        return "M1"

    notices.plug("sms", deliver)
    yield
    channels._channels.pop("sms")


WALK_IN = {
    "petitioner_name": "오말순",
    "petitioner_address-postcode": "46274",
    "petitioner_address-road": "부산광역시 금정구 중앙대로 1777",
    "petitioner_phone": "010-5555-1234",
    "problem": "streetlight",
    "details": "가로등이 꺼져 있습니다.",
    "place-words": "부곡동 223 앞",
    "accept": "yes",
}
PATH = "/desk/counter/streetlight-road"


async def _asked_for():
    case = await Case.all().get()
    found = await Notice.filter(case_id=case.id, channel="sms").order_by("event_seq")
    return cases.petitioner_of(case, await cases.key_of(case)).sms, [row.topic for row in found]


@pytest.mark.parametrize("asked", [True, False])
def test_a_walk_in_is_texted_only_if_they_asked_for_it(texting, staff, sign_in, client, post, run, asked):
    page = sign_in("sora", PATH)
    assert "문자로 소식을 받겠다고 했습니다" in page.text
    post(PATH, {"key": "k1", **WALK_IN, **({"sms": "yes"} if asked else {})})
    assert run(_asked_for()) == (asked, ["filed", "accepted"] if asked else [])


def test_without_a_gateway_nobody_is_asked(staff, sign_in):
    assert "문자로 소식을 받겠다고 했습니다" not in sign_in("sora", PATH).text
