"""Does one way lead from the handbook to a receipt, on any browser, and to one receipt only?"""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from portal.kernel import catalogue, keys
from portal.kernel.cases import Filed, answers_of, key_of, link_token, petitioner_of, pin_of
from portal.kernel.models import Case, DataKey, Draft, Session
from portal.rooms.filing import actions
from portal.rooms.filing.queries import draft_of
from tests.cast import NOW
from tests.kernel import papers
from tests.rooms.filing.resident import (
    SERVICE,
    WHAT,
    WHERE,
    WHO,
    Clock,
    Resident,
    Run,
    path_of,
    picture,
    receipt_number,
)


def test_a_guest_with_a_phone_files_a_living_report_and_gets_a_receipt(resident: Resident) -> None:
    check = resident.fill()
    assert "금정산 북문 오르는 길" in check.text
    receipt = resident.submit()
    assert receipt.status_code == 200
    case = resident.cases()[0]
    assert receipt_number(receipt) == case.receipt_no
    assert path_of(receipt) == f"/cases/{case.receipt_no}/receipt"
    key = resident.run(key_of(case))
    assert answers_of(case, key) == {**WHAT, "place": {"words": WHERE["place-words"]}}
    who = petitioner_of(case, key)
    assert (who.name, who.phone, who.email_proved) == ("김하늘", "010-2345-6789", False)
    assert who.address == "(46274) 부산광역시 금정구 중앙대로 1777"


def test_the_receipt_says_what_when_until_when_and_by_whom(resident: Resident) -> None:
    """민원법 9②: a receipt slip, always with a number."""
    resident.fill()
    receipt = resident.submit().text
    # 10 March 2026, 10:00: eight working hours end on the 11th at 10:00, three more at 14:00 (lunch left out).
    assert "3. 11.(수) 오전 10시까지" in receipt
    assert "2026. 3. 11.(수) 오후 2시까지" in receipt
    assert "건설과 도로관리팀" in receipt
    assert "051-000-4110" in receipt
    assert "가로등이 사흘째 꺼져 있습니다." in receipt
    assert receipt.count('<details class="reckoning">') == 2
    assert 'class="qr"' in receipt


def test_the_secret_link_opens_the_receipt_elsewhere_but_tells_no_pin(resident: Resident) -> None:
    resident.fill()
    assert "확인번호(PIN)" in resident.submit().text
    case = resident.cases()[0]
    path = f"/cases/{case.receipt_no}/receipt"
    with resident.away() as other:
        assert other.client.get(path).status_code == 404
        assert other.client.get(f"{path}?k=wrong").status_code == 404
        opened = other.client.get(f"{path}?k={link_token(case)}")
        assert opened.status_code == 200
        assert pin_of(case) not in opened.text
        # The secret is out of the address, and so in no way back that a session or another page keeps.
        assert (opened.url.path, opened.url.query) == (path, b"")
        backs = [part.split('"')[0] for part in opened.text.split("back=")[1:]]
        assert backs
        assert not any(link_token(case) in back for back in backs)


def test_the_pin_stands_on_the_receipt_for_half_an_hour(resident: Resident, clock: Clock) -> None:
    resident.fill()
    receipt = resident.submit()
    assert pin_of(resident.cases()[0]) in receipt.text
    assert pin_of(resident.cases()[0]) in resident.client.get(path_of(receipt)).text
    clock.forward(minutes=31)
    again = resident.client.get(path_of(receipt))
    assert again.status_code == 200
    assert pin_of(resident.cases()[0]) not in again.text


def test_a_doubled_submit_leads_to_the_same_receipt(resident: Resident) -> None:
    check = resident.fill()
    key = resident.drafts()[0].idempotency_key
    assert f'name="key" value="{key}"' in check.text
    first = resident.submit(key=key)
    second = resident.submit(key=key)
    assert path_of(first) == path_of(second)
    assert second.status_code == 200
    assert len(resident.cases()) == 1
    assert path_of(resident.client.get(f"{resident.base}/check")) == path_of(first)


def test_a_receipt_is_found_again_when_the_answer_was_lost(resident: Resident, run: Run) -> None:
    resident.fill()
    receipt = resident.submit()

    async def forget() -> None:
        """As if the process died between the commit and the session's."""
        for row in await Session.all():
            row.data = {name: value for name, value in row.data.items() if name != "cases"}
            await row.save()

    run(forget())
    assert resident.client.get(path_of(receipt)).status_code == 404
    assert path_of(resident.submit()) == path_of(receipt)


def test_the_token_changes_with_the_filing_and_the_one_before_opens_nothing_by_itself(
    resident: Resident, clock: Clock
) -> None:
    resident.fill()
    before = resident.client.cookies["session"]
    receipt = resident.submit()
    assert resident.client.cookies["session"] != before
    resident.client.cookies.clear()
    resident.client.cookies.set("session", before, domain="127.0.0.1")
    assert resident.client.get(path_of(receipt)).status_code == 404
    clock.forward(minutes=10)
    assert resident.submit().status_code == 401


def test_the_button_pressed_again_under_the_token_before_leads_to_the_receipt(resident: Resident) -> None:
    resident.fill()
    before = resident.client.cookies["session"]
    receipt = resident.submit()
    # The answer with the new token never arrived: the browser still has the one before.
    resident.client.cookies.clear()
    resident.client.cookies.set("session", before, domain="127.0.0.1")
    assert path_of(resident.submit()) == path_of(receipt)
    assert len(resident.cases()) == 1
    assert resident.client.get(path_of(receipt)).status_code == 200


def test_another_draft_s_key_opens_nothing(resident: Resident) -> None:
    resident.fill()
    resident.submit()
    assert resident.submit(key="x" * 43).status_code == 404


