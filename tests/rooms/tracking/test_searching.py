"""The public list is searched by words, and says which services may be meant."""

from __future__ import annotations

import csv
import io

import pytest

from portal.kernel import cases
from portal.kernel.moves import PETITIONER
from tests.cast import NOW, filed, service_of


@pytest.fixture
def found(client, made):
    """Which of them the list shows for an address."""

    def look(address):
        page = client.get(address)
        assert page.status_code == 200
        return {name for name, case in made.items() if case.receipt_no in page.text}

    return look


@pytest.fixture
def made(client, run, cast):
    """A lamp that is out, a heap of rubbish, and a grievance, which is nobody's business."""
    return {
        "lamp": run(filed()),
        "rubbish": run(filed(service_of("cleaning", "living_report"))),
        "grievance": run(filed(service_of("audit", "grievance"))),
    }


def test_words_narrow_the_list(found):
    assert found("/status?q=가로등이") == {"lamp"}
    assert found("/status?q=쓰레기") == {"rubbish"}
    assert found("/status?q=고충") == set()
    assert found("/status?q=%00") == found("/status") == {"lamp", "rubbish"}


def test_filters_hold_for_words_too_and_stay_in_the_page(client, found, made, run):
    assert found("/status?q=가로등&department=cleaning") == set()
    assert found("/status?q=가로등&state=open") == {"lamp"}
    run(cases.move(made["lamp"].id, "withdraw", actor=PETITIONER, now=NOW))
    assert found("/status?q=가로등&state=open") == set()
    assert found("/status?q=가로등&state=closed") == {"lamp"}
    assert 'name="q" value="가로등"' in client.get("/status?q=가로등&state=closed").text


def test_services_that_may_be_meant_are_named(client, found):
    assert 'href="/services/streetlight-road"' in client.get("/status?q=ㄱㄹㄷ").text


def test_data_are_narrowed_by_the_same_word(client, made):
    rows = list(
        csv.DictReader(io.StringIO(client.get("/open-data/cases.csv?q=가로등").text.lstrip("\ufeff")))
    )
    assert [row["receipt_no"] for row in rows] == [made["lamp"].receipt_no]


def test_a_part_of_a_number_is_found_and_a_wrong_one_is_named(client, found, made):
    number = made["rubbish"].receipt_no
    assert found(f"/status?q={number.split('-')[1]}") == {"rubbish"}
    assert client.get("/status", params={"q": number}).url.path == f"/status/{number}"
    assert "그런 접수번호는 없습니다" in client.get("/status?q=2026-000001-0").text


@pytest.mark.parametrize("typed", ["<script>", "'", '"', "가" * 400, "🙂", "*", "NEAR(a b)"])
def test_nothing_typed_is_an_error(client, found, typed):
    page = client.get("/status", params={"q": typed})
    assert page.status_code == 200
    assert "<script>alert" not in page.text
