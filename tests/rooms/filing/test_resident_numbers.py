"""Does a resident number stop before anything is stored, wherever it stands (보호법 24조의2)?"""

from __future__ import annotations

from portal.kernel.models import Attachment
from portal.settings import Settings
from tests.kernel import papers
from tests.rooms.filing.resident import NUMBER, WHAT, WHERE, WHO, Resident, Run, path_of, picture

MASKED = "900101-*******"


def nothing_stored(resident: Resident, var: Settings) -> None:
    """Neither a word of the request in the draft, nor the number anywhere on disk."""
    assert [draft for draft in resident.drafts() if draft.content_ct] == []
    for path in var.var.rglob("*"):
        if path.is_file():
            assert NUMBER.encode() not in path.read_bytes()


def test_in_a_short_text_it_stops_and_can_be_masked(resident: Resident, var: Settings) -> None:
    resident.service = "suggestion"
    resident.begin()
    typed = {"subject": f"제안 {NUMBER}", "content": "이렇게 하면 좋겠습니다."}
    page = resident.step("content", typed)
    assert page.status_code == 422
    assert "<title>오류:" in page.text
    assert "개인정보 보호법 제24조의2" in page.text
    assert 'href="#f-subject"' in page.text
    assert f'value="제안 {NUMBER}"' in page.text
    nothing_stored(resident, var)
    following = resident.step("content", {**typed, "do": "mask"})
    assert path_of(following) == f"{resident.base}/effect"
    assert f'value="제안 {MASKED}"' in resident.client.get(f"{resident.base}/content").text


def test_in_a_long_text_it_stops_with_files_and_all(resident: Resident, var: Settings, run: Run) -> None:
    resident.service = "suggestion"
    resident.begin()
    page = resident.step(
        "content",
        {"subject": "제안", "content": "앞줄\n９００１０１ - 1234567\n뒷줄"},
        files=picture("그림.jpg", papers.jpeg(), "files"),
    )
    assert page.status_code == 422
    assert "９００１０１ - 1234567" in page.text
    assert run(Attachment.all().count()) == 0
    nothing_stored(resident, var)


def test_in_a_file_s_name_it_stops_and_the_file_chosen_again_is_taken_masked(
    resident: Resident, var: Settings
) -> None:
    resident.begin()
    upload = picture(f"신분증 {NUMBER}.jpg", papers.jpeg())
    page = resident.step("where", WHERE, files=upload)
    assert page.status_code == 422
    assert 'href="#f-photos"' in page.text
    assert 'name="again" value="photos"' in page.text
    nothing_stored(resident, var)
    without = resident.step("where", {**WHERE, "do": "mask", "again": "photos"})
    assert without.status_code == 422
    assert "같은 파일을 다시 골라 주세요" in without.text
    following = resident.step("where", {**WHERE, "do": "mask", "again": "photos"}, files=upload)
    assert path_of(following) == f"{resident.base}/contact"
    assert f"신분증 {MASKED}.jpg".replace("*", "_") in resident.client.get(f"{resident.base}/where").text


def test_an_autosave_with_it_is_refused_with_a_reason(resident: Resident, var: Settings) -> None:
    resident.begin()
    answer = resident.post(
        f"{resident.base}/what/autosave",
        {"problem": "streetlight", "details": f"제 번호는 {NUMBER.replace('-', '')}입니다."},
        headers={"Accept": "application/json, application/problem+json"},
    )
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "resident_number"
    assert "주민등록번호" in answer.json()["detail"]
    assert NUMBER not in answer.text
    nothing_stored(resident, var)
    contact = resident.post(
        f"{resident.base}/contact/autosave",
        {"petitioner_name": NUMBER},
        headers={"Accept": "application/problem+json"},
    )
    assert contact.status_code == 422
    nothing_stored(resident, var)


def test_in_the_petitioner_s_words_it_stops_and_can_be_masked(resident: Resident, var: Settings) -> None:
    resident.begin()
    typed = {**WHO, "petitioner_address-detail": f"101호 {NUMBER}"}
    page = resident.step("contact", typed)
    assert page.status_code == 422
    assert 'href="#f-petitioner_address-detail"' in page.text
    nothing_stored(resident, var)
    assert path_of(resident.step("contact", {**typed, "do": "mask"})) == f"{resident.base}/check"


def test_the_other_buttons_do_not_let_it_through(resident: Resident, var: Settings) -> None:
    resident.begin()
    for button in ("back", "save", "upload", "en"):
        assert resident.step("what", {**WHAT, "details": NUMBER, "do": button}).status_code == 422
    nothing_stored(resident, var)


def test_in_one_request_it_is_refused(resident: Resident) -> None:
    answer = resident.post(
        "/services/streetlight-road/file",
        {**WHAT, **WHERE, **WHO, "details": NUMBER, "key": "k" * 20, "consent": "yes"},
        headers={"Accept": "application/json"},
    )
    assert answer.status_code == 422
    assert answer.json()["code"] == "resident_number"
    assert resident.cases() == []
