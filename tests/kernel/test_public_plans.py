"""No search reads all rows: the plans of both engines, over some thousand public cases."""

from __future__ import annotations

import re

import pytest

from portal.database import text_index
from portal.database.rows import ask, change
from portal.kernel import catalogue, keys, receipts
from portal.kernel.models import Case, Counter, DataKey, PlaceMark, PublicText
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


async def test_a_search_reads_the_cases_of_what_was_found_and_no_others(many, postgres):
    pairs = list((await PublicText.all().values_list("service_code", "department"))[:5])
    for chosen in (Chosen(), Chosen(open=True), Chosen(open=False)):
        sql, values = statement(pairs, chosen)
        said = await plan(sql, values, postgres)
        if postgres:
            assert "Seq Scan" not in said, (chosen, said)
            continue
        assert "SCAN case" not in said, said
        assert said.count("USING INDEX") == len(pairs), said
        # Sorted are the few that were taken of each service; the service's cases come in order.
        assert "department=?)\nUSE TEMP B-TREE" not in said, said


async def test_words_are_looked_up_in_the_engines_index(many, postgres):
    if postgres:
        return  # so few rows are read through sooner than by any index
    inside = await text_index.inside(text.words_of("가로등 고장"))
    assert inside is not None
    said = await plan(
        f"SELECT t.id FROM public_text t {inside.join} WHERE {inside.where}", list(inside.values), postgres
    )
    assert re.search(r"VIRTUAL TABLE INDEX \d+:M", said), said


async def test_the_like_of_a_place_is_found_by_an_index(many, postgres):
    said = await plan("SELECT case_id FROM place_mark WHERE mark IN (?, ?)", ["17", "18"], postgres)
    assert ("Index" if postgres else "USING INDEX") in said, said
    assert "Seq Scan" not in said


async def test_who_has_news_to_hear_is_found_by_an_index(many, postgres):
    said = await plan("SELECT id FROM follow WHERE due_at <= ? ORDER BY due_at LIMIT 100", [NOW], postgres)
    assert ("Index" if postgres else "USING INDEX") in said or postgres, said


async def test_a_number_among_thousands_is_found(many):
    await Counter.create(name="receipt:2026", value=MANY)
    found = await index.find(f"{RARE:06d}", Chosen(), page=1, size=5)
    assert [case.receipt_no for case in found.cases] == [receipts.make(2026, RARE)]
