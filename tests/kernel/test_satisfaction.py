"""One answer a closed case, words for who watches over the department, its number only among many. (민원법 26)"""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import cases, destruction, satisfaction
from portal.kernel.models import Case, Satisfaction
from portal.kernel.moves import PETITIONER, SYSTEM
from portal.kernel.privacy import ResidentNumberFound
from tests.cast import NOW, filed

MONTH = timedelta(days=31)


async def closed(house) -> Case:
    case = await filed()
    for name, data in (
        ("accept", {}),
        ("decide", {"outcome": "answered", "answer": "고쳤습니다."}),
        ("notify", {}),
    ):
        await cases.move(case.id, name, actor=house.minsu, now=NOW, data=data)
    return await Case.get(id=case.id)


async def test_it_is_asked_once_the_case_is_closed_and_answered_once(house):
    case = await closed(house)
    assert await satisfaction.answer(case, 4, "빨랐습니다", NOW)
    assert not await satisfaction.answer(case, 1, "", NOW)
    assert (await Satisfaction.get()).score == 4


async def test_an_open_or_withdrawn_case_is_not_asked_about(house):
    case = await filed()
    with pytest.raises(satisfaction.NotClosed):
        await satisfaction.answer(case, 5, "", NOW)
    await cases.move(case.id, "withdraw", actor=PETITIONER, now=NOW)
    with pytest.raises(satisfaction.NotClosed):
        await satisfaction.answer(await Case.get(id=case.id), 5, "", NOW)


async def test_only_one_to_five_and_no_resident_number(house):
    case = await closed(house)
    for score in (0, 6, -1):
        with pytest.raises(satisfaction.WrongScore):
            await satisfaction.answer(case, score, "", NOW)
    with pytest.raises(ResidentNumberFound):
        await satisfaction.answer(case, 5, "900101-1234568", NOW)
    assert await Satisfaction.all().count() == 0


async def test_words_are_sealed_and_go_with_the_case(house):
    case = await closed(house)
    await satisfaction.answer(case, 2, "전화를 안 받았습니다", NOW)
    assert "전화" not in ((await Satisfaction.get()).words_ct or b"").decode(errors="ignore")
    found, total = await satisfaction.answered(["construction"], page=1, size=10)
    assert (found[0].words, found[0].score, total) == ("전화를 안 받았습니다", 2, 1)
    assert await satisfaction.answered(["traffic"], page=1, size=10) == ([], 0)
    await destruction.destroy(case.id, actor=SYSTEM, now=NOW)
    found, _ = await satisfaction.answered(["construction"], page=1, size=10)
    assert not found[0].words
    assert found[0].score == 2


async def test_figures_leave_out_few_answers_and_the_present_month(house):
    for number in range(satisfaction.FEW):
        assert [each.number for each in await satisfaction.figures(NOW + MONTH)] == ([None] if number else [])
        await satisfaction.answer(await closed(house), 5 if number else 3, "", NOW)
    assert await satisfaction.figures(NOW) == []
    assert await satisfaction.figures(NOW + MONTH) == [
        satisfaction.Figure("construction", satisfaction.FEW, 4.6)
    ]
    assert await satisfaction.figures(NOW + 14 * MONTH) == []
