"""Before filing one is shown what others have reported at the same place: the public row of open cases, no more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.kernel import cases
from portal.kernel.models import Case, PlaceMark
from portal.kernel.moves import PETITIONER
from portal.kernel.public import alike
from tests.cast import NOW, filed, service_of

HERE = {"words": "부곡동 223 앞", "lat": "35.230000", "lon": "129.090000"}
NEAR = {"words": "우리 집 건너", "lat": "35.230300", "lon": "129.089800"}
FAR = {"words": "금정산 북문", "lat": "35.260000", "lon": "129.060000"}


async def like(place, service=None) -> list[Case]:
    found = await alike.like(service or service_of("construction", "living_report"), {"place": place})
    return [each.case for each in found]


async def at(place, service=None, **more) -> Case:
    return await filed(service, answers={"place": place}, **more)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        (HERE, True),
        (NEAR, True),
        (FAR, False),
        ({"words": "부곡동 223에"}, True),
        ({"words": "부곡동의 다른 곳"}, False),
        ({"words": "앞"}, False),
        ({"words": ""}, False),
        ({"lat": "x", "lon": "y"}, False),
        ({}, False),
        (None, False),
    ],
)
async def test_the_same_place_is_known_by_its_position_or_its_words(house, typed, same):
    case = await at(HERE)
    assert [each.id for each in await like(typed)] == ([case.id] if same else [])


async def test_a_case_that_is_not_public_is_never_shown(house):
    case = await at(HERE)
    await Case.filter(id=case.id).update(public=False)
    assert await like(HERE) == []
    await at(HERE, replace(service_of("civil_affairs", "living_report"), public=False))
    assert await like(HERE) == []


async def test_a_closed_case_is_not_shown_and_its_place_is_forgotten(house):
    case = await at(HERE)
    await cases.move(case.id, "withdraw", actor=PETITIONER, now=NOW)
    assert await like(HERE) == []
    assert await PlaceMark.all().count() == 0


async def test_the_same_service_comes_first_then_the_newest_and_five_at_most(house):
    other = await at(HERE, service_of("cleaning", "living_report"))
    made = [await at(HERE) for _ in range(5)]
    found = await like(HERE)
    assert {each.id for each in found} == {each.id for each in made}
    assert other.id in [each.id for each in await like(HERE, service_of("cleaning", "living_report"))]


async def test_permits_and_private_services_are_shown_nothing(house):
    await at(HERE)
    assert await like(HERE, replace(service_of("construction", "living_report"), kind="permit")) == []
    assert await like(HERE, replace(service_of("construction", "living_report"), public=False)) == []


async def test_without_a_place_the_words_of_the_title_decide(house):
    asked = replace(
        service_of("construction", "living_report"),
        fields=tuple(
            replace(field, kind="text") if field.name == "details" else field
            for field in service_of("construction", "living_report").fields
            if field.kind != "place"
        ),
    )
    case = await filed()
    found = await alike.like(asked, {"details": "가로등이 꺼졌습니다"})
    assert [(each.case.id, each.by) for each in found] == [(case.id, "words")]
    assert await alike.like(asked, {"details": "전혀 다른 이야기"}) == []


async def test_a_mark_says_nothing_without_the_houses_key(house):
    await at(HERE)
    marks = await PlaceMark.all().values_list("mark", flat=True)
    assert marks
    assert all(len(mark) == 64 for mark in marks)
    assert not {"부곡동", "223"} & set(marks)
