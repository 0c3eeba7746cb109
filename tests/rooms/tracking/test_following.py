"""Following a public case: by one press with an account, by a proved address without one, and the end of it."""

from __future__ import annotations

import pytest

from portal.kernel import keys, receipts
from portal.kernel.models import ContactProof, Follow
from portal.kernel.public import following
from portal.kernel.sending.code_letter import code_place
from tests.cast import NOW, filed, service_of
from tests.rooms.account.people import SEOJUN, account, session_of


@pytest.fixture
def case(run):
    return run(filed())


@pytest.fixture
def address(case):
    return f"/status/{case.receipt_no}/follow"


@pytest.fixture
def post(client):
    def send(path, **data):
        token = client.get("/token").json()["csrf"]
        return client.post(path, data={"csrf": token, **data})

    return send


def follows(run):
    async def read():
        return await Follow.all()

    return run(read())


def code(run):
    async def read():
        proof = (await ContactProof.all().order_by("-created_at", "-id"))[0]
        return keys.unseal_for_house(bytes(proof.code_sealed), code_place(proof.id))

    return run(read())


def test_the_public_row_leads_to_following(client, case, address):
    page = client.get(f"/status/{case.receipt_no}")
    assert f'href="{address}"' in page.text
    assert "set-cookie" not in page.headers


def test_a_guest_follows_by_a_code_from_the_mail(client, run, post, address):
    assert "확인번호를 보냈습니다" in post(address, do="send", email="seojun@example.org").text
    assert follows(run) == []
    assert (
        "확인번호가 다릅니다"
        in post(address, do="enter", code="000000" if code(run) != "000000" else "1").text
    )
    assert "이 민원을 지켜봅니다" in post(address, do="enter", code=code(run)).text
    assert [following.address_of(row) for row in follows(run)] == ["seojun@example.org"]


def test_an_address_that_is_none_is_said_to_be_none(client, run, post, address):
    answer = post(address, do="send", email="seojun")
    assert answer.status_code == 422
    assert "이메일 주소를 다시 봐 주세요" in answer.text


def test_a_guest_without_a_code_follows_nothing(run, post, address):
    for data in ({"do": "follow"}, {"do": "enter", "code": "123456"}, {"do": "stop"}, {}):
        post(address, **data)
    assert follows(run) == []


def test_an_account_follows_and_stops_by_one_press_each(client, run, post, case, address):
    person = run(account(SEOJUN))
    client.cookies.set("session", run(session_of(person)))
    assert "이 민원을 지켜봅니다" in post(address, do="follow").text
    assert len(follows(run)) == 1
    assert case.receipt_no in client.get("/cases").text
    assert "더 지켜보지 않습니다" in post(address, do="stop").text
    assert follows(run) == []
    assert case.receipt_no not in client.get("/cases").text


def test_a_case_that_is_not_public_can_not_be_followed(client, run, post):
    hidden = run(filed(service_of("audit", "grievance"))).receipt_no
    for number in (hidden, receipts.make(2026, 999)):
        assert client.get(f"/status/{number}/follow").status_code == 404
        assert post(f"/status/{number}/follow", do="send", email="seojun@example.org").status_code == 404


def test_a_mail_program_ends_it_by_one_post(client, run, case):
    row = run(following.follow_by_mail("seojun@example.org", case, "ko", NOW))
    link = f"/unsubscribe/follow/{following.stop_token(row)}"
    assert case.receipt_no in client.get(link).text
    assert len(follows(run)) == 1
    robot = {"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"}
    answer = client.post(link, data={"List-Unsubscribe": "One-Click"}, headers=robot)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    assert follows(run) == []
    assert "더 지켜보지 않습니다" in client.post(link).text


def test_how_many_follow_is_shown_from_five_on(client, run, case):
    for number in range(5):
        assert "함께 지켜봅니다" not in client.get(f"/status/{case.receipt_no}").text
        run(following.follow_by_mail(f"n{number}@example.org", case, "ko", NOW))
    assert "5명이 함께 지켜봅니다" in client.get(f"/status/{case.receipt_no}").text


def test_where_one_came_from_is_only_on_this_site(client, address):
    assert 'href="https://evil' not in client.get(address, params={"back": "https://evil.example/"}).text
    assert (
        'href="/services/x/apply/1/check"'
        in client.get(address, params={"back": "/services/x/apply/1/check"}).text
    )
