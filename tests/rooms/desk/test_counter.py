"""A walk-in at the counter: one page, filed and accepted at once, a receipt with the PIN."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from portal.kernel import cases
from portal.kernel.models import AccessLog, Attachment, Case, DataKey, Draft
from portal.kernel.record import signing
from tests.cast import NOW
from tests.kernel.papers import pdf

WALK_IN = {
    "petitioner_name": "오말순",
    "petitioner_address-postcode": "46274",
    "petitioner_address-road": "부산광역시 금정구 중앙대로 1777",
    "petitioner_phone": "010-5555-0101",
    "problem": "streetlight",
    "details": "집 앞 가로등이 사흘째 꺼져 있습니다.",
    "place-words": "부곡동 223 앞",
    "accept": "yes",
}
PATH = "/desk/counter/streetlight-road"


@pytest.fixture
def enter(client, post):
    """Send the entry form as its page would."""

    def send(path=PATH, files=None, key=None, **changed):
        page = client.get(path)
        assert page.status_code == 200
        (known,) = re.findall(r'name="key" value="([^"]+)"', page.text)
        return post(path, {"key": key or known, **WALK_IN, **changed}, files=files)

    return send


async def only_case():
    return await Case.all().get()


async def count(*models):
    return [await model.all().count() for model in models]


async def last_look():
    return await AccessLog.all().order_by("-id").first()


async def contents(case):
    key = await cases.key_of(case)
    return cases.petitioner_of(case, key), cases.answers_of(case, key)


def test_an_entry_is_filed_accepted_and_answered_with_a_receipt(staff, sign_in, enter, client, run):
    sign_in("sora")
    page = enter()
    case = run(only_case())
    assert page.url.path == f"/desk/counter/receipt/{case.receipt_no}"
    assert (case.channel, case.stage, case.department) == ("counter", "accepted", "construction")
    for words in (case.receipt_no, cases.pin_of(case), "051-", "늦어도"):
        assert words in page.text
    assert "서명한 접수증" not in page.text
    run(signing.make(NOW - timedelta(days=1)))
    again = client.get(page.url.path).text
    assert "서명한 접수증" in again
    assert "약속이 서명되어 있습니다" in again
    petitioner, said = run(contents(case))
    assert (petitioner.name, petitioner.email_proved) == ("오말순", False)
    assert said["details"] == WALK_IN["details"]
    look = run(last_look())
    assert (look.actor, look.what, look.case_id) == ("sora", "counter_filed", case.id)


def test_a_case_may_be_left_to_its_department(staff, sign_in, enter, run):
    sign_in("sora")
    page = enter(accept="")
    assert run(only_case()).stage == "submitted"
    assert "접수 기한" in page.text


def test_the_pin_is_shown_to_who_entered_it_only(staff, sign_in, enter, client, run):
    sign_in("sora")
    page = enter()
    case = run(only_case())
    assert cases.pin_of(case) in page.text
    sign_in("minsu")
    later = client.get(f"/desk/counter/receipt/{case.receipt_no}")
    assert later.status_code == 200
    assert cases.pin_of(case) not in later.text
    sign_in("jiho")
    assert client.get(f"/desk/counter/receipt/{case.receipt_no}").status_code == 404


def test_a_doubled_press_files_once(staff, sign_in, enter, run):
    sign_in("sora")
    first = enter(key="one-page-one-key-0001")
    second = enter(key="one-page-one-key-0001")
    assert first.url == second.url
    assert run(count(Case)) == [1]


def test_a_doubled_press_with_papers_files_once(staff, sign_in, enter, run):
    sign_in("sora")
    papers = [("photos", ("현장.pdf", pdf(), "application/pdf"))]
    first = enter(key="one-page-one-key-0001", files=papers)
    second = enter(key="one-page-one-key-0001", files=papers)
    assert first.url == second.url
    assert run(count(Case, Attachment, Draft)) == [1, 1, 0]


def test_another_walk_in_under_the_same_key_is_not_taken_for_the_first(staff, sign_in, enter, run):
    sign_in("sora")
    enter(key="one-page-one-key-0001")
    page = enter(key="one-page-one-key-0001", petitioner_name="박서준")
    assert page.status_code == 409
    assert 'value="박서준"' in page.text
    assert run(count(Case)) == [1]


def test_two_entries_without_a_key_are_two(staff, sign_in, post, run):
    sign_in("sora")
    post(PATH, WALK_IN)
    post(PATH, {**WALK_IN, "petitioner_name": "박서준"})
    assert run(count(Case)) == [2]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"petitioner_name": ""}, "petitioner_name"),
        ({"petitioner_phone": ""}, "petitioner_phone"),
        ({"petitioner_phone": "12"}, "petitioner_phone"),
        ({"petitioner_address-road": ""}, "petitioner_address-road"),
        ({"problem": "nonsense"}, "problem"),
        ({"details": ""}, "details"),
        ({"details": "900101-1234567 입니다"}, "details"),
        ({"place-words": ""}, "place-words"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_is_filed(
    staff, sign_in, enter, run, changed, field
):
    sign_in("sora")
    page = enter(**changed)
    assert page.status_code == 422
    assert f'id="e-{field}"' in page.text
    assert f'href="#f-{field}"' in page.text
    if field != "petitioner_name":
        assert 'value="오말순"' in page.text
    assert run(count(Case, Draft, DataKey)) == [0, 0, 0]


def test_papers_may_be_scanned_in(staff, sign_in, enter, run, client):
    sign_in("sora")
    enter(files=[("photos", ("현장.pdf", pdf(), "application/pdf"))])
    case = run(only_case())
    (file,) = run(attachments())
    assert (file.case_id, file.field, file.event_seq) == (case.id, "photos", 1)
    assert "현장.pdf" in client.get(f"/desk/cases/{case.receipt_no}").text
    assert run(count(Draft)) == [0]


async def attachments():
    return await Attachment.all()


def test_a_false_file_is_refused_and_leaves_nothing_behind(staff, sign_in, enter, run):
    sign_in("sora")
    page = enter(files=[("photos", ("현장.jpg", b"MZ\x00", "image/jpeg"))])
    assert page.status_code == 422
    assert WALK_IN["details"] in page.text
    assert run(count(Case, Draft, DataKey, Attachment)) == [0, 0, 0, 0]


def test_whoever_must_be_identified_is_so_at_the_counter(staff, sign_in, client, post, run):
    sign_in("sora")
    path = "/desk/counter/resident-register-copy"
    said = {**WALK_IN, "kind": "", "copies": "1", "key": "a-page-of-its-own-key"}
    page = post(path, said)
    assert page.status_code == 422
    assert "신분증으로 본인을 확인한 다음 표시해 주세요." in page.text


def test_a_service_is_found_by_initials(staff, sign_in, client):
    sign_in("sora")
    page = client.get("/desk/counter", params={"q": "ㄱㄹㄷ"})
    assert "/desk/counter/streetlight-road" in page.text


def test_a_clerk_enters_for_the_own_departments_only(staff, sign_in, client):
    sign_in("minsu")
    page = client.get("/desk/counter").text
    assert "/desk/counter/streetlight-road" in page
    assert "/desk/counter/grievance" not in page
    assert client.get("/desk/counter/grievance").status_code == 404


@pytest.mark.parametrize("login", ["yuna", "admin"])
def test_who_reads_no_contents_enters_none(staff, sign_in, client, login):
    sign_in(login)
    assert client.get("/desk/counter").status_code == 403
    assert client.get(PATH).status_code == 403


def test_a_forged_entry_files_nothing(staff, sign_in, client, run):
    sign_in("sora")
    assert client.post(PATH, data={"key": "x" * 20, **WALK_IN}).status_code == 403
    assert run(count(Case)) == [0]
