"""Is every rule of the law about periods kept? Each test names the article it holds the clock to."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.kernel.deadlines import (
    DEFAULT_PERIODS,
    DUTIES,
    Code,
    Ground,
    Pause,
    Rule,
    investigation_until,
    korean,
    preliminary_review,
    reckon,
    reckon_duty,
)
from portal.kernel.holidays import packaged_calendar

CALENDAR = packaged_calendar()


def kst(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+09:00")


def due(rule: str, accepted: str, *pauses: Pause, extend: tuple[int, ...] = ()) -> str:
    found = reckon(Rule.parse(rule), kst(accepted), CALENDAR, pauses, extend).due_at
    assert found is not None
    return f"{korean(found):%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("rule", "accepted", "expected", "article"),
    [
        pytest.param("WH:3", "2026-03-10T09:00", "2026-03-10 12:00:00", "시행령 제19조", id="민원령 19 즉시"),
        pytest.param("WH:4", "2026-03-10T16:00", "2026-03-11 11:00:00", "제19조제1항 유추", id="민원법 19① 유추 4시간"),
        pytest.param("D5:5", "2026-03-10T14:00", "2026-03-17 14:00:00", "제19조제1항", id="민원법 19① 5일 이하"),
        pytest.param("N6:6", "2026-03-10T14:00", "2026-03-17 23:59:59", "제19조제2항", id="민원법 19② 6일 이상"),
        pytest.param("W:2", "2026-03-11T10:00", "2026-03-24 23:59:59", "제19조제3항", id="민원법 19③ 주"),
        pytest.param("M:1", "2025-01-31T10:00", "2025-02-28 23:59:59", "민법 제160조", id="민원법 19③ 민법 160③ 월"),
        pytest.param("M:1", "2026-01-15T10:00", "2026-02-19 23:59:59", "민법 제160조", id="민원법 19③ 민법 161 말일"),
        pytest.param("Y:1", "2026-03-03T10:00", "2027-03-02 23:59:59", "민법 제160조", id="민원법 19③ 민법 160② 년"),
        pytest.param("FOI:10", "2026-03-10T10:00", "2026-03-23 23:59:59", "제29조제2항제1호", id="정보법 11① 29②1"),
        pytest.param("FOI20:20", "2026-03-10T10:00", "2026-04-06 23:59:59", "제29조제2항제2호", id="정보법 18① 29②2"),
        pytest.param("FOIOBJ:7", "2026-03-24T10:00", "2026-04-01 23:59:59", "제29조제2항제3호", id="정보법 18③ 29②3"),
        pytest.param("CIV:3", "2026-03-11T10:00", "2026-03-16 23:59:59", "민법 제157조", id="정보법 29 민법 157 161"),
        pytest.param("PASS:15", "2026-03-18T18:00", "2026-04-03 00:00:00", "제25조제4항", id="민원령 25④"),
    ],
)  # fmt: skip
def test_a_period_is_counted_by_its_article(rule: str, accepted: str, expected: str, article: str):
    assert due(rule, accepted) == expected
    assert article in reckon(Rule.parse(rule), kst(accepted), CALENDAR).article


@pytest.mark.parametrize(
    ("kind", "rule", "article"),
    [
        pytest.param("inquiry_law", "N6:14", "제14조제1호", id="민원령 14 1호"),
        pytest.param("inquiry_general", "N6:7", "제14조제2호", id="민원령 14 2호"),
        pytest.param("suggestion", "N6:14", "제15조", id="민원령 15"),
        pytest.param("misc", "WH:3", "제16조제1항, 제19조", id="민원령 16① 19 기타"),
        pytest.param("living_report", "WH:3", "제16조제1항, 제19조", id="민원령 16① 19 생활민원"),
        pytest.param("grievance", "N6:7", "제17조", id="민원령 17"),
    ],
)
def test_a_kind_of_petition_has_the_period_of_its_article(kind: str, rule: str, article: str):
    assert str(DEFAULT_PERIODS[kind].rule) == rule
    assert DEFAULT_PERIODS[kind].article.endswith(article)


def test_a_statutory_petition_has_no_default_period():
    """민원법 17, 36: the handbook says it."""
    assert not {"permit", "license", "approval", "report_registration", "certificate"} & set(DEFAULT_PERIODS)


@pytest.mark.parametrize(
    ("own", "review"),
    [("D5:3", "D5:3"), ("N6:29", "N6:29"), ("N6:30", "N6:30"), ("N6:60", "N6:30"), ("W:2", "W:2"), ("M:3", "N6:30")],
)  # fmt: skip
def test_a_preliminary_review_takes_at_most_thirty_days(own: str, review: str):
    """민원령 34②."""
    duty = preliminary_review(Rule.parse(own))
    assert str(duty.rule) == review
    assert duty.article.endswith("제34조제2항")


GROUNDS = [
    pytest.param(Ground.SUPPLEMENT, "행정절차법 시행령 제11조제1호", id="절차령 11 1호 보완"),
    pytest.param(Ground.DOCUMENT_TRANSFER, "행정절차법 시행령 제11조제2호", id="절차령 11 2호 서류 이송"),
    pytest.param(Ground.CHOOSING_REPRESENTATIVES, "행정절차법 시행령 제11조제3호", id="절차령 11 3호 대표자"),
    pytest.param(Ground.HEARING, "행정절차법 시행령 제11조제4호", id="절차령 11 4호 의견청취"),
    pytest.param(Ground.TESTS, "행정절차법 시행령 제11조제5호", id="절차령 11 5호 시험·검사"),
    pytest.param(Ground.PRIOR_MATTER, "행정절차법 시행령 제11조제6호", id="절차령 11 6호 선행 사항"),
    pytest.param(Ground.DATA_SHARING, "시행령 제7조의2제3항", id="민원령 7조의2③ 공동이용"),
    pytest.param(Ground.BUNDLED_PRIOR, "시행령 제12조제9항", id="민원령 12⑨ 함께 낸 민원"),
    pytest.param(Ground.FIELD_INVESTIGATION, "시행령 제17조제5항", id="민원령 17⑤ 현장조사"),
]


def test_every_ground_of_the_law_is_tested_here():
    assert {param.values[0] for param in GROUNDS} == set(Ground)


@pytest.mark.parametrize(("ground", "article"), GROUNDS)
def test_a_pause_leaves_out_its_first_and_its_last_day(ground: Ground, article: str):
    pause = Pause(kst("2026-03-11T15:00"), kst("2026-03-13T10:00"), ground)
    reckoning = reckon(Rule.parse("N6:7"), kst("2026-03-10T10:00"), CALENDAR, [pause])
    out = [step for step in reckoning.steps if step.code is Code.PAUSED]
    assert [step.first.day for step in out] == [11, 12, 13]
    assert all(step.article.endswith(article) and str(step.reason) == ground.reason for step in out)
    assert due("N6:7", "2026-03-10T10:00", pause) == "2026-03-23 23:59:59"


@pytest.mark.parametrize(("ground", "article"), GROUNDS)
def test_a_pause_that_stands_leaves_no_due_date_and_says_on_what_article(ground: Ground, article: str):
    pause = Pause(kst("2026-03-11T15:00"), None, ground)
    for rule in ("WH:30", "D5:3", "N6:7", "W:2", "M:1", "Y:1"):
        reckoning = reckon(Rule.parse(rule), kst("2026-03-10T10:00"), CALENDAR, [pause])
        assert (reckoning.due_at, reckoning.late_from, reckoning.paused) == (None, None, True)
        assert reckoning.paused_by == pause
        assert reckoning.steps[-1].article.endswith(article)
        assert reckoning.steps[-1].running < reckoning.total


def test_an_hour_period_loses_the_whole_days_of_a_pause():
    """절차령 11 1호."""
    pause = Pause(kst("2026-03-11T10:00"), kst("2026-03-12T15:00"))
    assert due("D5:3", "2026-03-10T14:00", pause) == "2026-03-17 14:00:00"


def test_overlapping_pauses_are_merged_before_counting():
    """민원령 20."""
    first = Pause(kst("2026-03-11T15:00"), kst("2026-03-13T10:00"))
    second = Pause(kst("2026-03-12T09:00"), kst("2026-03-13T17:00"), Ground.HEARING)
    assert due("N6:7", "2026-03-10T10:00", first, second) == due("N6:7", "2026-03-10T10:00", first)


def test_a_pause_never_shortens_the_time_before_it():
    """민원령 20."""
    pause = Pause(kst("2026-03-16T15:00"), kst("2026-03-17T10:00"))
    steps = reckon(Rule.parse("N6:7"), kst("2026-03-10T10:00"), CALENDAR, [pause]).steps
    assert [step.first.day for step in steps if step.counted][:4] == [10, 11, 12, 13]


def test_a_request_after_the_due_hour_does_not_bring_an_overdue_case_back():
    """민원령 20."""
    asked_too_late = Pause(kst("2026-03-17T15:00"), None)
    reckoning = reckon(Rule.parse("D5:5"), kst("2026-03-10T14:00"), CALENDAR, [asked_too_late])
    assert reckoning.due_at == kst("2026-03-17T14:00")
    assert reckoning.ignored == (asked_too_late,)


def test_a_month_moves_on_by_the_days_it_stood_still():
    """절차령 11."""
    pause = Pause(kst("2026-03-16T15:00"), kst("2026-03-18T10:00"))
    assert due("M:1", "2026-03-10T10:00") == "2026-04-09 23:59:59"
    assert due("M:1", "2026-03-10T10:00", pause) == "2026-04-13 23:59:59"


def test_the_disclosure_act_knows_no_pause_so_its_clock_runs_on():
    """정보법 29."""
    pause = Pause(kst("2026-03-11T15:00"), None)
    reckoning = reckon(Rule.parse("FOI:10"), kst("2026-03-10T10:00"), CALENDAR, [pause])
    assert reckoning.due_at == kst("2026-03-23T23:59:59")
    assert reckoning.ignored == (pause,)


def test_a_field_investigation_stops_the_clock_for_fourteen_days_at_most():
    """민원령 17④."""
    start = kst("2026-03-11T09:00")
    assert investigation_until(start, CALENDAR) == kst("2026-03-30T23:59:59")
    assert investigation_until(start, CALENDAR, extended=True) == kst("2026-04-08T23:59:59")
    month = Pause(start, kst("2026-04-30T18:00"), Ground.FIELD_INVESTIGATION)
    longer = Pause(start, kst("2026-04-30T18:00"), Ground.FIELD_INVESTIGATION, extended=True)
    assert due("N6:7", "2026-03-10T10:00", month) == "2026-04-07 23:59:59"
    assert due("N6:7", "2026-03-10T10:00", longer) == "2026-04-16 23:59:59"


@pytest.mark.parametrize(
    ("rule", "accepted", "extend", "expected"),
    [
        pytest.param("N6:7", "2026-03-10T10:00", (7,), "2026-03-27 23:59:59", id="민원령 21①"),
        pytest.param("N6:7", "2026-03-10T10:00", (7, 7), "2026-04-07 23:59:59", id="민원령 21② 동의"),
        pytest.param("D5:3", "2026-03-10T14:00", (3,), "2026-03-18 14:00:00", id="민원령 21 시간"),
        pytest.param("W:2", "2026-03-11T10:00", (7,), "2026-03-31 23:59:59", id="민원령 21 주"),
        pytest.param("FOI:10", "2026-03-10T10:00", (10,), "2026-04-06 23:59:59", id="정보법 11②"),
        pytest.param("FOIOBJ:7", "2026-03-24T10:00", (7,), "2026-04-10 23:59:59", id="정보법 18③"),
        pytest.param("CIV:10", "2026-05-18T10:00", (10,), "2026-06-08 23:59:59", id="민원법 35②"),
    ],
)
def test_an_extension_runs_from_the_day_after_the_end(rule, accepted, extend, expected):
    assert due(rule, accepted, extend=extend) == expected


@pytest.mark.parametrize(
    ("duty", "since", "expected"),
    [
        pytest.param("accept", "2026-03-13T22:00", "2026-03-16 18:00:00", id="민원령 6⑦"),
        pytest.param("route", "2026-03-10T11:30", "2026-03-10 13:30:00", id="민원령 13①"),
        pytest.param("misrouted", "2026-03-10T09:00", "2026-03-10 12:00:00", id="민원령 13②"),
        pytest.param("transfer", "2026-03-13T16:00", "2026-03-16 16:00:00", id="민원령 13③"),
        pytest.param("request_supplement", "2026-03-10T14:00", "2026-03-11 14:00:00", id="민원규칙 9①"),
        pytest.param("second_supplement", "2026-04-24T10:00", "2026-05-04 23:59:59", id="민원령 24③④"),
        pytest.param("progress_notice", "2026-03-10T10:00", "2026-04-10 00:00:00", id="민원령 23"),
        pytest.param("object_to_refusal", "2026-03-23T10:00", "2026-05-22 23:59:59", id="민원법 35①"),
        pytest.param("decide_objection", "2026-05-18T10:00", "2026-05-28 23:59:59", id="민원법 35②"),
        pytest.param("unclaimed_permit", "2026-03-18T18:00", "2026-04-03 00:00:00", id="민원령 25④"),
        pytest.param("third_party_wish", "2026-03-11T10:00", "2026-03-16 23:59:59", id="정보법 21①"),
        pytest.param("third_party_objection", "2026-03-20T10:00", "2026-03-27 23:59:59", id="정보법 21②"),
        pytest.param("third_party_gap", "2026-03-20T10:00", "2026-04-20 00:00:00", id="정보법 21③"),
        pytest.param("disclose_after_payment", "2026-04-30T10:00", "2026-05-06 23:59:59", id="정보령 12②"),
        pytest.param("object_to_disclosure", "2026-03-23T10:00", "2026-04-22 23:59:59", id="정보법 18①"),
    ],
)
def test_a_duty_around_a_case_has_the_period_of_its_article(duty: str, since: str, expected: str):
    reckoning = reckon_duty(duty, kst(since), CALENDAR)
    assert reckoning.due_at is not None
    assert f"{korean(reckoning.due_at):%Y-%m-%d %H:%M:%S}" == expected
    assert reckoning.article == DUTIES[duty].article


def test_a_step_says_which_day_it_was_and_why_it_was_left_out():
    """민원법 19②."""
    steps = reckon(Rule.parse("N6:14"), kst("2026-09-16T09:30"), CALENDAR).steps
    said = [f"{step.first:%m-%d} {step.reason}" for step in steps[:11]]
    assert said == [
        "09-16 1일째", "09-17 2일째", "09-18 3일째", "09-19 토요일", "09-20 공휴일(일요일)",
        "09-21 4일째", "09-22 5일째", "09-23 6일째",
        "09-24 공휴일(추석 전날)", "09-25 공휴일(추석)", "09-26 공휴일(추석 다음 날)",
    ]  # fmt: skip
    assert steps[7].running == timedelta(days=6)


def test_the_last_day_that_rolls_is_told_apart_from_the_days_that_count():
    """민법 161."""
    steps = reckon(Rule.parse("M:1"), kst("2026-01-15T10:00"), CALENDAR).steps
    assert [step.code for step in steps] == [Code.COUNTED, Code.ROLLED]
    assert steps[1].article == "민법 제161조"
    assert (steps[1].first.day, steps[1].last.day) == (15, 19)
