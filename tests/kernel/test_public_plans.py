"""No search reads all rows: the plans of both engines, over some thousand public cases."""

from __future__ import annotations

import itertools
import re

import pytest

from portal.database import text_index
from portal.database.rows import ask, change
from portal.kernel import catalogue, keys, receipts
from portal.kernel.models import Case, DataKey, PlaceMark, PublicText
from portal.kernel.public import index, text
from portal.kernel.public.index import Chosen, statement
from tests.cast import NOW

MANY = 4000
RARE = 3900


@pytest.fixture
async def many(house):
    """Thousands of public cases of every public service, each with its row and a mark of its place."""
    services = [each for each in catalogue.current().services if each.public]
    rows, cases = [], []
    for number in range(MANY):
        row, _ = keys.new_data_key(NOW)
        rows.append(row)
        cases.append(_case(number, services[number % len(services)], row))
    await DataKey.bulk_create(rows)
    await Case.bulk_create(cases)
    kept = zip(cases, services * MANY, strict=False)
    await PublicText.bulk_create([text.row_of(case, service) for case, service in kept])
    marks = [PlaceMark(case_id=case.id, kind="c", mark=f"{at}") for at, case in enumerate(cases)]
    await PlaceMark.bulk_create(marks)
    await change("ANALYZE")


def _case(number: int, service: catalogue.Service, key: DataKey) -> Case:
    return Case(
        receipt_no=receipts.make(2026, number + 1),
        idempotency_key=f"{number}",
        filing_digest="",
        room="petitions",
        service_code=service.code,
        service_version=1,
        kind=service.kind,
        department=service.department.code,
        channel="web",
        public=True,
        retention_class="y3",
        stage="submitted",
        submitted_at=NOW,
        accept_by=NOW,
        access_salt="",
        key_id=key.id,
    )


async def plan(sql: str, values: list[object], postgres: object) -> str:
    """What the engine means to do, in its own words."""
    rows = await ask(f"{'EXPLAIN' if postgres else 'EXPLAIN QUERY PLAN'} {sql}", *values)
    return "\n".join(str(list(row.values())[-1]) for row in rows)


SEARCHES = itertools.product(
    ("가로등 고장", "2026 003900", "차"),
    (Chosen(), Chosen("construction", True)),
    (True, False),
)


async def test_a_search_reads_an_index_and_not_all_rows(many, postgres):
    for typed, chosen, every in SEARCHES:
        inside = await text_index.inside(text.words_of(typed), every=every)
        assert inside is not None
        for what, tail, more in (
            ("t.case_id AS id", "LIMIT ? OFFSET ?", (20, 0)),
            ("1 AS one", "LIMIT ?", (index.MOST,)),
        ):
            sql, values = statement(inside, chosen, what, tail)
            said = await plan(sql, [*values, *more], postgres)
            if postgres:
                assert "Seq Scan" not in said, (typed, chosen, every, said)
                continue
            # The full-text index is looked into (":M"), and its rows come in the order that is wanted.
            whole = [line for line in said.splitlines() if "SCAN" in line]
            assert all(re.search(r"VIRTUAL TABLE INDEX \d+:M", line) for line in whole), said
            assert "TEMP B-TREE" not in said, said


async def test_the_like_of_a_place_is_found_by_an_index(many, postgres):
    said = await plan("SELECT case_id FROM place_mark WHERE mark IN (?, ?)", ["17", "18"], postgres)
    assert ("Index" if postgres else "USING INDEX") in said, said
    assert "Seq Scan" not in said


async def test_who_has_news_to_hear_is_found_by_an_index(many, postgres):
    said = await plan("SELECT id FROM follow WHERE due_at <= ? ORDER BY due_at LIMIT 100", [NOW], postgres)
    assert ("Index" if postgres else "USING INDEX") in said or postgres, said


async def test_a_rare_word_among_thousands_is_found(many):
    inside = await text_index.inside(text.words_of(f"{RARE:06d}"))
    assert inside is not None
    sql, values = statement(inside, Chosen(), "t.case_id AS id", "LIMIT ?")
    found = await Case.filter(id__in=[str(row["id"]) for row in await ask(sql, *values, 5)])
    assert [case.receipt_no for case in found] == [receipts.make(2026, RARE)]
