"""More time: the office extends once, and once more if the petitioner agrees; papers get longer periods on request."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import cases, timeline
from portal.kernel.deadlines import ExtensionTooLong, NoMoreExtensions
from portal.kernel.models import Case, Event, Notice
from portal.kernel.policies import MoveNotOpen
from portal.kernel.refusals import Refusal
from portal.rooms.petitions.rules import NotYet
from tests.cast import NOW, filed, service_of
from tests.rooms.petitions.conftest import REQUEST

WHY = {"reason": "현장을 한 번 더 확인해야 합니다."}


@pytest.fixture
def case(run):
    """An application for a permit with a period of seven days, filed at NOW."""
    return run(filed(service_of("construction", "permit"), answers={"details": "간판을 답니다."}))


@pytest.fixture
def asked(act):
    """The office extended once and asks to extend once more."""
    act("accept")
    act("extend", days="5", **WHY)
    act("ask_extension", days="3", reason="의견이 늦어지고 있습니다.")


def due(run, case):
    """The due day as Korea writes it."""
    stored = run(Case.get(id=case.id))
    return (stored.due_at + timedelta(hours=9)).date().isoformat()


def topics(run, case):
    return [
        notice.topic for notice in run(Notice.filter(case_id=case.id, channel="portal").order_by("event_seq"))
    ]


def test_the_office_extends_once_and_tells_reason_and_new_date(client, mine, act, run, case):
    """민원령 21①②."""
    act("accept")
    assert due(run, case) == "2026-03-18"
    act("extend", days="5", **WHY)
    assert due(run, case) == "2026-03-25"
    assert topics(run, case) == ["filed", "accepted", "extended"]
    page = client.get(mine).text
    assert WHY["reason"] in page
    assert "3. 25.(수)까지 답변합니다" in page


def test_an_extension_is_no_longer_than_the_period(act):
    """민원령 21①: 처리기간의 범위에서."""
    act("accept")
    for days in ("8", "0", "많이", "9" * 5000):
        with pytest.raises(Refusal) as refused:
            act("extend", days=days, **WHY)
        assert set(refused.value.fields) == {"days"} or refused.type is ExtensionTooLong


def test_the_office_alone_extends_only_once_and_asks_only_after_that(act):
    """민원령 21① 단서."""
    act("accept")
    with pytest.raises(NotYet):
        act("ask_extension", days="3", **WHY)
    act("extend", days="3", **WHY)
    with pytest.raises(NotYet, match="동의"):
        act("extend", days="3", **WHY)


def test_what_is_late_or_immediate_is_not_extended(act, run, cast):
    """민원령 21①: within the period; three working hours (민원령 19) have none."""
    act("accept")
    with pytest.raises(NotYet, match="지난 뒤"):
        act("extend", at=NOW + timedelta(days=10), days="3", **WHY)
    report = run(filed())
    run(cases.move(report.id, "accept", actor=cast.minsu, now=NOW))
    with pytest.raises(NotYet, match="연장할 수 없습니다"):
        run(cases.move(report.id, "extend", actor=cast.minsu, now=NOW, data={"days": "1", **WHY}))


@pytest.mark.usefixtures("asked")
def test_the_petitioner_reads_the_question_and_consents(client, mine, post, run, case):
    """민원령 21① 단서: 민원인의 동의."""
    page = client.get(mine).text
    for shown in (
        "처리 기간을 한 번 더 늘려도 될까요?",
        "의견이 늦어지고 있습니다.",
        "3. 25.(수)까지입니다",
        "3. 30.(월)까지",
    ):
        assert shown in page
    assert "제21조제1항" in client.get(f"{mine}/extension").text
    page = post(f"{mine}/extension", {"do": "yes"})
    assert page.url.path == mine
    assert "3. 30.(월)까지 답변합니다" in page.text
    assert "한 번 더 늘려도" not in page.text
    assert due(run, case) == "2026-03-30"
    assert topics(run, case)[-2:] == ["extension_asked", "extended"]
    post(f"{mine}/extension", {"do": "yes"})
    assert run(Event.filter(case_id=case.id, kind="consent_extension").count()) == 1


@pytest.mark.usefixtures("asked")
def test_the_petitioner_may_say_no_and_the_date_stays(client, mine, post, run, case):
    post(f"{mine}/extension", {"do": "no"})
    assert due(run, case) == "2026-03-25"
    assert topics(run, case)[-1] == "extension_refused"
    assert client.get(f"{mine}/extension").url.path == mine


@pytest.mark.usefixtures("asked")
def test_there_is_no_third_extension_and_no_second_question_meanwhile(act, mine, post):
    with pytest.raises(NotYet, match="아직 대답하지"):
        act("ask_extension", days="1", **WHY)
    post(f"{mine}/extension", {"do": "yes"})
    with pytest.raises(NoMoreExtensions):
        act("ask_extension", days="1", **WHY)


@pytest.mark.usefixtures("asked")
def test_an_officer_who_writes_the_consent_down_says_how_it_was_heard(act, run, case):
    with pytest.raises(Refusal) as refused:
        act("consent_extension")
    assert set(refused.value.fields) == {"heard"}
    act("consent_extension", heard="3월 11일 전화로 들었습니다.")
    key = run(cases.key_of(case))
    last = run(timeline.read(case, ("petitioner",), key))[-1]
    assert (last.actor_kind, last.body) == ("staff", {"heard": "3월 11일 전화로 들었습니다."})


@pytest.mark.usefixtures("asked")
def test_a_press_of_neither_button_changes_nothing(mine, post, run, case):
    assert post(f"{mine}/extension", {}).status_code == 422
    assert due(run, case) == "2026-03-25"


def test_nobody_consents_to_what_was_not_asked(act):
    act("accept")
    with pytest.raises(NotYet):
        act("consent_extension", heard="전화")


@pytest.fixture
def papers(act, mine):
    """The case waits for papers until 24 March; the address where more time is asked for."""
    act("accept")
    act("request_supplement", **REQUEST)
    return f"{mine}/longer"


def test_more_time_for_papers_is_asked_for_and_given(client, papers, mine, post, act, run, case, now_of):
    """민원령 24②."""
    assert "시간을 더 달라고 하기" in client.get(mine).text
    assert "제24조제2항" in client.get(papers).text
    page = post(papers, {"days": "7", "reason": "도면을 다시 그립니다."})
    assert page.url.path == mine
    assert "7일을 더 달라고 하셨습니다" in page.text
    with pytest.raises(Refusal):
        act("grant_longer", days="8")
    act("grant_longer", days="7")
    assert (now_of().supplement_by + timedelta(hours=9)).date().isoformat() == "2026-03-31"
    assert "3. 31.(화)까지" in client.get(mine).text
    assert topics(run, case)[-3:] == ["supplement_requested", "longer_asked", "longer_granted"]


def test_more_time_is_asked_for_twice_at_most_for_the_same_papers(client, papers, mine, post, act):
    """민원령 24②: 두 번."""
    for _ in range(2):
        post(papers, {"days": "3"})
        act("refuse_longer", reason="다른 서류만 있어도 됩니다.")
    assert client.get(papers).url.path == mine
    assert "다른 서류만 있어도 됩니다." in client.get(mine).text
    act("supplement", supplement="받음")
    act("request_supplement", **REQUEST)
    assert client.get(papers).url.path == papers


def test_days_that_are_none_are_refused_beside_the_field(papers, post):
    answer = post(papers, {"days": "곧", "reason": "도면을 다시 그립니다."})
    assert answer.status_code == 422
    assert "1일에서 60일 사이로" in answer.text
    assert "도면을 다시 그립니다." in answer.text


def test_papers_are_not_asked_for_again_nor_sent_back_before_the_petitioner_was_answered(papers, post, act):
    post(papers, {"days": "7"})
    late = NOW + timedelta(days=20)
    for step, data in (("request_supplement", REQUEST), ("return", WHY)):
        with pytest.raises(NotYet, match="먼저 대답"):
            act(step, at=late, **data)
    act("refuse_longer", at=late, reason="늦었습니다.")
    act("request_supplement", at=late, request="배치도", days="10")


def test_time_granted_after_the_last_day_counts_from_then(papers, post, act, now_of):
    post(papers, {"days": "7"})
    act("grant_longer", at=NOW + timedelta(days=20), days="7")
    assert now_of().supplement_by > NOW + timedelta(days=27)


def test_more_time_is_asked_for_in_time_and_while_papers_are_waited_for(act, papers):
    with pytest.raises(NotYet, match="지났습니다"):
        act("ask_longer", at=NOW + timedelta(days=20), days="3")
    act("supplement", supplement="받음")
    with pytest.raises(MoveNotOpen):
        act("ask_longer", days="3")


def test_papers_asked_for_again_have_ten_days_and_no_more(act, papers):
    """민원령 24③."""
    act("request_supplement", at=NOW + timedelta(days=20), request="배치도", days="10")
    with pytest.raises(NotYet, match="두 번까지"):
        act("ask_longer", at=NOW + timedelta(days=21), days="3")
