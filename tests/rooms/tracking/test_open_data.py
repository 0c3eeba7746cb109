"""The public list as data: the same rows, nothing more, and no number that stands for a few people."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from xml.etree import ElementTree as Xml

import pytest

from portal.kernel import cases
from portal.kernel.models import Case
from portal.rooms.tracking.pages import open_data
from portal.rooms.tracking.pages.open_data import ATOM, FIELDS
from tests.cast import NOW, filed, service_of

HOUR = timedelta(hours=1)


@pytest.fixture
def public(run, cast):
    """A public case that was accepted, and a grievance, which is not public."""
    run(filed(service_of("audit", "grievance")))
    found = run(filed(now=NOW - HOUR))
    run(cases.move(found.id, "accept", actor=cast.minsu, now=NOW))
    return run(Case.get(id=found.id))


def _rows(client, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/open-data/cases.csv{query}")
    assert answer.content.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_table_has_the_documented_fields_of_public_cases_only(client, public):
    [row] = _rows(client)
    assert list(row) == list(FIELDS)
    assert row["receipt_no"] == public.receipt_no
    assert (row["department"], row["department_title"]) == ("construction", "건설과")
    assert (row["stage"], row["stage_title"], row["open"]) == ("accepted", "접수됨", "true")
    assert row["submitted_at"] == "2026-03-10T09:00:00+09:00"
    assert row["closed_at"] == ""
    assert row["url"].endswith(f"/status/{public.receipt_no}")


def test_json_has_the_same_rows(client, public):
    said = client.get("/open-data/cases.json").json()
    assert (said["total"], said["page"], said["next"]) == (1, 1, "")
    assert [{**row, "open": "true"} for row in said["cases"]] == _rows(client)
    assert said["cases"][0]["open"] is True


def test_nobody_reads_names_or_words(client, public):
    for ending in ("csv", "json", "atom"):
        text = client.get(f"/open-data/cases.{ending}").text
        for word in ("김하늘", "중앙대로", "2345", "haneul", "가로등이 꺼져 있습니다"):
            assert word not in text


def test_the_filters_are_those_of_the_list(client, public):
    assert _rows(client, "?department=traffic") == []
    assert len(_rows(client, "?department=construction&state=open")) == 1
    assert _rows(client, "?state=closed") == []
    assert len(_rows(client, "?department=nowhere")) == 1


def test_a_long_list_comes_in_pages(client, public, run, monkeypatch):
    monkeypatch.setattr(open_data, "ROWS", 1)
    later = run(filed())
    first = client.get("/open-data/cases.json?department=construction")
    assert [row["receipt_no"] for row in first.json()["cases"]] == [later.receipt_no]
    assert first.links["next"]["url"] == first.json()["next"]
    second = client.get(first.json()["next"].partition("8000")[2])
    assert [row["receipt_no"] for row in second.json()["cases"]] == [public.receipt_no]
    assert "link" not in second.headers


def test_the_feed_can_be_read_by_feed_readers(client, public):
    answer = client.get("/open-data/cases.atom?department=construction")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = Xml.fromstring(answer.content)
    name = f"{{{ATOM}}}"
    assert all(feed.find(f"{name}{each}") is not None for each in ("id", "title", "updated", "author"))
    [entry] = feed.findall(f"{name}entry")
    assert public.receipt_no in str(entry.findtext(f"{name}summary"))
    assert entry.findtext(f"{name}updated") == "2026-03-10T10:00:00+09:00"


def test_an_empty_feed_is_a_feed_too(client):
    assert Xml.fromstring(client.get("/open-data/cases.atom").content).find(f"{{{ATOM}}}entry") is None


def _counted(client):
    return client.get("/open-data/counts.json").json()["counts"]


def test_numbers_that_stand_for_a_few_people_are_left_out(client, public):
    assert _counted(client) == [
        {"month": "2026-03", "department": "audit", "public": False, "received": None, "closed": None},
        {"month": "2026-03", "department": "construction", "public": True, "received": 1, "closed": 0},
    ]


@pytest.mark.parametrize(("ended", "closed"), [(0, 0), (1, None), (3, None), (6, None), (7, 7)])
def test_enough_of_them_are_counted_but_not_what_singles_a_few_out(client, run, ended, closed):
    """Seven grievances: the rest of a number of ended ones tells as much as the number."""
    grievances = [run(filed(service_of("audit", "grievance"))) for _ in range(7)]
    for case in grievances[:ended]:
        run(Case.filter(id=case.id).update(closed_at=NOW))
    [row] = _counted(client)
    assert (row["received"], row["closed"]) == (7, closed)


def test_months_are_those_of_korea_and_go_back_a_year(client, run):
    run(filed(now=NOW.replace(month=2, day=28, hour=16)))
    run(filed(now=NOW.replace(year=2025, month=3)))
    run(filed(now=NOW.replace(year=2025, month=2)))
    assert [row["month"] for row in _counted(client)] == ["2026-03", "2025-03"]


def test_a_page_says_what_the_fields_mean(client):
    page = client.get("/open-data").text
    assert all(f"<code>{name}</code>" in page for name in FIELDS)
    assert 'href="/open-data"' in client.get("/help/open-data").text


def test_data_are_kept_and_made_anew_like_pages(client, public, run):
    first = client.get("/open-data/cases.json")
    assert (
        client.get("/open-data/cases.json", headers={"If-None-Match": first.headers["etag"]}).status_code
        == 304
    )
    run(filed())
    assert client.get("/open-data/cases.json").json()["total"] == 2
