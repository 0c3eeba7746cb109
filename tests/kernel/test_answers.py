"""What was typed is checked the same way everywhere, and nothing of it is lost."""

from dataclasses import replace
from pathlib import Path

import pytest

from portal.kernel import answers, catalogue
from portal.kernel.answers import normal
from portal.kernel.words import Message

FOLDER = Path(catalogue.__file__).parents[2] / "catalogue"
HOUSE = catalogue.load_catalogue(FOLDER)
LIGHT = next(s for s in HOUSE.services if s.code == "streetlight-road")
FACTORY = next(s for s in HOUSE.services if s.code == "factory-approval")
WASTE = next(s for s in HOUSE.services if s.code == "bulky-waste")
ROAD = next(s for s in HOUSE.services if s.code == "road-occupation")
GOOD = {
    "problem": "streetlight",
    "details": "  가로등이 꺼졌습니다.  \r\n\r\n기둥 번호 12번 ",
    "place-words": "금정산  북문 ",
    "place-lat": "35.2431234",
    "place-lon": "129.09",
    "photos": ["a1", "b2", "a1"],
}


def test_good_answers_come_back_in_their_normal_form():
    checked = answers.check(LIGHT, GOOD)
    assert checked.ok
    assert checked.answers == {
        "problem": "streetlight",
        "details": "가로등이 꺼졌습니다.\n\n기둥 번호 12번",
        "photos": ["a1", "b2"],
        "place": {"words": "금정산 북문", "lat": "35.243123", "lon": "129.090000"},
    }


def test_everything_typed_comes_back_even_if_it_is_wrong():
    typed = {"problem": "moon", "details": "가" * 2001, "place-lat": "abc"}
    checked = answers.check(LIGHT, typed)
    assert checked.typed == typed
    assert set(checked.errors) == {"problem", "details", "place-words"}
    assert checked.answers == {}


def test_a_missing_answer_is_asked_for_in_the_field_s_own_words_in_both_languages():
    checked = answers.check(LIGHT, {})
    assert set(checked.errors) == {"problem", "details", "place-words"}
    message = checked.errors["details"]
    assert message.say(str, "ko") == "무슨 일인지 적어 주세요."
    assert message.say(str, "en") == "Describe the problem."


def test_a_field_without_own_words_is_asked_for_by_its_label():
    message = answers.check(FACTORY, {}).errors["company"]
    assert str(message) == "‘회사 이름’ 칸을 채워 주세요."


def test_a_text_that_is_too_long_is_told_how_long_it_is():
    message = answers.check(LIGHT, GOOD | {"details": "가" * 2005}).errors["details"]
    assert "2000자까지" in str(message)
    assert "2005자" in str(message)


def test_one_step_is_checked_alone():
    checked = answers.check(LIGHT, {"problem": "pothole", "details": "패였습니다."}, step="what")
    assert checked.ok
    assert set(answers.check(LIGHT, {}, step="where").errors) == {"place-words"}
    with pytest.raises(answers.UnknownStep):
        answers.check(LIGHT, {}, step="moon")


def test_a_field_the_form_does_not_have_is_refused():
    with pytest.raises(answers.UnknownFields) as caught:
        answers.check(LIGHT, GOOD | {"amount": "1"})
    assert caught.value.names == ("amount",)


def test_the_web_form_s_own_inputs_are_left_out():
    assert answers.only(LIGHT, GOOD | {"csrf": "x", "petitioner_name": "김하늘"}) == GOOD


def test_an_older_form_is_taken_as_long_as_its_answers_fit():
    assert answers.check(replace(LIGHT, version=2), GOOD, version=1).ok


@pytest.mark.parametrize("typed", [GOOD | {"removed": "x"}, GOOD | {"problem": "gone"}, {"details": "x"}])
def test_an_older_form_whose_answers_no_longer_fit_is_refused_with_all_that_was_typed(typed):
    with pytest.raises(answers.StaleForm) as caught:
        answers.check(replace(LIGHT, version=2), typed, version=1)
    assert caught.value.kind == "conflict"
    assert caught.value.checked.typed == typed


