"""The records officers' page: a list without contents, a decision by one, the destruction by another."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from portal.kernel import cases, people, permissions, retention
from portal.kernel.models import AccessLog, Attachment, Case, DataKey, Disposal, OutboxMessage, Person
from tests.cast import NOW
from tests.rooms.desk.conftest import equip
from tests.safekeeping import town

CLOSED = datetime(2015, 3, 10, tzinfo=UTC)


async def hire_officers() -> None:
    for login, name in (("nuri", "기누리"), ("byeol", "한별")):
        person = await Person.create(login=login, name=name, phone="051-000-0000", created_at=NOW)
        await people.grant(person, people.Right("records"), by="tests", now=NOW)
    await equip()


async def closed_long_ago(number: int) -> list[Case]:
    minsu = await permissions.staff_actor(await people.find("minsu"))
    made = [await town.answered(await town.filed_with_file(one), minsu) for one in range(number)]
    ids = [case.id for case in made]
    await Case.filter(id__in=ids).update(closed_at=CLOSED, retention_class="y5")
    return list(await Case.filter(id__in=ids).order_by("id"))


@pytest.fixture
def due(run: Any, staff: Any) -> list[Case]:
    run(hire_officers())
    found: list[Case] = run(closed_long_ago(2))
    return found


DECISION = {"decision": "destroy", "reason": "2026년 제1차 심의회"}


def test_the_list_shows_dates_and_no_contents(due, sign_in, client):
    page = sign_in("nuri").text
    assert "보존기간이 끝난 민원" in page
    for words in (due[0].receipt_no, "보존 5년", "2015. 3. 10.", "2021. 1. 1.", "결정할 민원"):
        assert words in page
    for words in ("김하늘", "가로등이 꺼져", "010-2345", f"/desk/cases/{due[0].receipt_no}"):
        assert words not in page
    assert client.get(f"/desk/cases/{due[0].receipt_no}").status_code == 404


@pytest.mark.parametrize("login", ["minsu", "jeonghee", "sora", "yuna", "admin"])
def test_nobody_else_gets_in(login, due, sign_in, client, post):
    sign_in(login)
    assert client.get("/desk/retention").status_code == 403
    ticked = {"case": [str(one.id) for one in due]}
    assert post("/desk/retention", {**DECISION, **ticked}).status_code == 403
    assert post("/desk/retention/destroy", {"do": "destroy", "count": "2", **ticked}).status_code == 403


def test_one_decides_and_only_another_destroys(due, sign_in, client, post, run):
    ticked = {"case": [str(one.id) for one in due]}
    sign_in("nuri")
    assert "이 조건의 민원이 없습니다" in post("/desk/retention", {**DECISION, **ticked}).text
    own = client.get("/desk/retention?state=decided").text
    assert "다른 기록관 담당자가 파기해야 합니다" in own
    refused = post("/desk/retention/destroy", {"do": "destroy", "count": "2", **ticked})
    assert refused.status_code == 403
    assert "파기를 정한 사람" in refused.text

    sign_in("byeol")
    page = client.get("/desk/retention?state=decided&all=1").text
    assert page.count(" checked") == 2
    assert "nuri 정함" in page
    asked = post("/desk/retention/destroy", ticked).text
    assert "민원 2건을 파기할까요?" in asked
    assert "되돌릴 수 없습니다" in asked
    for wrong in ("", "3", "둘", "²", "9" * 5000):
        assert post("/desk/retention/destroy", {"do": "destroy", "count": wrong, **ticked}).status_code == 422
    assert run(Disposal.filter(destroyed_at=None).count()) == 2
    done = post("/desk/retention/destroy", {"do": "destroy", "count": "2", **ticked}).text
    assert "민원 2건을 파기했습니다" in done
    assert run(DataKey.filter(destroyed_at__not_isnull=True).count()) == 2
    assert "파기한 민원" in client.get("/desk/retention?state=destroyed").text
    looks = run(
        AccessLog.filter(what__startswith="disposal").order_by("id").values_list("actor", "what", "why")
    )
    assert looks == [("nuri", "disposal_decided", "destroy 2"), ("byeol", "disposal_executed", "2")]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "민원을 하나 이상 골라 주세요"),
        ({"case": "nonsense"}, "민원을 하나 이상 골라 주세요"),
        ({"decision": ""}, "하나를 골라 주세요"),
        ({"reason": ""}, "그렇게 정한 까닭을 적어 주세요"),
        ({"decision": "keep", "keep_until": "someday"}, "오늘보다 뒤의 날짜"),
        ({"reason": "900101-1234568"}, "주민등록번호"),
    ],
)
def test_what_is_missing_is_said_beside_it_and_the_rest_stays(sent, said, due, sign_in, post, run):
    sign_in("nuri")
    base = {} if sent in ({}, {"case": "nonsense"}) else {"case": [str(due[0].id)]}
    page = post("/desk/retention", {**DECISION, **base, **sent})
    assert page.status_code == 422
    assert said in page.text
    assert page.text.count(" checked") >= len(base)
    assert run(Disposal.all().count()) == 0


def test_a_case_that_nobody_knows_is_not_found(due, sign_in, post):
    sign_in("nuri")
    strange = {"case": "01a20d49-440b-779f-8aba-ceea9cd38556"}
    assert post("/desk/retention", {**DECISION, **strange}).status_code == 404
    assert post("/desk/retention/destroy", {"do": "destroy", "count": "1", **strange}).status_code == 404


def test_kept_cases_have_their_own_list(due, sign_in, client, post):
    sign_in("nuri")
    kept = {"decision": "keep", "keep_until": "2030-12-31", "reason": "소송 중", "case": [str(due[0].id)]}
    assert due[1].receipt_no in post("/desk/retention", kept).text
    page = client.get("/desk/retention?state=kept").text
    assert due[0].receipt_no in page
    assert "2030. 12. 31." in page
    for name in ("department=construction", "class=y5"):
        assert due[1].receipt_no in client.get(f"/desk/retention?{name}").text
    for name in ("department=traffic", "class=y1", "state=nonsense&class=y10"):
        assert due[1].receipt_no not in client.get(f"/desk/retention?{name}").text


def test_every_page_of_a_destroyed_case_says_so(due, sign_in, client, post, run, staff):
    """Receipt, petitioner's page and files, desk page and files, public row, a department's lease: no 500."""
    gone = due[0]
    link = run(link_of(gone))
    files = [str(one) for one in run(Attachment.filter(case_id=gone.id).values_list("id", flat=True))]
    run(destroyed_by_two(gone))
    number = gone.receipt_no
    client.get(f"/cases/{number}?k={link}")  # the browser keeps the case from here on
    for path in (f"/cases/{number}/receipt?k={link}", f"/cases/{number}/files/{files[0]}"):
        answer = client.get(path)
        assert answer.status_code == 410, path
        assert "법에 따라 파기되었습니다(파기일 2026. 3. 10.)" in answer.text
        assert "김하늘" not in answer.text
    page = client.get(f"/cases/{number}?k={link}")
    assert page.status_code == 200
    assert "법에 따라 파기했습니다" in page.text
    assert "보존기간이 끝나 내용 파기" in page.text
    assert client.get(f"/status/{number}").status_code == 200
    assert "보존기간이 끝나 내용 파기" in client.get(f"/status/{number}").text

    sign_in("minsu")
    page = client.get(f"/desk/cases/{number}")
    assert page.status_code == 200
    for words in (
        "법에 따라 내용을 파기했습니다",
        "기록관의 처분 결정",
        "보존기간이 끝나 내용 파기",
        "기누리",
    ):
        assert words in page.text
    for part in (f"files/{files[0]}", f"files/{files[0]}/small"):
        assert client.get(f"/desk/cases/{number}/{part}").status_code == 410
    assert post(f"/desk/cases/{number}/contact", {"why": "call"}).status_code == 200
    assert client.get("/desk?view=closed").status_code == 200
    assert "없습니다" in post("/desk/search", {"q": "010-2345-6789"}).text or due[1].receipt_no


async def link_of(case: Case) -> str:
    return cases.link_token(case)


async def destroyed_by_two(case: Case) -> None:
    first, second = [await permissions.staff_actor(await people.find(login)) for login in ("nuri", "byeol")]
    decision = retention.Decision(retention.DESTROY, "심의회")
    await retention.decide([case.id], decision, actor=first, login="nuri", now=NOW)
    assert (await retention.carry_out([case.id], actor=second, login="byeol", now=NOW)).done == 1
    assert await OutboxMessage.filter(case_id=case.id).exists()
