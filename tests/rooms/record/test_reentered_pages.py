"""What do petitioner, clerk and public see of a case that was lost and entered again?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from portal.kernel import cases, ledger, reentry
from portal.kernel.models import Case, OutboxMessage
from portal.kernel.moves import PETITIONER, SYSTEM
from portal.kernel.record import signed_receipts, signing
from sync import copies, outbound
from tests.cast import NOW, filed, service_of
from tests.losing import lose

HOUR = timedelta(hours=1)
Moves = tuple[tuple[str, dict[str, Any]], ...]
ANSWERED: Moves = (
    ("accept", {}),
    ("review", {}),
    ("decide", {"outcome": "answered", "answer": "전구를 바꾸었습니다."}),
    ("notify", {}),
)
WORKED_ON: Moves = (
    ("accept", {}),
    ("pause", {"ground": "tests", "reason": "시험 결과를 기다립니다."}),
    ("resume", {}),
    ("extend", {"days": 1, "reason": "현장을 더 봐야 합니다."}),
    ("route", {"department": "traffic", "reason": "교통 시설입니다."}),
)

ASKED: Moves = (("accept", {}), ("request_supplement", {"request": "도면을 내 주세요.", "days": 7}))


async def _lost(case: Case) -> tuple[str, str]:
    receipt = (await signed_receipts.of_case(case, await signing.signer()))[-1].text()
    rows = await OutboxMessage.filter(case_id=case.id, department=case.department).order_by("sequence")
    copy = copies.write([await outbound.compose(row) for row in rows], {})
    await lose(case.id)
    return receipt, copy


async def _again(cast, moves) -> Case:
    await signing.make(NOW - timedelta(days=9))
    kind = "living_report" if moves is ANSWERED else "permit"
    case = await filed(service_of("construction", kind), now=NOW - 30 * HOUR)
    for hours, (name, data) in enumerate(moves):
        actor = PETITIONER if name == "withdraw" else cast.minsu
        await cases.move(case.id, name, actor=actor, now=NOW - (20 - hours) * HOUR, data=data)
    receipt, copy = await _lost(await Case.get(id=case.id))
    known = await signing.public_keys()
    return await reentry.enter_again(receipt, copies.read(copy), known=known, actor=SYSTEM, now=NOW)


@pytest.mark.parametrize("moves", [ANSWERED, WORKED_ON[:4], WORKED_ON, ASKED, (("withdraw", {}),)])
def test_every_page_of_it_opens(client, run, cast, moves):
    case = run(_again(cast, moves))
    page = client.get(f"/cases/{case.receipt_no}?k={cases.link_token(case)}")
    assert page.status_code == 200
    assert "잃은 기록을 다시 입력" in page.text
    for path in ("", "/receipt", "/record"):
        assert client.get(f"/cases/{case.receipt_no}{path}").status_code == 200
    assert client.get(f"/status/{case.receipt_no}").status_code == 200
    assert run(ledger.verify()).faults == ()


def test_the_answer_stands_there_again(client, run, cast):
    case = run(_again(cast, ANSWERED))
    page = client.get(f"/cases/{case.receipt_no}?k={cases.link_token(case)}").text
    assert "전구를 바꾸었습니다." in page
    assert "답변했습니다" in page
