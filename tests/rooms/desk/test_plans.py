"""Does any page or job read a whole table that grows with the years? SQLite's own plan of each statement tells.

The planner chooses without statistics, as in a house that never gathered any; so a few cases are enough.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from portal import house as the_house
from portal.kernel.models import Case
from portal.rooms.desk.definition import lists
from portal.settings import settings
from tests.cast import NOW
from tests.postgres import sqlite_only

pytestmark = sqlite_only

GROWS = ("case", "event", "outbox_message", "inbox_message", "notice", "attachment", "data_key", "access_log")
SCANNED = re.compile(rf'SCAN ("?)({"|".join(GROWS)})\1(?! USING)')
ALL_OF_ONE = re.compile(r"SEARCH case USING INDEX \S+ \(department=\?\)")
"""Read by an index, and still all that a department ever had."""
NOT_FAR = re.compile(r'WHERE 1=0\b|FROM "\w+" ORDER BY "id" DESC LIMIT')
"""No row at all, or the last ones by the table's own key, which is told as a scan, too."""
CAN_BE_PLANNED = re.compile(r"(SELECT|UPDATE|DELETE|WITH)\b", re.IGNORECASE)

JOBS_THAT_READ_ALL = {"publish the day's root", "sweep the file store", "prepare the monthly review"}
"""What they are about is all cases, or all files; seldom, and in pieces."""


class Heard(logging.Handler):
    """What the ORM's client was told to do."""

    def __init__(self) -> None:
        super().__init__()
        self.statements: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        self.statements.add(record.getMessage())


@contextmanager
def listening() -> Iterator[set[str]]:
    logger, heard = logging.getLogger("tortoise.db_client"), Heard()
    before = logger.level
    logger.addHandler(heard)
    logger.setLevel(logging.DEBUG)
    try:
        yield heard.statements
    finally:
        logger.removeHandler(heard)
        logger.setLevel(before)


def scans(statements: set[str]) -> list[str]:
    """The statements that read a growing table from end to end, with the plan's line."""
    found = []
    with sqlite3.connect(settings().database_path) as connection:
        for sql in sorted(statements):
            if not CAN_BE_PLANNED.match(sql.strip()) or NOT_FAR.search(sql):
                continue
            values = [""] * sql.count("?")
            for *_, line in connection.execute(f"EXPLAIN QUERY PLAN {sql}", values):
                if SCANNED.search(line) or ALL_OF_ONE.search(line):
                    found.append(f"{line}: {sql}")
    return found


def test_a_scan_would_be_noticed(case: Case):
    assert scans({'SELECT * FROM "case" WHERE "answers_ct" = ?'})
    assert scans({'SELECT * FROM "case" WHERE "department" = ? AND "outcome" = ?'})
    assert not scans({'SELECT * FROM "case" WHERE "receipt_no" = ?'})


@pytest.mark.parametrize(
    "path", ["/", "/status", "/status?page=2", "/status/{no}", "/open-data/cases.json", "/ledger"]
)
def test_public_pages_read_by_index(client: Any, case: Case, path: str):
    with listening() as statements:
        assert client.get(path.format(no=case.receipt_no)).status_code == 200
    assert statements
    assert not scans(statements)


@pytest.mark.parametrize("view", [*lists.VIEWS, "/desk/delivery", "/desk/log"])
def test_the_desk_reads_by_index(client: Any, case: Case, sign_in: Callable[..., Any], view: str):
    who = "yuna" if view == "/desk/log" else "sora" if view == "/desk/delivery" else "minsu"
    sign_in(who)
    with listening() as statements:
        assert client.get(view if view.startswith("/") else f"/desk?view={view}").status_code == 200
    assert not scans(statements)


@pytest.mark.parametrize("typed", ["김하늘", "5678", "010-2345-5678"])
def test_a_search_at_the_desk_reads_by_index(
    case: Case, sign_in: Callable[..., Any], post: Callable[..., Any], typed: str
):
    sign_in("minsu")
    with listening() as statements:
        assert post("/desk/search", {"q": typed}).status_code == 200
    assert not scans(statements)


def test_moves_read_by_index(case: Case, sign_in: Callable[..., Any], go: Callable[..., Any]):
    sign_in("minsu")
    with listening() as statements:
        go(case, "accept")
        go(case, "decide", outcome="answered", answer="고쳤습니다.")
        go(case, "notify")
    assert not scans(statements)


@pytest.mark.parametrize("name", [job.name for job in the_house.jobs() if job.name not in JOBS_THAT_READ_ALL])
def test_jobs_read_by_index(case: Case, run: Callable[..., Any], name: str):
    [job] = [job for job in the_house.jobs() if job.name == name]
    with listening() as statements:
        run(asyncio.wait_for(job.run(NOW), 30))
    assert not scans(statements)
