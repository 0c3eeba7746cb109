"""What petitioners say of the work is read by its supervisors and the auditor, on record, and never by clerks."""

from __future__ import annotations

import pytest

from portal.kernel import cases, satisfaction
from portal.kernel.models import AccessLog, Case
from tests.cast import NOW

WORDS = "두 번 전화해야 했습니다."


@pytest.fixture
def answered(run, staff, case):
    async def answer():
        for name, data in (
            ("accept", {}),
            ("decide", {"outcome": "answered", "answer": "네."}),
            ("notify", {}),
        ):
            await cases.move(case.id, name, actor=staff.minsu, now=NOW, data=data)
        await satisfaction.answer(await Case.get(id=case.id), 2, WORDS, NOW)

    run(answer())
    return case


@pytest.mark.parametrize("login", ["jeonghee", "yuna"])
def test_supervisor_and_auditor_read_it_on_record(client, run, sign_in, answered, login):
    sign_in(login)
    page = client.get("/desk/satisfaction").text
    assert WORDS in page
    assert answered.receipt_no in page

    async def looks():
        return await AccessLog.filter(what="satisfaction_read", actor=login, case_id=answered.id).count()

    assert run(looks()) == 1


@pytest.mark.parametrize("login", ["minsu", "sora", "admin"])
def test_nobody_else_reads_it(client, sign_in, answered, login):
    sign_in(login)
    answer = client.get("/desk/satisfaction")
    assert answer.status_code == 403
    assert WORDS not in answer.text
