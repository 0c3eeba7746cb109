"""Does a department's system hear of each move that goes outward, in words that keep the contract?"""

from __future__ import annotations

from typing import Any

from portal.kernel import cases
from portal.kernel.models import Case, OutboxMessage
from portal.kernel.moves import PETITIONER, Actor
from sync import contract, outbound
from tests.cast import NOW, Cast, filed, service_of


async def _moved(case: Case, actor: Actor, name: str, **data: Any) -> None:
    await cases.move(case.id, name, actor=actor, now=NOW, data=data)


async def _told(case: Case) -> dict[str, dict[str, Any]]:
    """The data of the messages of a case by their kind; each is checked."""
    rows = await OutboxMessage.filter(case_id=case.id).order_by("sequence")
    messages = [contract.check(await outbound.compose(row)) for row in rows]
    return {message["data"]["event"]["kind"]: message["data"] for message in messages}


async def test_more_time_is_told_with_its_days_and_reasons(house: Cast):
    case = await filed(service_of("construction", "permit"), answers={"details": "간판을 답니다."})
    await _moved(case, house.minsu, "accept")
    await _moved(case, house.minsu, "extend", days=5, reason="현장을 한 번 더 봅니다.")
    await _moved(case, house.minsu, "ask_extension", days=3, reason="의견을 기다립니다.")
    await _moved(case, PETITIONER, "refuse_extension")
    await _moved(case, house.minsu, "ask_extension", days=2, reason="의견을 기다립니다.")
    await _moved(case, PETITIONER, "consent_extension")
    await _moved(case, house.minsu, "request_supplement", request="도면", days=10)
    await _moved(case, PETITIONER, "ask_longer", days="7")
    await _moved(case, house.minsu, "refuse_longer", reason="없어도 됩니다.")
    await _moved(case, PETITIONER, "ask_longer", days="7", reason="그리고 있습니다.")
    await _moved(case, house.minsu, "grant_longer", days=7)
    told = await _told(case)
    assert (told["extend"]["days"], told["extend"]["reason"]) == (5, "현장을 한 번 더 봅니다.")
    assert told["consent_extension"]["days"] == 2
    assert told["ask_longer"]["reason"] == "그리고 있습니다."
    assert told["grant_longer"]["days"] == 7
    assert "refuse_extension" in told


async def test_a_department_that_gets_a_case_from_another_gets_all_that_was_filed(house: Cast):
    case = await filed()
    await _moved(case, house.minsu, "accept")
    await _moved(case, house.minsu, "route", department="traffic", reason="표지판 일입니다.")
    told = await _told(case)
    assert told["route"]["from"] == "construction"
    assert told["route"]["case"]["department"] == "traffic"
    assert told["route"]["petitioner"] == told["file"]["petitioner"]
    assert told["route"]["answers"] == told["file"]["answers"]


async def test_ends_without_an_answer_are_told_with_their_reasons(house: Cast):
    case = await filed()
    away = {"agency": "부산광역시", "contact": "051-120", "reason": "시의 일입니다."}
    await _moved(case, house.minsu, "transfer", **away)
    assert {name: (await _told(case))["transfer"][name] for name in away} == away
    case = await filed()
    await _moved(case, house.minsu, "accept")
    await _moved(case, house.minsu, "decline", ground="private", reason="이웃 사이의 일입니다.")
    assert (await _told(case))["decline"]["ground"] == "private"


async def test_an_objection_is_told_with_its_words(house: Cast):
    case = await filed(service_of("construction", "permit"), answers={"details": "간판을 답니다."})
    refused = {"outcome": "refused", "answer": "안 됩니다.", "reasons": "거리", "remedies": "행정심판"}
    await _moved(case, house.minsu, "accept")
    await _moved(case, house.minsu, "decide", **refused)
    await _moved(case, house.minsu, "notify")
    await _moved(case, PETITIONER, "object", objection="다시 재어 주세요.")
    told = (await _told(case))["object"]
    assert told["objection"] == "다시 재어 주세요."
    assert told["case"]["due_at"] is not None
