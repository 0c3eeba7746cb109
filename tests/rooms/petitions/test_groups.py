"""Many file one petition: what the form asks, who speaks for them, and what is not done without the committee."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import answers, cases, catalogue, timeline
from portal.kernel.models import Case
from portal.kernel.moves import PETITIONER
from portal.kernel.refusals import Refusal
from tests.cast import NOW, filed
from tests.rooms.petitions.conftest import ANSWER, HOUR

DAY = timedelta(days=1)
JOINTLY = {
    "description": "가로등이 꺼져 있습니다.",
    "filed_together": "yes",
    "households": "12",
    "signers": "30",
}
CHOSEN = {"name_1": "이순자", "phone_1": "010-2222-3333", "name_2": "최영수", "phone_2": "051-519-0001"}


@pytest.fixture
def case(run):
    """A petition of twelve households with thirty signatures."""
    return run(filed(answers=JOINTLY))


def test_the_form_asks_how_many_file_it_and_for_the_signed_list(house):
    """민원법 2조 4호, 민원령 8: names stand in the list alone."""
    service = catalogue.current().get("noise-smell")
    assert service is not None
    step = [field.name for field in service.fields_of("together")]
    assert step == ["filed_together", "households", "signers", "signatures"]
    checked = answers.check(service, {"filed_together": "yes", "households": "1,200세대"}, step="together")
    assert checked.answers["households"] == "1200"
    assert checked.errors.keys() == {"signers", "signatures"}
    assert answers.check(service, {"filed_together": "no"}, step="together").ok
    assert answers.check(service, {}, step="together").ok
    wrong = answers.check(service, {"filed_together": "yes", "households": "여럿"}, step="together")
    assert "households" in wrong.errors


def test_the_case_knows_how_many_and_nobodys_name(case):
    assert (case.households, case.signers) == (12, 30)


def test_who_files_alone_is_nobodys_representative(run):
    alone = run(filed(answers={**JOINTLY, "filed_together": "no"}))
    assert (alone.households, alone.signers) == (0, 0)


def test_three_signers_are_asked_for_up_to_three_representatives_and_the_clock_stops(act, now_of, case):
    """민원법 24①, 민원령 8; 절차령 11 3호."""
    act("accept")
    act("ask_representatives", reason="한 분과 이야기하려고 합니다.")
    waiting = now_of()
    assert waiting.due_at is None
    assert waiting.clock["pauses"][0]["ground"] == "choosing_representatives"
    with pytest.raises(Refusal, match="이미 요청"):
        act("ask_representatives")


def test_two_signers_are_not_asked(run, cast):
    """민원령 8: three or more."""
    two = run(filed(answers={**JOINTLY, "signers": "2"}))
    run(cases.move(two.id, "accept", actor=cast.minsu, now=NOW))
    with pytest.raises(Refusal, match="세 사람 이상"):
        run(cases.move(two.id, "ask_representatives", actor=cast.minsu, now=NOW))


def test_the_days_of_choosing_are_not_counted(act, run, case, now_of):
    """절차령 11 3호: from the day of the request to the day of the answer, both left out."""
    act("accept")
    before = now_of().due_at
    act("ask_representatives", at=NOW + HOUR)
    run(cases.move(case.id, "name_representatives", actor=PETITIONER, now=NOW + DAY, data=CHOSEN))
    after = now_of()
    assert after.due_at is not None
    assert after.due_at > before
    assert after.clock["representatives"] == 2


def test_names_and_phones_are_sealed_under_the_cases_key(act, run, case, now_of):
    """민원법 7: no open field holds them."""
    act("accept")
    act("ask_representatives")
    event = run(cases.move(case.id, "name_representatives", actor=PETITIONER, now=NOW, data=CHOSEN))
    assert "이순자" not in event.meta
    assert "2222" not in event.meta
    assert "이순자" not in str(now_of().clock)
    key = run(cases.key_of(case))
    told = [entry for entry in run(timeline.read(case, ("petitioner",), key)) if entry.seq == event.seq]
    assert told[0].body == CHOSEN


def test_the_petitioner_names_them_on_the_page_that_asks(client, mine, act, post, now_of):
    act("accept")
    act("ask_representatives")
    page = client.get(mine).text
    assert "대표자를 정해 주세요" in page
    assert f"{mine}/representatives" in page
    form = client.get(f"{mine}/representatives").text
    assert "세 분까지" in form
    wrong = post(f"{mine}/representatives", {"name_1": "이순자"})
    assert wrong.status_code == 422
    assert 'value="이순자"' in wrong.text, "what was typed stays"
    page = post(f"{mine}/representatives", CHOSEN).text
    for shown in ("이순자 010-2222-3333", "최영수 051-519-0001", "대표자를 적었습니다"):
        assert shown in page
    assert now_of().due_at is not None
    assert client.get(f"{mine}/representatives").url.path == mine, "asked once, answered once"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name_1": "이순자", "phone_1": "전화"}, "phone_1"),
        ({**CHOSEN, "name_3": "박"}, "phone_3"),
        ({**CHOSEN, "phone_3": "010-1234-5678"}, "name_3"),
        ({"name_1": "이" * 41, "phone_1": "010-2222-3333"}, "name_1"),
        ({}, "name_1"),
    ],
)
def test_a_representative_has_a_name_and_a_phone(act, run, case, said, field):
    act("accept")
    with pytest.raises(Refusal) as refused:
        run(cases.move(case.id, "name_representatives", actor=PETITIONER, now=NOW, data=said))
    assert field in refused.value.fields


@pytest.fixture
def answered_twice(run, cast):
    """Two earlier petitions of the same person that were answered."""
    found = {}
    for name, days in (("first", 30), ("second", 10)):
        at = NOW - timedelta(days=days)
        earlier = run(filed(now=at))
        for move, data in (("accept", {}), ("decide", ANSWER), ("notify", {})):
            run(cases.move(earlier.id, move, actor=cast.minsu, now=at, data=data))
        found[name] = earlier.receipt_no
    return found


def test_a_collective_one_is_closed_as_a_repeat_only_by_way_of_the_committee(
    answered_twice, run, cast, client, mine, case, act
):
    """민원법 23, 민원령 26."""
    act("accept")
    data = {**answered_twice, "reason": "두 번 답변했습니다."}
    with pytest.raises(Refusal) as refused:
        act("close_repeat", **data)
    assert set(refused.value.fields) == {"committee"}
    act("close_repeat", **data, committee="2026. 3. 5. 민원조정위원회에서 종결하기로 정했습니다.")
    assert run(Case.get(id=case.id)).stage == "closed_repeat"
    assert "2026. 3. 5. 민원조정위원회" in client.get(mine).text


def test_five_households_make_a_collective_petition_and_four_do_not(answered_twice, run, cast):
    """민원법 2조 4호."""
    four = run(filed(answers={**JOINTLY, "households": "4"}))
    run(cases.move(four.id, "accept", actor=cast.minsu, now=NOW))
    data = {**answered_twice, "reason": "두 번 답변했습니다."}
    run(cases.move(four.id, "close_repeat", actor=cast.minsu, now=NOW, data=data))
    assert run(Case.get(id=four.id)).stage == "closed_repeat"
