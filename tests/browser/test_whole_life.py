"""Is a petition's whole life walked in a browser, and does everybody learn at every step what is next and by when?"""

from __future__ import annotations

import re

import pytest

from tests.browser import long_ways, ways
from tests.browser.conftest import NewVisitor
from tests.browser.long_ways import Walk
from tests.browser.machine import Machine
from tests.browser.visitor import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(300)]
REFUSAL = "보도 폭이 모자라 허가할 수 없습니다."
GRANT = "보도 폭을 1.5 m 남기는 조건으로 허가합니다."


def test_from_one_department_to_another_to_refusal_objection_and_a_new_decision(
    machine: Machine, come: NewVisitor
) -> None:
    resident, reader, clerk, other = (
        come(PHONE, scripts=False),
        come(DESK, lang="en-GB"),
        come(DESK),
        come(DESK),
    )
    filed = long_ways.files_a_permit(resident, machine, "bora@example.org")
    walk = Walk(machine, resident, reader, clerk, filed)
    walk.read_along("접수번호")
    walk.tells("submitted", "까지 접수하고 답변할 날짜를 알려 드립니다")
    ways.signs_in(clerk, machine)
    ways.signs_in(other, machine, "jiho")
    walk.clerk_sees_time_left("desk-submitted")
    long_ways.goes_to_the_wrong_department_and_back(walk, other)
    long_ways.is_accepted(walk)
    long_ways.is_completed(walk, "papers", "위치도를 보내 주세요.", "위치도입니다.")
    wanted = "지하매설물 관리자의 의견서도 보내 주세요."
    long_ways.is_completed(walk, "papers-again", wanted, "가스 회사의 의견서입니다.", with_more_time=True)
    long_ways.is_extended_twice(walk)
    long_ways.is_decided(
        walk,
        "refusal",
        "refused",
        REFUSAL,
        reasons="보도 폭이 1.2 m입니다.",
        remedies="행정심판을 낼 수 있습니다.",
    )
    walk.tells("refused", REFUSAL, "까지 다르게 생각하시면 이의신청을 할 수 있습니다", "이의신청하기")
    long_ways.objects(walk)
    long_ways.is_decided(walk, "new-decision", "granted", GRANT)
    walk.tells("granted", GRANT, "만족도 답하기")
    assert (
        len([one for one in machine.letters(filed.email) if "답변이 나왔습니다" in str(one["Subject"])]) == 2
    )


def test_to_another_agency(machine: Machine, come: NewVisitor) -> None:
    resident, reader, clerk = come(PHONE, scripts=False), come(DESK, lang="en-GB"), come(DESK)
    filed = long_ways.files_a_permit(resident, machine, "gangmin@example.org")
    walk = Walk(machine, resident, reader, clerk, filed)
    walk.read_along("접수번호")
    ways.signs_in(clerk, machine)
    walk.asks("transfer", "transfer")
    clerk.fill("어느 기관으로", "부산시설공단 도로관리처")
    clerk.fill("그 기관의 연락처", "051-860-7114")
    clerk.page.locator("#f-reason").fill("공단이 관리하는 고가도로 아래입니다.")
    walk.sends()
    clerk.stands_at("다른 기관으로 이송됨")
    walk.tells("transferred", "보낸 부서", "부산시설공단 도로관리처", "051-860-7114", "그 기관이 답변합니다")
    assert machine.letter(filed.email, "민원을 다른 기관으로 보냈습니다")
    resident.open(f"/status/{filed.number}")
    resident.sees("다른 기관으로 이송됨")
    resident.look("life-status-transferred")
    assert not re.search("비계", resident.page.inner_text("main"))
