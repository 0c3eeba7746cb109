"""`portal ledger verify --roots`: what an auditor sees of a record that was changed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from portal import house as composition
from portal.cli import main
from portal.kernel import cases, timeline
from portal.kernel.canonical import canonical
from portal.kernel.models import Case, Event, LedgerRoot, OutboxMessage
from portal.kernel.record import roots, signing
from tests.cast import NOW, filed, hire


async def _opened(work: Callable[[], Awaitable[object]]) -> None:
    async with composition.opened(NOW):
        await work()


@pytest.fixture
def kept(var, tmp_path: Path) -> tuple[str, str]:
    """The files that somebody has downloaded: roots and keys of a house with one accepted case."""

    async def live() -> None:
        cast = await hire()
        key = await signing.make(NOW)
        case = await filed()
        await cases.move(case.id, "accept", actor=cast.minsu, now=NOW)
        await roots.make_daily(NOW + timedelta(days=1))
        document = {"roots": [root.document() for root in await roots.history()]}
        (tmp_path / "roots.json").write_text(json.dumps(document), "utf-8")
        (tmp_path / "keys.json").write_text(json.dumps(signing.key_set([key])), "utf-8")

    asyncio.run(_opened(live))
    return str(tmp_path / "roots.json"), str(tmp_path / "keys.json")


def _verify(*words: str) -> tuple[int, list[str]]:
    found = CliRunner().invoke(main, ["ledger", "verify", *words])
    return found.exit_code, found.stdout.splitlines()


@pytest.mark.parametrize("trusting", ["this machine", "downloaded keys"])
def test_an_untouched_record_is_what_was_published(kept, trusting):
    keys = ["--keys", kept[1]] if trusting == "downloaded keys" else []
    code, lines = _verify("--roots", kept[0], *keys)
    assert (code, lines) == (0, ["2 events of 1 cases, 0 faults", "1 published roots, 0 differences"])


def test_a_removed_last_event_is_named_by_the_roots_alone(kept):
    async def remove() -> None:
        case = await Case.all().first()
        assert case is not None
        await OutboxMessage.filter(case_id=case.id, event_seq=2).delete()
        await Event.filter(case_id=case.id, seq=2).delete()
        first = await Event.get(case_id=case.id, seq=1)
        await Case.filter(id=case.id).update(seq=1, head_hash=first.hash, stage="submitted")

    asyncio.run(_opened(remove))
    assert _verify()[0] == 0
    code, lines = _verify("--roots", kept[0])
    assert code == 1
    assert lines[0].startswith("2026-03-10: 2026-000001-")
    assert lines[0].endswith("event 2: was removed since")


def test_a_file_that_holds_no_roots_is_refused(kept, tmp_path):
    (tmp_path / "x.json").write_text("nothing", "utf-8")
    assert _verify("--roots", str(tmp_path / "x.json"))[0] == 2
    assert _verify("--roots", str(tmp_path / "missing.json"))[0] == 2
    assert _verify("--roots", kept[0], "--keys", kept[0])[0] == 2


@pytest.mark.parametrize("trusting", ["this machine", "downloaded keys"])
def test_a_changed_byte_in_an_old_event_is_named(kept, trusting):
    async def change() -> None:
        case = await Case.all().first()
        assert case is not None
        first = await Event.get(case_id=case.id, seq=1)
        await Event.filter(id=first.id).update(meta=first.meta.replace("submitted", "submittee", 1))

    asyncio.run(_opened(change))
    keys = ["--keys", kept[1]] if trusting == "downloaded keys" else []
    code, lines = _verify("--roots", kept[0], *keys)
    assert code == 1
    assert lines[0].startswith("2026-000001-")
    assert lines[0].endswith("event 1 was changed")
    assert "1 faults" in lines[-2]


def test_a_chain_rebuilt_without_the_key_is_named_though_it_fits_itself(kept):
    async def rebuild() -> None:
        case = await Case.all().first()
        assert case is not None
        rows = await Event.filter(case_id=case.id).order_by("seq")
        rows[0].at -= timedelta(days=1)
        previous = timeline.GENESIS
        for row in rows:
            row.prev_hash = previous
            row.hash = previous = timeline.event_hash(row, str(case.id))
            await row.save()
        await Case.filter(id=case.id).update(head_hash=previous)
        # Whoever can write the database can also write the day's list of heads, but not sign a root over it.
        day = await LedgerRoot.all().first()
        assert day is not None
        said = json.loads(day.statement) | {"root": roots.root_of(await roots.present())}
        changed = roots._packed(await roots.present())
        await LedgerRoot.filter(id=day.id).update(statement=canonical(said), changed=changed)

    asyncio.run(_opened(rebuild))
    assert _verify()[0] == 0  # the chains alone show nothing
    code, lines = _verify("--roots", kept[0])
    assert code == 1
    assert "2026-03-10: what is kept here is not what was published" in lines
    assert "2026-03-10: the heads kept here do not lead to the published root" in lines
