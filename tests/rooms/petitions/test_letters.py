"""The letters: what changed, what to do, until when, who; never the contents."""

from __future__ import annotations

import json

import pytest

from portal.kernel.cases import link_token, move, redating
from portal.kernel.models import Event, Notice
from portal.rooms.petitions import letters
from portal.rooms.petitions.definition import MOVES
from tests.cast import HANEUL, NOW, filed, service_of

META = {
    "stage": "in_review",
    "due_at": "2026-03-13T06:00:00+00:00",
    "supplement_by": "2026-03-24T14:59:59+00:00",
    "fetch_by": "2026-04-10T15:00:00+00:00",
    "ground": "field_investigation",
    "was": {"due_at": "2026-03-12T06:00:00+00:00"},
    "holidays": [{"date": "2026-03-12", "name": "임시공휴일", "to": "added"}],
    "lead": "2026-000007-5",
    "number": "2026-000008-3",
    "origin": "2026-000009-1",
    "representatives": 3,
}
SECRETS = ("김하늘", "중앙대로", "2345", "haneul@", "가로등이 꺼져")


async def compose(topic, lang="ko", service=None):
    """The letter of a topic, for an event that carries every fact a move may write."""
    case = await filed(service)
    await Event.filter(case_id=case.id, seq=1).update(meta=json.dumps(META))
    notice = Notice(case_id=case.id, event_seq=1, topic=topic, channel="mail", created_at=NOW)
    return case, await letters.compose(case, notice, HANEUL, lang, "https://portal.example")


def test_every_notice_of_a_petition_has_a_letter():
    topics = {move.notice for move in MOVES.values() if move.notice} | {
        "filed",
        "split_off",
        "reentered",
        redating.KIND,
    }
    assert topics == letters.SUBJECTS.keys() == letters.BODIES.keys()


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("topic", letters.SUBJECTS)
async def test_a_letter_names_number_department_and_phone_and_no_contents(house, topic, lang):
    """민원령 31."""
    case, letter = await compose(topic, lang)
    assert case.receipt_no in letter.subject
    assert f"https://portal.example/cases/{case.receipt_no}" in letter.text
    assert "051-000-4110" in letter.text
    assert ("건설과" if lang == "ko" else "Construction") in letter.text
    for secret in (*SECRETS, "%("):
        assert secret not in letter.subject + letter.text


@pytest.mark.parametrize("topic", letters.SUBJECTS)
async def test_only_the_first_letter_brings_the_secret_link(house, topic):
    case, letter = await compose(topic)
    assert (link_token(case) in letter.text) == (topic in {"filed", "split_off"})


async def test_dates_come_from_the_event_itself(house):
    """민원령 6④: the expected time is told at acceptance."""
    assert "3. 13.(금) 오후 3시까지 답변하겠습니다" in (await compose("accepted"))[1].text
    assert "2026. 3. 24.(화)까지 내 주세요" in (await compose("supplement_requested"))[1].text
    assert "현장조사 기간" in (await compose("paused"))[1].text
    filed_letter = (await compose("filed"))[1].text
    assert "3. 11.(수) 오전 10시까지 담당 부서가 접수합니다" in filed_letter
    assert "늦어도 3. 11.(수) 오후 2시까지" in filed_letter


async def test_a_service_that_is_not_public_is_not_named(house):
    _, public = await compose("accepted")
    assert "가로등" in public.text
    grievance = service_of("audit", "grievance")
    _, hidden = await compose("accepted", service=grievance)
    assert grievance.title.ko not in hidden.subject + hidden.text


async def test_an_acceptance_by_the_front_desk_names_who_accepted(house):
    case = await filed()
    event = await move(case.id, "accept", actor=house.sora, now=NOW)
    notice = Notice(case_id=case.id, event_seq=event.seq, topic="accepted", channel="mail", created_at=NOW)
    await case.refresh_from_db()
    letter = await letters.compose(case, notice, HANEUL, "ko", "https://portal.example")
    assert "담당자를 정하는 동안 민원실 이소라" in letter.text
    assert "접수할 때 정합니다" not in letter.text


async def test_a_moved_date_is_told_with_the_old_one_and_the_holiday(house):
    _, letter = await compose("redated")
    assert "3. 12.(목) 오후 3시 → 3. 13.(금) 오후 3시" in letter.text
    assert "3. 12.(목)이 공휴일(임시공휴일)이 되었습니다." in letter.text
    assert "지금 하실 일은 없습니다." in letter.text
