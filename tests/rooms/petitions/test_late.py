"""A date was missed: the inspector urges the office, the petitioner demands correction, and everybody reads it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import cases, permissions
from portal.kernel.models import OutboxMessage, StaffNotice
from portal.kernel.refusals import Refusal
from portal.rooms.petitions.rules import NotYet
from tests.cast import NOW, filed, service_of
from tests.rooms.petitions.conftest import ANSWER

LONG_AGO = NOW - timedelta(days=20)
URGING = {"urging": "3월 12일까지 답변하고 까닭을 알려 주세요."}


@pytest.fixture
def case(run):
    """A report that nobody has accepted for twenty days."""
    return run(filed(now=LONG_AGO))


@pytest.fixture
def urge(run, cast, case):
    """The inspector's reminder, as whoever of the cast is named."""

    def make(who="yuna", at=NOW):
        return run(cases.move(case.id, "urge", actor=getattr(cast, who), now=at, data=URGING))

    return make


def _told(run, topic):
    async def read():
        rows = await StaffNotice.filter(topic=topic).order_by("created_at", "id").select_related("person")
        return [row.person.login for row in rows]

    return run(read())


def test_the_inspector_urges_officer_and_supervisor_and_the_petitioner_reads_it(client, mine, act, urge, run):
    """민원령 28②: 독촉장."""
    act("accept", at=LONG_AGO)
    urge()
    assert _told(run, "urged") == ["minsu", "jeonghee"]
    page = client.get(mine).text
    for shown in (
        "독촉장",
        URGING["urging"],
        "감사담당관 최유나",
        "감사 담당이 담당 부서에 처리를 독촉했습니다",
    ):
        assert shown in page
    types = run(_types())
    assert types[-1] == "kr.portal.case.urge"


async def _types():
    return await OutboxMessage.all().order_by("sequence").values_list("type", flat=True)


def test_only_the_inspector_urges_and_only_what_is_late(urge, run, cast, act):
    for who in ("minsu", "jeonghee", "sora", "admin"):
        with pytest.raises(permissions.NotAllowed):
            urge(who)
    fresh = run(filed())
    with pytest.raises(NotYet, match="기한이 지난"):
        run(cases.move(fresh.id, "urge", actor=cast.yuna, now=NOW, data=URGING))
    for name, data in (("accept", {}), ("decide", ANSWER), ("notify", {})):
        act(name, **data)
    with pytest.raises(Refusal):
        urge()


def test_the_next_reminder_waits_a_week(urge, now_of):
    urge()
    with pytest.raises(NotYet, match="일주일"):
        urge(at=NOW + timedelta(days=6))
    urge(at=NOW + timedelta(days=7))
    assert now_of().clock["urged_at"] == (NOW + timedelta(days=7)).isoformat()


def test_the_petitioner_demands_correction_once_a_week(client, mine, post, run, cast, now_of):
    """민원령 18."""
    assert "바로잡아 달라고 요구하기" in client.get(mine).text
    assert "제18조" in client.get(f"{mine}/demand").text
    page = post(f"{mine}/demand", {"demand": "언제 되나요?"})
    assert page.url.path == mine
    for shown in ("시정 요구", "언제 되나요?", "시정 요구를 받았습니다"):
        assert shown in page.text
    assert f"{mine}/demand" not in page.text
    assert post(f"{mine}/demand", {"demand": "또"}).url.path == mine
    assert _told(run, "demanded") == ["jeonghee", "yuna"]
    assert now_of().clock["demanded_at"] == NOW.isoformat()


def test_what_is_in_time_leaves_nothing_to_demand(client, run, post):
    fresh = run(filed())
    mine = f"/cases/{fresh.receipt_no}"
    client.get(mine, params={"k": cases.link_token(fresh)})
    assert "요구하기" not in client.get(mine).text
    assert client.get(f"{mine}/demand").url.path == mine


def test_a_resident_number_comes_back_with_the_offer_to_mask_it(mine, post, now_of):
    page = post(f"{mine}/demand", {"demand": "900101-1234567"})
    assert page.status_code == 422
    assert "900101-1234567" in page.text
    page = post(f"{mine}/demand", {"demand": "900101-1234567", "do": "mask"})
    assert page.url.path == mine
    assert "1234567" not in page.text


def test_the_front_desk_writes_down_a_demand_that_was_spoken(run, cast, case, now_of):
    run(cases.move(case.id, "demand", actor=cast.sora, now=NOW, data={"demand": "전화로 요구하셨습니다."}))
    assert "demanded_at" in now_of().clock


def test_a_guardian_goes_along_with_a_statutory_petition_until_it_ends(client, run, cast, case):
    """민원법 33, 민원령 37: advice, help with papers, until it ends."""
    guardian = {"guardian": cast.jeonghee.id}
    with pytest.raises(NotYet, match="법정민원"):
        run(cases.move(case.id, "name_guardian", actor=cast.minsu, now=NOW, data=guardian))
    permit = run(filed(service_of("construction", "permit"), answers={"details": "간판을 답니다."}))
    stranger = {"guardian": cast.stranger.id}
    with pytest.raises(Refusal) as refused:
        run(cases.move(permit.id, "name_guardian", actor=cast.minsu, now=NOW, data=stranger))
    assert set(refused.value.fields) == {"guardian"}
    run(cases.move(permit.id, "name_guardian", actor=cast.minsu, now=NOW, data=guardian))
    assert _told(run, "guardian") == ["jeonghee"]
    mine = f"/cases/{permit.receipt_no}"
    client.get(mine, params={"k": cases.link_token(permit)})
    page = client.get(mine).text
    for shown in ("<dt>민원후견인</dt>", "김정희 051-519-4561", "민원을 도와드릴 사람을 정했습니다"):
        assert shown in page
    run(cases.move(permit.id, "withdraw", actor=cast.minsu, now=NOW))
    assert "<dt>민원후견인</dt>" not in client.get(mine).text
