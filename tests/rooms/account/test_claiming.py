"""How a guest's cases come into an account, whom they open to afterwards, and to whom never."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from portal.kernel import cases, keys, ledger, receipts
from portal.kernel.models import Case, Delegation, Event, Notice
from portal.kernel.sending.recipients import sealed_place
from tests.cast import HANEUL, NOW, filed
from tests.rooms.account.people import SEOJUN, account


@pytest.fixture
def haneul(run):
    return run(account())


@pytest.fixture
def seojun(run):
    return run(account(SEOJUN))


@pytest.fixture
def case(run):
    """Filed as a guest, with the address proved."""
    return run(filed())


def owner(run, case):
    return run(Case.get(id=case.id)).person_id


def test_the_list_offers_what_the_proved_address_filed(client, run, haneul, case, as_person, post):
    typed = run(filed(petitioner=replace(HANEUL, email_proved=False)))
    other = run(filed(petitioner=replace(HANEUL, email="seojun@example.org")))
    as_person(haneul)
    for page in ("/cases", "/account"):
        assert "이 이메일로 신청한 민원 1건이 있습니다" in client.get(page).text
    page = post("/cases/claim", {"what": "email"})
    assert case.receipt_no in page.text
    assert owner(run, case) == haneul.id
    assert owner(run, typed) is None
    assert owner(run, other) is None
    assert "이 이메일로 신청한" not in page.text


def test_an_account_without_a_proved_address_claims_nothing_by_it(client, run, case, as_person, post):
    unproved = run(account(replace(SEOJUN, email=HANEUL.email, email_proved=False)))
    as_person(unproved)
    assert "이 이메일로 신청한" not in client.get("/cases").text
    post("/cases/claim", {"what": "email"})
    assert owner(run, case) is None


def test_what_phone_and_pin_open_while_signed_in_can_be_claimed(client, run, seojun, case, as_person, post):
    as_person(seojun)
    page = post("/cases", {"no": case.receipt_no, "phone": HANEUL.phone, "pin": cases.pin_of(case)})
    assert "내 계정에 담기" in page.text
    page = post("/cases/claim", {"what": case.receipt_no})
    assert page.url.path == f"/cases/{case.receipt_no}"
    assert "내 계정에 담기" not in page.text
    assert "계정에 담음" in page.text
    assert owner(run, case) == seojun.id


def test_what_a_link_opened_before_signing_in_can_be_claimed_afterwards(
    client, run, case, arrive, post, seojun
):
    client.get(f"/cases/{case.receipt_no}?k={cases.link_token(case)}")
    arrive(SEOJUN.email, back="/cases")
    page = client.get("/cases").text
    assert "1건을 내 계정에 담기" in page
    post("/cases/claim", {"what": "held"})
    assert owner(run, case) == seojun.id


def test_a_claimed_case_opens_wherever_its_owner_signs_in(client, run, haneul, case, as_person, post):
    as_person(haneul)
    post("/cases/claim", {"what": "email"})
    client.cookies.clear()
    assert client.get(f"/cases/{case.receipt_no}").status_code == 404
    as_person(haneul)
    assert client.get(f"/cases/{case.receipt_no}").status_code == 200
    assert client.get(f"/cases/{case.receipt_no}/receipt").status_code == 200
    assert client.get(f"/cases/{case.receipt_no}/withdraw").status_code == 200


def test_signing_out_closes_it_on_this_device(client, haneul, case, as_person, post):
    as_person(haneul)
    post("/cases/claim", {"what": "email"})
    post("/sign-out", {})
    assert client.get(f"/cases/{case.receipt_no}").status_code == 404


def test_a_neighbours_case_and_none_at_all_look_alike(client, run, haneul, seojun, case, as_person, post):
    as_person(seojun)
    unknown = receipts.make(2026, 999)

    def plain(page, number):
        return [line for line in page.text.replace(number, "").splitlines() if "csrf" not in line]

    for path in ("/cases/{}", "/cases/{}/receipt", "/cases/{}/withdraw"):
        theirs, none = client.get(path.format(case.receipt_no)), client.get(path.format(unknown))
        assert theirs.status_code == none.status_code == 404
        assert plain(theirs, case.receipt_no) == plain(none, unknown)
    answer = post("/cases/claim", {"what": case.receipt_no})
    nothing = post("/cases/claim", {"what": unknown})
    assert answer.status_code == nothing.status_code == 404
    assert plain(answer, case.receipt_no) == plain(nothing, unknown)
    assert owner(run, case) is None


def test_a_case_in_somebodys_account_is_taken_by_nobody_else(
    client, run, haneul, seojun, case, as_person, post
):
    run(cases.claim(case, haneul, NOW))
    as_person(seojun)
    post("/cases", {"no": case.receipt_no, "phone": HANEUL.phone, "pin": cases.pin_of(case)})
    post("/cases/claim", {"what": case.receipt_no})
    assert owner(run, case) == haneul.id


def test_claiming_is_on_record_once_and_the_ledger_holds(run, haneul, case):
    run(cases.claim(case, haneul, NOW))
    run(cases.claim(case, haneul, NOW))
    events = run(Event.filter(case_id=case.id, kind="claimed"))
    assert [(event.audience, event.actor_kind, event.actor_id) for event in events] == [
        ("petitioner", "petitioner", "")
    ]
    assert not run(ledger.verify()).faults


def test_the_token_changes_with_a_claim(client, haneul, case, as_person, post):
    as_person(haneul)
    before = client.cookies["session"]
    post("/cases/claim", {"what": "email"})
    assert client.cookies["session"] != before


def test_a_stranger_is_asked_to_sign_in_before_claiming(case, post, run):
    assert post("/cases/claim", {"what": case.receipt_no}).status_code == 401
    assert owner(run, case) is None


class TestTakenByWhoeverHadTheLink:
    """A link was shown to somebody, who put the case into their own account."""

    @pytest.fixture
    def taken(self, client, run, seojun, case, as_person, post):
        as_person(seojun)
        post("/cases", {"no": case.receipt_no, "phone": HANEUL.phone, "pin": cases.pin_of(case)})
        post("/cases/claim", {"what": case.receipt_no})
        assert owner(run, case) == seojun.id
        return run(Case.get(id=case.id))

    def told(self, run, topic):
        return run(Notice.filter(topic=topic).order_by("id"))

    def test_the_petitioner_is_told_at_the_address_they_proved(self, run, taken):
        [notice] = self.told(run, "case_claimed")
        said = json.loads(keys.unseal_for_house(bytes(notice.sealed), sealed_place(notice)))
        assert (notice.channel, said["address"]) == ("mail", HANEUL.email)
        assert said["link"].endswith(f"/cases/{taken.receipt_no}")

    def test_the_petitioner_takes_it_back_on_record_and_the_other_is_told(
        self, client, run, taken, haneul, seojun, as_person, post
    ):
        as_person(haneul)
        assert "1건은 지금 다른 계정에 담겨 있습니다" in client.get("/cases").text
        page = post("/cases/claim", {"what": "email"})
        assert taken.receipt_no in page.text
        assert owner(run, taken) == haneul.id
        assert "신청인의 계정으로 되찾음" in client.get(f"/cases/{taken.receipt_no}").text
        [notice] = self.told(run, "case_reclaimed")
        assert notice.person_id == seojun.id
        assert not run(ledger.verify()).faults

    def test_then_neither_session_nor_link_nor_pin_opens_it_to_the_other(
        self, client, run, taken, haneul, seojun, as_person, post
    ):
        others = client.cookies["session"]
        as_person(haneul)
        post("/cases/claim", {"what": "email"})
        client.cookies.clear()
        client.cookies.set("session", others, domain="127.0.0.1")
        assert client.get(f"/cases/{taken.receipt_no}").status_code == 404
        assert client.get(f"/cases/{taken.receipt_no}?k={cases.link_token(taken)}").status_code == 404
        data = {"no": taken.receipt_no, "phone": HANEUL.phone, "pin": cases.pin_of(taken)}
        assert post("/cases", data).status_code == 404

    def test_consents_that_the_other_gave_end(self, client, run, taken, haneul, as_person, post):
        post(f"/cases/{taken.receipt_no}/agents", {"do": "give", "scope": "end"})
        assert run(Delegation.filter(case_id=taken.id, ended_at=None).count()) == 1
        as_person(haneul)
        post("/cases/claim", {"what": "email"})
        assert run(Delegation.filter(case_id=taken.id, ended_at=None).count()) == 0

    def test_nobody_takes_it_from_the_petitioner_in_turn(self, run, taken, haneul, seojun):
        run(cases.claim(taken, haneul, NOW))
        with pytest.raises(cases.ClaimedAlready):
            run(cases.claim(taken, seojun, NOW))


def test_what_was_filed_in_an_account_stays_there_whatever_address_it_names(run, haneul, seojun, case):
    """Signed in, one may file with a relative's address: it is told, and takes nothing away."""
    run(Case.filter(id=case.id).update(person_id=seojun.id))
    assert run(cases.claimable(haneul)) == []
    with pytest.raises(cases.ClaimedAlready):
        run(cases.claim(case, haneul, NOW))


def test_claiming_by_the_petitioners_own_address_sends_no_letter(run, haneul, case, as_person, post):
    as_person(haneul)
    post("/cases/claim", {"what": "email"})
    assert not run(Notice.filter(topic="case_claimed").exists())
