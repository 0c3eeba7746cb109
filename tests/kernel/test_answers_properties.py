"""Whatever is typed: checking never fails, and what is in its normal form stays as it is."""

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import answers, catalogue
from portal.kernel.answers import normal
from portal.kernel.words import Text

FOLDER = Path(catalogue.__file__).parents[2] / "catalogue"
LIGHT = next(s for s in catalogue.load_catalogue(FOLDER).services if s.code == "streetlight-road")
ANYTHING = st.one_of(st.text(max_size=60), st.lists(st.text(max_size=20), max_size=4))
ALL_KINDS = replace(
    LIGHT,
    fields=tuple(
        catalogue.Field(kind, kind, Text("칸", "Field"), "what", False, 50, options=LIGHT.fields[0].options)
        for kind in ("text", "long_text", "choice", "date", "phone", "email", "address", "place", "file")
    ),
)
INPUTS = sorted(answers.known_inputs(ALL_KINDS))


@given(st.dictionaries(st.sampled_from(INPUTS), ANYTHING))
def test_no_text_whatever_makes_the_check_raise_and_normal_answers_stay_as_they_are(raw):
    checked = answers.check(ALL_KINDS, raw)
    assert checked.typed == raw
    again = answers.check(ALL_KINDS, answers.to_raw(checked.answers))
    assert again.ok
    assert again.answers == checked.answers


@given(st.text())
def test_tidying_a_text_twice_changes_nothing_more(text):
    assert normal.line(normal.line(text)) == normal.line(text)
    assert normal.lines(normal.lines(text)) == normal.lines(text)
    normal.lines(text).encode()


@given(st.from_regex(r"\A[0-9+() .-]{6,20}\Z"))
def test_a_normal_phone_number_stays_as_it_is(text):
    phone = normal.phone(text)
    assert phone is None or normal.phone(phone) == phone


@given(st.emails())
def test_a_normal_e_mail_address_stays_as_it_is(text):
    email = normal.email(text)
    assert email is None or normal.email(email) == email


@given(st.dates())
def test_any_date_of_our_time_is_read_in_each_way_of_writing(day):
    expected = day.isoformat() if 1900 <= day.year <= 2100 else None
    assert normal.day(f"{day.year:04d}. {day.month}. {day.day}.") == expected
    assert normal.day(day.isoformat()) == expected