def test_more_files_than_allowed_are_refused():
    checked = answers.check(LIGHT, GOOD | {"photos": list("abcdef")})
    assert "5개까지" in str(checked.errors["photos"])
    assert answers.check(LIGHT, GOOD | {"photos": ["../etc/passwd"]}).errors.keys() == {"photos"}


def test_a_place_may_be_given_in_words_or_by_device():
    words = {key: value for key, value in GOOD.items() if key not in ("place-lat", "place-lon")}
    device = {key: value for key, value in GOOD.items() if key != "place-words"}
    assert answers.check(LIGHT, words).answers["place"] == {"words": "금정산 북문"}
    assert answers.check(LIGHT, device).answers["place"] == {"lat": "35.243123", "lon": "129.090000"}


@pytest.mark.parametrize(("lat", "lon"), [("48.85", "2.35"), ("35.2", ""), ("nan", "129"), ("1e1", "129")])
def test_a_position_outside_the_country_or_half_a_position_is_not_taken(lat, lon):
    checked = answers.check(LIGHT, GOOD | {"place-lat": lat, "place-lon": lon})
    assert checked.errors.keys() == {"place-words"}


@pytest.mark.parametrize(
    ("parts", "wrong"),
    [
        ({"postcode": "46274", "road": "중앙대로 1777", "detail": "101호"}, None),
        ({"postcode": "４６２７４", "road": "중앙대로 1777"}, None),
        ({"road": "중앙대로 1777"}, None),
        ({"postcode": "609-701", "road": "중앙대로 1777"}, "address-postcode"),
        ({"postcode": "46274", "detail": "101호"}, "address-road"),
        ({}, "address-road"),
        ({"road": "길" * 151}, "address-road"),
    ],
)
def test_an_address_needs_its_road_and_a_postcode_has_five_digits(parts, wrong):
    raw = {"items": "소파 1개", "put_out_on": "2026-03-18"} | {f"address-{k}": v for k, v in parts.items()}
    checked = answers.check(WASTE, raw)
    assert set(checked.errors) == ({wrong} if wrong else set())


@pytest.mark.parametrize(
    ("typed", "normal_form"),
    [
        ("01012345678", "010-1234-5678"),
        ("010 1234 5678", "010-1234-5678"),
        ("010.1234.5678", "010-1234-5678"),
        ("+82 10-1234-5678", "010-1234-5678"),
        ("０１０－１２３４－５６７８", "010-1234-5678"),
        ("(02) 123-4567", "02-123-4567"),
        ("0519194000", "051-919-4000"),
        ("051-519-4000", "051-519-4000"),
        ("0505-123-4567", "0505-123-4567"),
        ("0507-1234-5678", "0507-1234-5678"),
        ("1588-1234", "1588-1234"),
        ("+1 212 555 0100", "+12125550100"),
        ("119", None),
        ("가나다", None),
        ("010-1234", None),
    ],
)
def test_a_phone_number_has_one_form(typed, normal_form):
    assert normal.phone(typed) == normal_form


@pytest.mark.parametrize(
    ("typed", "normal_form"),
    [
        ("2026-03-18", "2026-03-18"),
        ("2026. 3. 18.", "2026-03-18"),
        ("2026. 3. 18.(수)", "2026-03-18"),
        ("2026.3.18", "2026-03-18"),
        ("2026년 3월 18일", "2026-03-18"),
        ("2026/3/18", "2026-03-18"),
        ("20260318", "2026-03-18"),
        ("2026-02-30", None),
        ("1800-01-01", None),
        ("내일", None),
    ],
)
def test_a_date_is_read_as_people_write_it(typed, normal_form):
    assert normal.day(typed) == normal_form


