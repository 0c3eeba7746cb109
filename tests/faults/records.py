"""What stands in the house's books? `python -m tests.faults.records prepare|look`, a process of its own each time.

So the test itself opens no database, and may go from one engine to the other.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tortoise import Tortoise

from portal import house
from portal.database.migrate import migrate
from portal.kernel import back_offices, files, holidays, keys, ledger
from portal.kernel.files import inventory
from portal.kernel.models import Attachment, Case, Event, InboxMessage, Notice, OutboxMessage
from portal.settings import settings, tortoise_config
from tests.cast import NOW, filed, hire

ROOT = Path(__file__).parents[2]
DEPARTMENT, CLIENT = "construction", "construction-1"
WITH_MAIL = 20


def ask(what: str) -> dict[str, Any]:
    """Run this file in a process of its own and read what it says."""
    command = [sys.executable, "-m", "tests.faults.records", what]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


async def prepare() -> dict[str, Any]:
    """Tables, holidays, the cast, a department's system, and some cases whose petitioners are told by mail."""
    keys.make_master_key(settings().var / "keys", "2026-01-01")
    await migrate(tortoise_config())
    await Tortoise.init(config=tortoise_config())
    await holidays.load_holidays(holidays.PACKAGED, now=NOW)
    await Tortoise.close_connections()
    async with house.opened(NOW):
        await hire()
        secret = await back_offices.add(CLIENT, DEPARTMENT, NOW)
        mailed = [await filed() for _ in range(WITH_MAIL)]
    return {"secret": secret, "mailed": [case.receipt_no for case in mailed]}


async def look() -> dict[str, Any]:
    """Everything that must add up."""
    async with house.opened(NOW):
        cases = {str(case.id): case.receipt_no for case in await Case.all()}
        events: dict[str, list[str]] = {number: [] for number in cases.values()}
        for event in await Event.all().order_by("case_id", "seq"):
            events[cases[str(event.case_id)]].append(event.kind)
        outbox = await OutboxMessage.all()
        notices = await Notice.all()
        verdict = await ledger.verify()
        return {
            "cases": sorted(cases.values()),
            "events": events,
            "messages": {str(row.id): [cases[str(row.case_id)], row.sequence, row.state] for row in outbox},
            "statuses": [[row.state, row.reason] for row in await InboxMessage.all()],
            "notices": [
                [cases.get(str(row.case_id), ""), row.topic, row.channel, row.event_seq, row.state]
                for row in notices
            ],
            "faults": [[one.receipt_no, one.seq, one.what] for one in verdict.faults],
            "attached": await Attachment.exclude(case_id=None).count(),
            **await _files(),
        }


async def _files() -> dict[str, Any]:
    """After the sweep, as it will be in two days."""
    later = datetime.now(UTC) + timedelta(days=2)
    swept = await files.sweep_orphans(later)
    found = await inventory.check(later)
    return {"swept": swept, "missing": [*found.missing, *found.damaged], "orphans": list(found.orphans)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run({"prepare": prepare, "look": look}[sys.argv[1]]())))
