"""Done when 4: a thousand cases with files come back whole, and what was destroyed does not."""

from __future__ import annotations

import pytest

from portal.kernel import destroyed, destruction, keys, ledger
from portal.kernel.models import Case
from portal.kernel.moves import SYSTEM
from portal.kernel.safekeeping import backup, drill, place
from portal.settings import settings
from tests.cast import NOW, hire
from tests.safekeeping import town
from tests.safekeeping.ground import restored, standing

MANY, GONE = 1000, 20


async def test_a_drill_compares_what_lies_in_a_bucket_and_brings_it_into_a_folder(
    buckets, monkeypatch, var, opened
):
    monkeypatch.setenv("FILES_URL", buckets.url())
    settings.cache_clear()
    async with opened():
        await hire()
        cases = await town.grown(4)
        assert await destruction.destroy(cases[0].id, actor=SYSTEM, now=NOW)
    done = await drill.drill(NOW, seed=1)
    assert done.problems == []
    assert done.restored is not None
    assert (done.restored.files, done.compared_files, done.destroyed_checked) == (3, 3, 1)
    assert not (var.var / "files").exists()


@pytest.mark.timeout(300)
async def test_a_thousand_cases_come_back_and_twenty_destroyed_ones_never_do(var, vault, opened, tmp_path):
    async with opened():
        await hire()
        cases = await town.grown(MANY)
        kept = {str(case.id): await town.read(case) for case in cases[GONE : GONE + 5]}

    first = await drill.drill(NOW, seed=1)
    assert first.problems == []
    assert first.restored is not None
    assert (first.restored.cases, first.restored.files) == (MANY, MANY)
    assert (first.compared_cases, first.compared_files) == (50, 50)

    old = backup.make(vault.data, vault.keys, now=NOW)
    async with opened():
        for case in cases[:GONE]:
            assert await destruction.destroy(case.id, actor=SYSTEM, now=NOW)
        assert (await ledger.verify()).faults == ()

    second = await drill.drill(NOW, seed=2)
    assert second.problems == []
    assert second.restored is not None
    assert (second.restored.cases, second.restored.files) == (MANY, MANY - GONE)
    assert (second.destroyed_checked, second.restored.replayed) == (GONE, 0)

    source = vault.source(old, var.var / "keys", listed=destroyed.path())
    third = await restored(source, tmp_path / "again", now=NOW)
    assert (third.problems, third.replayed, third.cases) == ([], GONE, MANY)
    with standing(tmp_path / "again"):
        async with place.opened():
            assert (await ledger.verify()).faults == ()
            for case in cases[:GONE]:
                with pytest.raises(keys.KeyDestroyed):
                    await town.read(case)
            for case_id, said in kept.items():
                assert await town.read(await Case.get(id=case_id)) == said
