"""Whoever types part of a word, its initials, another word for it, or one wrong letter, finds the service."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import catalogue, search
from portal.kernel.search import hangul

HOUSE = catalogue.load_catalogue(Path(catalogue.__file__).parents[2] / "catalogue")
INDEX = search.build_index(HOUSE)


def found(query: str, limit: int = 8) -> list[str]:
    return [hit.service.code for hit in search.search(INDEX, query, limit)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("가로등", "streetlight-road"),
        ("로등", "streetlight-road"),
        ("ㄱㄹㄷ", "streetlight-road"),
        ("ㄱㄹㄷ ㄷㄹ", "streetlight-road"),
        ("가ㄹㄷ", "streetlight-road"),
        ("가로드", "streetlight-road"),
        ("가롣", "streetlight-road"),
        ("가로들", "streetlight-road"),
        ("거로등", "streetlight-road"),
        ("보안등", "streetlight-road"),
        ("싱크홀", "streetlight-road"),
        ("street light", "streetlight-road"),
        ("streetlight", "streetlight-road"),
        ("STREET LGIHT", "streetlight-road"),
        ("pothol", "streetlight-road"),
        ("가로등 고장", "streetlight-road"),
        ("고장 가로등", "streetlight-road"),
        ("쓰레기", "rubbish"),
        ("ㅆㄹㄱ", "rubbish"),
        ("소파", "bulky-waste"),
        ("식당", "restaurant-report"),
        ("등본", "resident-register-copy"),
        ("토지대장", "land-ledger-copy"),
        ("ㅌㅈㄷㅈ", "land-ledger-copy"),
        ("칭찬", "courtesy-report"),
        ("억울", "grievance"),
        ("미용", "hairdresser-license"),
    ],
)
def test_the_service_that_is_meant_comes_first(query, first):
    assert found(query)[0] == first


def test_each_service_is_found_first_by_its_own_title_in_both_languages():
    for service in HOUSE.services:
        assert found(service.title.ko)[0] == service.code
        assert found(service.title.en)[0] == service.code


def test_every_beginning_of_a_title_finds_its_service():
    for service in HOUSE.services:
        for length in range(2, len(service.title.ko) + 1):
            assert service.code in found(service.title.ko[:length], limit=25)


def test_a_department_finds_its_services():
    assert set(found("건설과", limit=25)) >= {s.code for s in HOUSE.of_department("construction")}


@pytest.mark.parametrize("query", ["", "   ", "!?", "ㅋㅌㅍㅊㅋ", "양자역학개론", "zzzz"])
def test_nothing_is_found_for_nothing_and_for_nonsense(query):
    assert found(query) == []


def test_two_typing_errors_are_one_too_many():
    assert "streetlight-road" not in found("거르등")


def test_the_limit_is_kept_and_the_order_is_always_the_same():
    assert len(found("신고", limit=3)) == 3
    assert found("신고") == found("신고")
    scores = [hit.score for hit in search.search(INDEX, "신고", 25)]
    assert scores == sorted(scores, reverse=True)


def test_decomposed_korean_finds_the_same():
    assert found("\u1100\u1161\u1105\u1169\u1103\u1173\u11bc") == found("가로등")


def test_letters_that_a_keyboard_joined_are_taken_apart():
    assert hangul.plain("ㄳ") == "ㄱㅅ"
    assert hangul.strokes("값") == "ㄱㅏㅂㅅ"
    assert hangul.strokes("과") == "ㄱㅗㅏ"


def test_the_index_of_the_same_catalogue_is_built_once():
    assert search.index_of(HOUSE) is search.index_of(HOUSE)


@given(st.text())
def test_no_text_whatever_makes_the_search_raise(query):
    hits = search.search(INDEX, query)
    assert len(hits) <= 8
    assert all(0 < hit.score <= 100 for hit in hits)
