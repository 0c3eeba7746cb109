"""Words lead to public cases: in Korean as people type it, on either engine, and to nothing that is not public."""

from __future__ import annotations

import pytest

from portal.database import text_index
from portal.database.rows import change
from portal.kernel import cases
from portal.kernel.models import Case, PublicText
from portal.kernel.public import index, text, words
from portal.kernel.public.index import Chosen
from tests.cast import NOW, filed, service_of

ALL = Chosen()


async def numbers(typed: str, chosen: Chosen = ALL, page: int = 1, size: int = 20) -> list[str]:
    found = await index.find(typed, chosen, page=page, size=size)
    return [case.receipt_no for case in found.cases]


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "가로등",
            "가로등이",
            "가로드",
            "로등",
            "도로 고장",
            "도로고장",
            "가로등고장에서",
            "포트홀",
            "폿트홀",
        ),
        *("rkfhemd", "street", "건설과", "ㄱㄹㄷ"),
    ],
)
async def test_korean_is_found_as_people_type_it(house, typed):
    case = await filed()
    await filed(service_of("cleaning", "living_report"))
    assert await numbers(typed) == [case.receipt_no]


async def test_every_word_counts_and_if_none_has_all_then_any(house):
    lamp, rubbish = await filed(), await filed(service_of("cleaning", "living_report"))
    assert await numbers("가로등 신고") == [lamp.receipt_no]
    assert rubbish.receipt_no in await numbers("가로등 쓰레기")
    assert await numbers("없는낱말이다") == []


@pytest.mark.parametrize(
    "typed", ["", " ", "ㄱ", "a", "%", "_", '"', "' OR 1", "*", "\x00", "NEAR(", "가" * 500, "🙂"]
)
async def test_nothing_that_is_typed_is_an_error(house, typed):
    await filed()
    assert isinstance(await numbers(typed), list)


async def test_what_a_petitioner_wrote_is_not_found(house):
    await filed(answers={"details": "무지개다리 밑에서"})
    assert await numbers("무지개다리") == []
    assert await numbers("김하늘") == []


async def test_a_case_that_is_not_public_is_not_found(house):
    case = await filed(service_of("audit", "grievance"))
    assert not await PublicText.exists(service_code=case.service_code)
    assert await numbers("고충") == []
    assert await numbers(case.receipt_no) == []


@pytest.mark.parametrize(
    "said", ["{0}", "{0[0]}{0[1]}{0[2]}{0[3]}-{1}", "{1}", "민원 {1} 어떻게 됐나요", "20 {1}"]
)
async def test_a_number_leads_to_its_case_with_or_without_year_and_check_digit(house, said):
    await filed()
    case = await filed()
    assert await numbers(said.format(case.receipt_no, case.receipt_no[5:11])) == [case.receipt_no]
    assert await numbers("999999") == []
    assert await numbers(case.receipt_no, Chosen("traffic")) == []


async def test_the_newest_comes_first_page_by_page(house):
    made = [(await filed()).receipt_no for _ in range(5)][::-1]
    assert await numbers("가로등", size=2) == made[:2]
    assert await numbers("가로등", size=2, page=3) == made[4:]
    assert await numbers("가로등", size=2, page=4) == []


async def test_a_search_is_narrowed_to_a_department_and_to_stages(house):
    case = await filed()
    assert await numbers("가로등", Chosen("traffic")) == []
    assert await numbers("가로등", Chosen("construction", True)) == [case.receipt_no]
    assert await numbers("가로등", Chosen(open=False)) == []


async def test_a_case_is_found_under_the_department_that_has_it_now(house):
    case = await filed()
    await cases.move(case.id, "accept", actor=house.minsu, now=NOW)
    data = {"department": "cleaning", "reason": "청소행정과의 일입니다."}
    await cases.move(case.id, "route", actor=house.minsu, now=NOW, data=data)
    assert (await Case.get(id=case.id)).department == "cleaning"
    assert await numbers("청소행정과") == [case.receipt_no]
    assert await numbers("가로등 건설과", Chosen("construction")) == []


async def test_a_service_is_found_by_what_it_is_called_today(house, monkeypatch):
    case = await filed()
    await PublicText.filter(service_code=case.service_code).update(strokes=" dhsmf")
    assert await numbers("가로등") == []
    await words.keep_all()
    assert await numbers("가로등") == [case.receipt_no]


async def test_the_index_is_made_anew_from_nothing(house):
    made = [(await filed()).receipt_no for _ in range(3)][::-1]
    await Case.filter(receipt_no=made[0]).update(department="cleaning")
    await PublicText.all().delete()
    assert not await words.whole()
    await words.begin_again()
    await words.fill(NOW)
    assert await words.whole()
    assert await text_index.stands()
    assert await numbers("가로등") == made


async def test_without_runs_of_three_beginnings_are_found_on_postgresql(house, postgres):
    if postgres is None:
        return
    case = await filed()
    await change("DROP INDEX IF EXISTS public_text_inside")
    assert not await text_index.stands()
    assert await numbers("가로등") == [case.receipt_no]
    # Inside a word nothing is found, and the search for services leads there all the same.
    assert "to_tsquery" in str(await text_index.inside(["fhemd"]))
    assert await numbers("로등") == [case.receipt_no]


def test_words_become_the_keys_that_type_them():
    assert text.keys_of("가로등") == "rkfhemd"
    assert text.words_of("가로등이 꺼졌어요!") == ("rkfhemd", "rjwutdjdy")
    assert text.phrases("도로 고장") == " rhwkd ehfhrhwkd"