def test_somebody_else_s_draft_is_not_there(resident: Resident) -> None:
    resident.fill()
    with resident.away() as neighbour:
        neighbour.begin()
        neighbour.base = resident.base
        assert neighbour.client.get(f"{resident.base}/what").status_code == 404
        assert neighbour.client.get(f"{resident.base}/check").status_code == 404
        for step, data in (("what", WHAT), ("contact", WHO)):
            assert neighbour.step(step, data).status_code == 404
            assert neighbour.step(f"{step}/autosave", data).status_code == 404
        assert neighbour.submit().status_code == 404
    assert resident.cases() == []
    assert resident.client.get(f"{resident.base}/what").status_code == 200


def test_an_expired_or_invented_draft_is_not_there(resident: Resident, clock: Clock) -> None:
    resident.fill()
    assert resident.client.get(f"/services/{SERVICE}/apply/{uuid4()}/what").status_code == 404
    assert (
        resident.client.get(f"/services/rubbish/apply/{resident.base.split('/')[-1]}/what").status_code == 404
    )
    assert resident.client.get(f"{resident.base}/nowhere").status_code == 404
    clock.forward(days=6, hours=23)
    assert resident.client.get(f"{resident.base}/what").status_code == 200
    clock.forward(hours=1)
    assert resident.client.get(f"{resident.base}/what").status_code == 404


def test_the_draft_s_words_are_sealed_and_its_key_becomes_the_case_s(resident: Resident, run: Run) -> None:
    resident.fill()
    draft = resident.drafts()[0]
    assert "사흘째".encode() not in bytes(draft.content_ct or b"")
    resident.submit()
    assert resident.cases()[0].key_id == draft.key_id
    assert run(Draft.all().count()) == 0
    assert run(DataKey.all().count()) == 1


def test_without_consent_nothing_is_filed(resident: Resident) -> None:
    resident.fill()
    page = resident.submit(consent="")
    assert page.status_code == 422
    assert "<title>오류:" in page.text
    assert 'href="#f-consent"' in page.text
    assert resident.cases() == []


def test_an_unfinished_form_is_not_filed_and_says_where_to_go(resident: Resident) -> None:
    resident.begin()
    resident.step("what", {"problem": "streetlight", "details": ""})
    page = resident.submit()
    assert page.status_code == 422
    assert f"{resident.base}/what?from=check#f-details" in page.text
    assert f"{resident.base}/where?from=check#f-place-words" in page.text
    assert f"{resident.base}/contact?from=check#f-petitioner_name" in page.text
    assert resident.cases() == []


def test_a_change_from_the_check_page_comes_back_to_it(resident: Resident) -> None:
    resident.fill()
    page = resident.step("what?from=check", {**WHAT, "details": "두 개가 꺼져 있습니다."})
    assert path_of(page) == f"{resident.base}/check"
    assert "두 개가 꺼져 있습니다." in page.text


def test_every_post_needs_our_own_page(resident: Resident) -> None:
    resident.fill()
    forged = resident.client.post(f"{resident.base}/submit", data={"consent": "yes"})
    assert forged.status_code == 403
    foreign = resident.post(
        f"{resident.base}/submit", {"consent": "yes"}, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    assert resident.cases() == []


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_step_of_every_service_can_be_drawn(resident: Resident, lang: str) -> None:
    resident.client.get(f"/preferences?lang={lang}&back=/token")
    resident.client.get("/services")
    for service in catalogue.current().services:
        assert resident.client.get(f"/services/{service.code}").status_code == 200
        if service.identity == "verified":
            continue
        resident.service = service.code
        resident.begin()
        for step in (*(group.code for group in service.groups), "contact", "check"):
            page = resident.client.get(f"{resident.base}/{step}")
            assert page.status_code == 200, (service.code, step)
            assert page.text.count("<h1") == 1


def test_a_case_of_the_filing_is_on_disk_with_its_outbox_row(resident: Resident, run: Run) -> None:
    resident.fill()
    resident.submit()
    case = run(Case.all().prefetch_related("events").first())
    assert [event.kind for event in case.events] == ["file"]
    assert keys.keyed_hash("phone", "01023456789") == case.phone_hash


def test_a_draft_that_is_given_up_is_gone_with_its_files_and_its_key(resident: Resident, run: Run) -> None:
    resident.begin()
    resident.step("where", {**WHERE, "do": "upload"}, files=picture("하나.jpg", papers.jpeg()))
    page = resident.post(f"{resident.base}/discard")
    assert path_of(page) == f"/services/{SERVICE}"
    assert "쓰던 신청서" not in page.text
    assert run(DataKey.all().count()) == run(Draft.all().count()) == 0
    assert resident.client.get(f"{resident.base}/where").status_code == 404


def test_two_submits_at_the_same_moment_make_one_case(resident: Resident, run: Run) -> None:
    resident.fill()
    row = resident.drafts()[0]

    async def both() -> tuple[Filed, Filed]:
        opened = [await draft_of(row.id, SERVICE, row.session_id, NOW) for _ in range(2)]
        one, other = (actions.hand_in(draft, consent=True, lang="ko", now=NOW) for draft in opened)
        return await asyncio.gather(one, other)

    first, second = run(both())
    assert first.case.receipt_no == second.case.receipt_no
    assert sorted((first.repeated, second.repeated)) == [False, True]
    assert len(resident.cases()) == 1


def test_a_wrong_answer_is_shown_on_the_check_page_as_it_was_typed(resident: Resident) -> None:
    resident.service = "noise-smell"
    resident.begin()
    resident.step("what", {"problem": "noise", "details": "시끄럽습니다", "since": "지난 겨울부터"})
    assert "지난 겨울부터" in resident.client.get(f"{resident.base}/check").text