@pytest.mark.parametrize(
    ("typed", "normal_form"),
    [
        (" haneul@Example.COM ", "haneul@example.com"),
        ("a.b+c@mail.example.co.kr", "a.b+c@mail.example.co.kr"),
        ("a@b", None),
        ("a..b@example.com", None),
        ("a@example.com\nBcc: x@example.com", None),
        ("이름@example.com", None),
    ],
)
def test_an_e_mail_address_is_one_that_every_relay_carries(typed, normal_form):
    assert normal.email(typed) == normal_form


def test_decomposed_korean_controls_and_turning_marks_are_put_right():
    assert normal.line("\u1100\u1161\u202e\x00 나\ud800") == "가 나"


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("2026-03-18", "2026-03-17", True),
        ("2026-03-18", "2026. 3. 9.", True),
        ("2026-03-18", "2026-03-18", False),
        ("2026-03-18", "2027-01-01", False),
        ("soon", "2026-03-17", False),
        ("", "2026-03-17", False),
    ],
)
def test_an_end_is_not_before_its_start(start, end, wrong):
    checked = answers.check(ROAD, {"from_date": start, "to_date": end})
    assert ("to_date" in checked.errors) == wrong
    assert ("to_date" in checked.answers) != wrong
    assert checked.typed["to_date"] == end
    if wrong:
        message = checked.errors["to_date"]
        assert "‘점용을 마치는 날’ 칸의 날짜가 ‘점용을 시작하는 날’ 칸의 날짜보다 앞섭니다" in str(message)


def test_an_end_is_compared_with_a_start_of_an_earlier_step():
    apart = replace(
        ROAD,
        fields=tuple(replace(f, group="papers") if f.name == "to_date" else f for f in ROAD.fields),
    )
    raw = {"from_date": "2026-03-18", "to_date": "2026-03-17"}
    assert "to_date" in answers.check(apart, raw, step="papers").errors


def test_rows_show_what_was_answered_in_the_reader_s_language():
    shown = {row.name: row for row in answers.rows(LIGHT, answers.check(LIGHT, GOOD).answers, "en")}
    assert shown["problem"].value == "Street light is out or flickers"
    assert shown["problem"].label == "What is broken?"
    assert shown["place"].value == "금정산 북문"
    assert shown["place"].position == ("35.243123", "129.090000")
    assert shown["photos"].files == ("a1", "b2")
    raw = {
        "items": "소파",
        "put_out_on": "2026-03-18",
        "address-road": "중앙대로 1777",
        "address-postcode": "46274",
    }
    waste = answers.check(WASTE, raw).answers
    values = {row.name: row.value for row in answers.rows(WASTE, waste, "ko")}
    assert values["put_out_on"] == "2026. 3. 18.(수)"
    assert values["address"] == "(46274) 중앙대로 1777"
    assert values["photos"] == ""


def test_a_petitioner_gives_name_address_and_one_contact():
    raw = {"petitioner_name": " 김하늘 ", "petitioner_address-road": "중앙대로 1777"}
    assert answers.check_petitioner(raw).errors.keys() == {"petitioner_phone"}
    checked = answers.check_petitioner(raw | {"petitioner_phone": "01012345678"})
    assert checked.ok
    assert checked.answers["petitioner_name"] == "김하늘"
    assert answers.address_line(checked.answers["petitioner_address"]) == "중앙대로 1777"
    wrong = answers.check_petitioner(raw | {"petitioner_email": "x"})
    assert wrong.errors.keys() == {"petitioner_email"}
    with pytest.raises(answers.UnknownFields):
        answers.check_petitioner(raw | {"resident_number": "x"})


def test_every_kind_of_field_has_a_reader_and_every_service_s_form_can_be_checked_empty():
    for service in HOUSE.services:
        checked = answers.check(service, {})
        assert all(isinstance(message, Message) for message in checked.errors.values())
        assert answers.rows(service, checked.answers, "ko")
