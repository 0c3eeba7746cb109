"""A member of staff who is refused stays at the desk: its frame, their name, the way back to the list."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("login", "path", "status"),
    [
        ("minsu", "/desk/log", 403),
        ("minsu", "/desk/cases/2026-000999-0", 404),
        ("minsu", "/desk/nothing", 404),
    ],
)
def test_a_refusal_at_the_desk_keeps_its_frame(client, sign_in, login, path, status):
    sign_in(login)
    page = client.get(path)
    assert page.status_code == status
    assert 'class="brand" href="/desk"' in page.text
    assert 'href="/desk">민원 목록으로' in page.text
    assert 'aria-label="주요 메뉴"' not in page.text


def test_who_is_refused_sees_their_name_and_can_sign_out(client, sign_in):
    sign_in("minsu")
    page = client.get("/desk/log").text
    assert "박민수" in page
    assert 'action="/desk/sign-out"' in page


def test_a_refusal_elsewhere_keeps_the_residents_frame(client):
    page = client.get("/nothing")
    assert page.status_code == 404
    assert 'aria-label="주요 메뉴"' in page.text
    assert "/desk/sign-out" not in page.text
