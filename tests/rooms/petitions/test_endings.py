"""Nobody can be found, or nobody fetches what was granted: how such a petition may end (민원령 25②④)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.kernel import cases
from portal.kernel.refusals import Refusal
from portal.rooms.petitions.rules import NotYet
from tests.cast import NOW, filed, service_of
from tests.rooms.petitions.conftest import ANSWER, REQUEST

DAY = timedelta(days=1)
GRANTED = {"outcome": "granted", "answer": "허가합니다."}
PLACE = {"place": "구청 2층 건설과 3번 창구"}
GONE = {"reason": "허가증 1장을 폐기했습니다."}
LOST = {"reason": "전화와 주민등록으로 찾지 못했습니다."}
BACK = {"heard": "등기가 ‘수취인 불명’으로 되돌아왔습니다."}


@pytest.fixture
def permit(run):
    """An application for a permit, filed at NOW."""
    return run(filed(service_of("construction", "permit"), answers={"details": "간판을 답니다."}))


@pytest.fixture
def do(run, cast):
    """A move of the clerk on a case: `do(case, "offer", at, …)`; the case as it stands then."""

    def make(case, name, at=NOW, **data):
        run(cases.move(case.id, name, actor=cast.minsu, now=at, data=data))
        return run(case.__class__.get(id=case.id))

    return make


@pytest.fixture
def granted(permit, do):
    """The permit was granted and its petitioner told at NOW; it was due on 18 March."""
    for name, data in (("accept", {}), ("decide", GRANTED), ("notify", {})):
        permit = do(permit, name, **data)
    return permit


def test_what_is_not_fetched_may_be_closed_fifteen_days_after_the_due_date(client, granted, do):
    """민원령 25④."""
    with pytest.raises(NotYet, match="먼저 찾아가시라고"):
        do(granted, "close_unclaimed", NOW + 30 * DAY, **GONE)
    case = do(granted, "offer", **PLACE)
    until = datetime.fromisoformat(case.clock["fetch_by"])
    assert until.date() - granted.due_at.date() == timedelta(days=15)
    mine = f"/cases/{case.receipt_no}"
    client.get(mine, params={"k": cases.link_token(case)})
    page = client.get(mine).text
    for shown in ("찾아가실 서류가 있습니다", PLACE["place"], "4. 3.(금)까지"):
        assert shown in page
    with pytest.raises(NotYet, match="15일이 아직"):
        do(case, "close_unclaimed", until - timedelta(seconds=1), **GONE)
    case = do(case, "close_unclaimed", until, **GONE)
    assert (case.stage, case.outcome, case.closed_at) == ("unclaimed", "granted", until)
    page = client.get(mine).text
    for shown in ("찾아가지 않아 종결", GONE["reason"], "허가합니다."):
        assert shown in page
    assert "찾아가실 서류가 있습니다</h2>" not in page


def test_who_was_told_late_has_fifteen_days_all_the_same(granted, do):
    told = NOW + 30 * DAY
    case = do(granted, "offer", told, **PLACE)
    assert datetime.fromisoformat(case.clock["fetch_by"]) >= told + 15 * DAY


def test_what_was_handed_out_is_not_closed_nor_handed_out_again(client, granted, do):
    case = do(granted, "offer", **PLACE)
    case = do(case, "hand_out", NOW + DAY, receiver="본인")
    for name, data in (("close_unclaimed", GONE), ("hand_out", {}), ("offer", PLACE)):
        with pytest.raises(NotYet, match="이미 내주었습니다"):
            do(case, name, NOW + 60 * DAY, **data)
    mine = f"/cases/{case.receipt_no}"
    client.get(mine, params={"k": cases.link_token(case)})
    assert "서류를 내드렸습니다" in client.get(mine).text


def test_it_is_offered_once_and_the_place_is_a_line(granted, do):
    with pytest.raises(Refusal) as refused:
        do(granted, "offer", place="가" * 101)
    assert set(refused.value.fields) == {"place"}
    case = do(granted, "offer", **PLACE)
    with pytest.raises(NotYet, match="이미 알렸습니다"):
        do(case, "offer", **PLACE)


def test_what_hands_nothing_out_has_nothing_to_fetch(run, do):
    report = run(filed())
    for name, data in (("accept", {}), ("decide", ANSWER), ("notify", {})):
        report = do(report, name, **data)
    for name, data in (("offer", PLACE), ("hand_out", {}), ("close_unclaimed", GONE)):
        with pytest.raises(NotYet, match="내줄 것이 있는"):
            do(report, name, NOW + 60 * DAY, **data)


@pytest.fixture
def asked(run, do):
    """Papers were asked for at NOW."""
    return do(do(run(filed()), "accept"), "request_supplement", **REQUEST)


def test_a_request_that_came_back_twice_counts_as_withdrawn(client, asked, do):
    """민원령 25②."""
    with pytest.raises(NotYet, match="두 번 반송"):
        do(asked, "deem_withdrawn", **LOST)
    case = do(asked, "note_undelivered", NOW + DAY, **BACK)
    with pytest.raises(NotYet, match="모두 반송으로"):
        do(case, "note_undelivered", NOW + 2 * DAY, **BACK)
    with pytest.raises(NotYet, match="두 번 반송"):
        do(case, "deem_withdrawn", NOW + 2 * DAY, **LOST)
    again = NOW + 20 * DAY
    case = do(case, "request_supplement", again, **{**REQUEST, "days": "10"})
    case = do(case, "note_undelivered", again + DAY, **BACK)
    case = do(case, "deem_withdrawn", again + DAY, **LOST)
    assert (case.stage, case.closed_at) == ("withdrawn", again + DAY)
    mine = f"/cases/{case.receipt_no}"
    client.get(mine, params={"k": cases.link_token(case)})
    page = client.get(mine).text
    for shown in ("취하로 봄", LOST["reason"], "연락이 닿지 않아"):
        assert shown in page
    assert BACK["heard"] not in page


def test_papers_that_came_meanwhile_begin_the_count_anew(run, asked, do):
    case = do(asked, "note_undelivered", NOW + DAY, **BACK)
    case = do(case, "supplement", NOW + 2 * DAY, supplement="창구에서 받았습니다.")
    case = do(case, "request_supplement", NOW + 3 * DAY, **REQUEST)
    case = do(case, "note_undelivered", NOW + 4 * DAY, **BACK)
    with pytest.raises(NotYet, match="두 번 반송"):
        do(case, "deem_withdrawn", NOW + 4 * DAY, **LOST)
