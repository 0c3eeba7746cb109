"""Does a department's system hear of merged, split and jointly filed petitions, in words that keep the contract?"""

from __future__ import annotations

from typing import Any

from portal.kernel import cases
from portal.kernel.cases import Petitioner
from portal.kernel.models import Case, OutboxMessage
from portal.kernel.moves import PETITIONER, Actor
from sync import contract, outbound
from tests.cast import NOW, Cast, filed

JOINTLY = {"description": "소음", "filed_together": "yes", "households": "12", "signers": "30"}


async def _moved(case: Case, actor: Actor, name: str, **data: Any) -> None:
    await cases.move(case.id, name, actor=actor, now=NOW, data=data)


async def _told(case: Case) -> dict[str, dict[str, Any]]:
    """The data of the messages of a case by their kind; each is checked."""
    rows = await OutboxMessage.filter(case_id=case.id).order_by("sequence")
    messages = [contract.check(await outbound.compose(row)) for row in rows]
    return {message["data"]["event"]["kind"]: message["data"] for message in messages}


async def _street(clerk: Actor) -> list[Case]:
    found = []
    for number in range(5):
        case = await filed(petitioner=Petitioner(f"이웃{number}", "금정구", f"010-0000-{number:04d}"))
        await _moved(case, clerk, "accept")
        found.append(case)
    return found


async def test_merging_is_told_on_each_with_the_number_that_leads_and_the_answer_on_each(house: Cast):
    """민원령 6⑥."""
    lead, *others = await _street(house.minsu)
    await _moved(lead, house.minsu, "merge", cases=" ".join(case.receipt_no for case in others))
    assert sorted((await _told(lead))["merge"]["joined"]) == sorted(case.receipt_no for case in others)
    assert (await _told(others[0]))["join"]["lead"] == lead.receipt_no
    await _moved(others[0], house.minsu, "unmerge", reason="다른 골목의 일입니다.")
    gone = (await _told(others[0]))["unmerge"]
    assert (gone["lead"], gone["reason"]) == (lead.receipt_no, "다른 골목의 일입니다.")
    await _moved(lead, house.minsu, "pause", ground="tests", reason="검사합니다.")
    assert (await _told(others[1]))["pause"]["reason"] == "검사합니다."
    await _moved(lead, house.minsu, "resume")
    await _moved(lead, house.minsu, "decide", outcome="answered", answer="고쳤습니다.")
    await _moved(lead, house.minsu, "notify")
    assert (await _told(others[1]))["notify"]["answer"] == "고쳤습니다."
    assert (await _told(others[1]))["notify"]["case"]["outcome"] == "answered"


async def test_those_who_are_freed_by_the_end_of_the_leading_one_are_told_without_reasons(house: Cast):
    lead, *others = await _street(house.minsu)
    await _moved(lead, house.minsu, "merge", cases=" ".join(case.receipt_no for case in others))
    await _moved(lead, PETITIONER, "withdraw")
    assert (await _told(others[0]))["unmerge"]["reason"] == ""


async def test_a_part_comes_with_all_that_was_filed(house: Cast):
    case = await filed()
    await _moved(case, house.minsu, "accept")
    await _moved(
        case, house.minsu, "split", part="쓰레기", department="cleaning", reason="맡은 부서가 다릅니다."
    )
    part = await Case.get(origin_id=case.id)
    whole, told = (await _told(case))["split"], (await _told(part))["split_off"]
    assert (whole["number"], whole["part"]) == (part.receipt_no, "쓰레기")
    assert told["origin"] == case.receipt_no
    assert told["case"]["department"] == "cleaning"
    assert told["petitioner"] == (await _told(case))["file"]["petitioner"]
    assert told["answers"] == (await _told(case))["file"]["answers"]


async def test_representatives_are_told_with_names_and_phones(house: Cast):
    """민원령 8."""
    case = await filed(answers=JOINTLY)
    await _moved(case, house.minsu, "accept")
    await _moved(case, house.minsu, "ask_representatives")
    await _moved(case, PETITIONER, "name_representatives", name_1="이순자", phone_1="010-2222-3333")
    told = await _told(case)
    assert told["ask_representatives"]["reason"] == ""
    assert told["name_representatives"]["representatives"] == [{"name": "이순자", "phone": "010-2222-3333"}]
