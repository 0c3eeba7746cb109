"""Is anything that was typed ever lost: by an error, going back, a reload, another language, a changed form?"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from typing import Any

import pytest

from portal.kernel import catalogue
from portal.kernel.models import Draft
from portal.kernel.words import Text
from tests.rooms.filing.resident import WHAT, WHERE, WHO, Resident, Run, path_of

LONG = "가로등 기둥 번호는 12-3이고 <b>밤</b>에 어둡습니다.\n둘째 줄도 있습니다."


def test_an_error_names_its_field_and_keeps_what_was_typed(resident: Resident) -> None:
    resident.begin()
    page = resident.step("what", {"details": LONG})
    assert page.status_code == 422
    assert "<title>오류:" in page.text
    assert '<a href="#f-problem">어떤 불편인지 골라 주세요.</a>' in page.text
    assert 'id="e-problem"' in page.text
    assert str(escape(LONG, quote=False)) in page.text
    assert str(escape(LONG, quote=False)) in resident.client.get(f"{resident.base}/what").text


def test_a_choice_that_is_none_of_ours_is_refused(resident: Resident) -> None:
    resident.begin()
    assert resident.step("what", {**WHAT, "problem": "volcano"}).status_code == 422


def test_going_back_keeps_what_was_typed_even_if_it_is_wrong(resident: Resident) -> None:
    resident.begin()
    resident.step("what", WHAT)
    back = resident.step("where", {"place-words": "북문", "do": "back"})
    assert path_of(back) == f"{resident.base}/what"
    assert "가로등이 사흘째 꺼져 있습니다." in back.text
    assert 'value="북문"' in resident.client.get(f"{resident.base}/where").text


def test_back_from_the_first_step_leads_to_the_service_which_offers_to_go_on(resident: Resident) -> None:
    resident.begin()
    page = resident.step("what", {"details": "꺼짐", "do": "back"})
    assert path_of(page) == "/services/streetlight-road"
    assert f"{resident.base}/what" in page.text
    assert "쓰던 신청서 이어 쓰기" in page.text


@pytest.mark.parametrize(
    ("button", "lang", "heading"),
    [("lang=en", "en", "What is wrong?"), ("lang=ko", "ko", "어떤 불편인가요?")],
)
def test_the_form_s_language_button_keeps_what_was_typed(
    resident: Resident, button: str, lang: str, heading: str
) -> None:
    resident.begin()
    page = resident.step("what", {"details": LONG, "do": button})
    assert path_of(page) == f"{resident.base}/what"
    assert page.headers["content-language"] == lang
    assert heading in page.text
    assert str(escape(LONG, quote=False)) in page.text


def test_the_header_s_language_link_returns_to_the_same_step_with_what_was_saved(resident: Resident) -> None:
    resident.begin()
    saved = resident.post(f"{resident.base}/what/autosave", {"details": LONG})
    assert saved.json() == {"saved": True}
    page = resident.client.get(f"/preferences?lang=en&back={resident.base}/what")
    assert path_of(page) == f"{resident.base}/what"
    assert str(escape(LONG, quote=False)) in page.text


def test_an_autosave_leaves_alone_what_it_does_not_bring(resident: Resident) -> None:
    resident.begin()
    resident.step("what", WHAT)
    resident.post(f"{resident.base}/what/autosave", {"problem": "pothole", "csrf_token": "x", "foreign": "y"})
    page = resident.client.get(f"{resident.base}/what").text
    assert 'value="pothole" checked' in page
    assert WHAT["details"] in page
    assert resident.step("what", {**WHAT, "problem": "pothole"}).status_code == 200


def test_the_petitioner_s_words_are_kept_with_their_errors(resident: Resident) -> None:
    resident.begin()
    typed = {**WHO, "petitioner_phone": "12", "petitioner_email": "haneul@", "petitioner_address-road": ""}
    page = resident.step("contact", typed)
    assert page.status_code == 422
    for name in ("petitioner_address-road", "petitioner_phone", "petitioner_email"):
        assert f'href="#f-{name}"' in page.text
        assert f'id="e-{name}"' in page.text
    for value in ("12", "haneul@", "46274"):
        assert f'value="{value}"' in page.text


def test_a_date_that_no_picker_can_show_stays_as_typed(resident: Resident) -> None:
    resident.service = "noise-smell"
    resident.begin()
    page = resident.step("what", {"problem": "noise", "details": "시끄럽습니다", "since": "지난 겨울부터"})
    assert page.status_code == 422
    assert 'type="text" value="지난 겨울부터"' in page.text
    kept = resident.step(
        "what", {"problem": "noise", "details": "시끄럽습니다", "since": "2026. 3. 8.", "do": "save"}
    )
    assert 'type="date" value="2026-03-08"' in kept.text


def change_the_form(run: Run, **changes: Any) -> None:
    """Publish another version of the service while somebody fills in the older one."""
    before = catalogue.current()

    async def publish() -> None:
        services = tuple(
            replace(service, version=service.version + 1, **changes)
            if service.code == "streetlight-road"
            else service
            for service in before.services
        )
        catalogue.use(replace(before, services=services))

    run(publish())


def test_a_form_that_changed_but_still_fits_is_filed_as_the_new_version(resident: Resident, run: Run) -> None:
    resident.fill()
    change_the_form(run, summary=Text("새 설명", "New words"))
    assert "신청서가 바뀌었습니다" in resident.client.get(f"{resident.base}/check").text
    assert resident.submit().status_code == 200
    assert resident.cases()[0].service_version == catalogue.service("streetlight-road").version


def test_a_form_that_changed_and_no_longer_fits_says_so_and_carries_over_what_does(
    resident: Resident, run: Run
) -> None:
    resident.fill()
    service = catalogue.service("streetlight-road")
    fields = tuple(
        replace(field, name="story", label=Text("이야기", "Story")) if field.name == "details" else field
        for field in service.fields
    )
    change_the_form(run, fields=fields)
    page = resident.submit()
    assert page.status_code == 409
    assert "<title>오류:" in page.text
    assert "작성하는 동안 신청서가 바뀌었습니다" in page.text
    assert "새 신청서에는 없는 칸에 적은 내용" in page.text
    assert WHAT["details"] in page.text
    assert f"{resident.base}/what?from=check#f-story" in page.text
    assert WHERE["place-words"] in page.text
    assert resident.cases() == []
    assert run(Draft.first()).service_version == service.version + 1
    resident.step("what", {"problem": "streetlight", "story": "사흘째 어둡습니다."})
    assert resident.submit().status_code == 200


def test_a_form_that_changes_twice_still_loses_nothing(resident: Resident, run: Run) -> None:
    resident.fill()
    fields = catalogue.service("streetlight-road").fields
    change_the_form(run, fields=tuple(field for field in fields if field.name != "details"))
    resident.step("where", WHERE)
    change_the_form(run, fields=tuple(field for field in fields if field.name not in {"details", "place"}))
    resident.post(f"{resident.base}/what/autosave", {"problem": "pothole"})
    page = resident.client.get(f"{resident.base}/check").text
    assert WHAT["details"] in page
    assert WHERE["place-words"] in page
    assert resident.submit().status_code == 200


def test_the_header_s_ways_to_another_look_save_the_form_and_enter_presses_none_of_them(
    resident: Resident,
) -> None:
    resident.begin()
    page = resident.client.get(f"{resident.base}/what")
    assert "/preferences?" not in page.text
    form = '<form id="step"'
    assert form in page.text
    buttons = re.findall(r'<button[^>]*form="step"[^>]*>', page.text)
    assert [button for button in buttons if 'value="lang=en"' in button]
    assert "name=" not in buttons[0], "the first button is what Enter presses: it only goes on"
