"""A case filed after the last backup: lost with the machine, entered again, and all checks are whole."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta

from portal.kernel import ledger
from portal.kernel.models import Case, OutboxMessage
from portal.kernel.record import signed_receipts, signing
from portal.kernel.safekeeping import backup, drill
from sync import outbound
from sync.example import Store
from tests.cast import NOW, filed, hire
from tests.safekeeping import ground, town
from tests.safekeeping.test_commands import portal

LATER = NOW + timedelta(hours=3)


async def _told(store: Store) -> None:
    """The department's system takes, keeps and acknowledges all that waits for it."""
    for row in await OutboxMessage.filter(state="pending").order_by("created_at"):
        store.keep(await outbound.compose(row), [], NOW)
        await OutboxMessage.filter(id=row.id).update(state="acknowledged")


def test_the_whole_way_by_the_commands_of_the_handbook(var, vault, opened, tmp_path, monkeypatch):
    store = Store(tmp_path / "office.sqlite3")

    async def before() -> None:
        async with opened():
            await hire()
            await signing.make(NOW - timedelta(days=1))
            await town.grown(2)

    async def after() -> Case:
        async with opened():
            late = await filed(now=LATER)
            await _told(store)
            texts = [one.text() for one in await signed_receipts.of_case(late, await signing.signer())]
            (tmp_path / "receipt.json").write_text(texts[0], "utf-8")
            return late

    asyncio.run(before())
    made = backup.make(vault.data, vault.keys, now=NOW)
    late = asyncio.run(after())
    source = vault.source(made, var.var / "keys")
    restored = asyncio.run(ground.restored(source, tmp_path / "new", now=LATER))
    assert (restored.problems, restored.cases) == ([], 2)

    (tmp_path / "copy.json").write_text(store.copy_of(late.receipt_no), "utf-8")
    store.close()
    with ground.standing(tmp_path / "new"):
        monkeypatch.setenv("PORTAL_VAR", str(tmp_path / "new"))
        words = ["--receipt", tmp_path / "receipt.json", "--copy", tmp_path / "copy.json"]
        lost = portal("receipt", "verify", tmp_path / "receipt.json", code=1)
        assert "NOT IN THE RECORD" in lost
        said = portal("case", "re-enter", *words)
        assert said.startswith(f"{late.receipt_no}\tsubmitted\tfiled {LATER.isoformat()}")
        assert "next message to the department: 3, from it: 1" in said
        assert "entered again" in portal("receipt", "verify", tmp_path / "receipt.json")
        assert "0 faults" in portal("ledger", "verify")
        assert "이미 있습니다" in portal("case", "re-enter", *words, code=1)
        (tmp_path / "copy.json").write_text(json.dumps({"type": "else"}), "utf-8")
        assert "사본이 아니거나" in portal("case", "re-enter", *words, code=1)


async def test_the_drill_of_an_older_archive_enters_again_what_came_after_it(var, vault, opened):
    async with opened():
        cast = await hire()
        await signing.make(NOW - timedelta(days=1))
        await town.grown(2)
    made = backup.make(vault.data, vault.keys, now=NOW)
    async with opened():
        await filed(now=LATER)
        await town.answered(await filed(now=LATER), cast.minsu, LATER)
    archive = drill.Archive(made.data.path, made.keys.path, vault.identities)
    done = await drill.drill(LATER, seed=3, archive=archive)
    assert (done.problems, done.entered_again) == ([], 2)
    async with opened():
        assert (await ledger.verify()).cases == 4  # the living house was only read
