"""A restore: into an empty place, verified before the house opens, and never of what was destroyed since."""

from __future__ import annotations

import shutil
from datetime import timedelta
from uuid import UUID

import pytest

from portal import house as composition
from portal.database import rows
from portal.database.migrate import migrate
from portal.kernel import destroyed, destruction, keys, ledger, receipts
from portal.kernel.files import inventory
from portal.kernel.models import Attachment, Case, DataKey, Draft, Event, Person
from portal.kernel.moves import SYSTEM
from portal.kernel.people import residents
from portal.kernel.safekeeping import backup, place, restore
from portal.kernel.safekeeping import manifest as manifests
from portal.settings import tortoise_config
from tests.cast import NOW
from tests.postgres import WANTED
from tests.safekeeping import ground, town
from tests.safekeeping.conftest import house_stays_shut
from tests.safekeeping.ground import restored, standing

LATER = NOW + timedelta(days=1)


async def test_everything_comes_back_and_the_ledger_verifies(
    files_at, cases, made, vault, masters, opened, tmp_path
):
    async with opened():
        said = [await town.read(case) for case in cases]
    done = await restored(vault.source(made, masters), tmp_path / "new", now=NOW)
    assert (done.problems, done.cases, done.events, done.files, done.keys) == ([], 4, 8, 4, 4)
    with standing(tmp_path / "new"):
        async with composition.opened(NOW):
            assert [await town.read(case) for case in cases] == said
            assert await inventory.check(NOW) == inventory.Inventory(4, (), (), ())
            assert (await ledger.verify()).faults == ()


async def test_no_receipt_number_is_given_out_twice(cases, made, vault, masters, opened, tmp_path):
    """Somebody filed after the backup and holds a receipt; also if the year has turned since."""
    async with opened():
        lost = await town.filed_with_file(9)
    new_year = NOW + timedelta(days=366)
    await restored(vault.source(made, masters), tmp_path / "new", now=new_year)
    with standing(tmp_path / "new"):
        async with composition.opened(NOW):
            assert (await town.filed_with_file(10)).receipt_no > lost.receipt_no
            assert (await receipts.take(new_year)).startswith("2027-001001")


async def test_nothing_is_ever_written_over(made, vault, masters, var, tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "letter.txt").write_text("keep me")
    with pytest.raises(restore.NotEmpty):
        await restored(vault.source(made, masters), tmp_path / "new", now=NOW)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["letter.txt"]
    with pytest.raises(restore.NotEmpty):
        await restored(vault.source(made, masters), var.var, now=NOW)


async def test_the_counter_proof_an_old_pair_without_the_new_list_still_opens(
    cases, made, vault, masters, opened, tmp_path
):
    """That is why keys archives are thinned to the newest, and the list is handed to each restore."""
    async with opened():
        said = await town.read(cases[1])
        await destruction.destroy(cases[1].id, actor=SYSTEM, now=LATER)
    await restored(vault.source(made, masters), tmp_path / "old", now=LATER)
    with standing(tmp_path / "old"):
        async with place.opened():
            assert await town.read(cases[1]) == said


@pytest.mark.parametrize("by", ["list", "newer keys archive"])
async def test_what_was_destroyed_after_the_backup_does_not_come_back(
    by, cases, made, vault, masters, opened, tmp_path
):
    async with opened():
        await destruction.destroy(cases[0].id, actor=SYSTEM, now=LATER)
    newer = backup.make(vault.data, vault.keys, now=LATER)
    source = (
        vault.source(made, masters, listed=destroyed.path())
        if by == "list"
        else vault.source(made, masters, keys=newer.keys.path)
    )
    done = await restored(source, tmp_path / "new", now=LATER)
    assert (done.problems, done.replayed, done.destroyed) == ([], 1, 1)
    with standing(tmp_path / "new"):
        assert destroyed.read() == {cases[0].key_id: LATER}
        async with place.opened():
            case = await Case.get(id=cases[0].id)
            with pytest.raises(keys.KeyDestroyed):
                await town.read(case)
            assert (case.petitioner_ct, case.answers_ct, case.name_hash, case.phone_hash) == (
                None,
                None,
                "",
                "",
            )
            assert await Event.filter(case_id=case.id).exclude(body_ct=None).count() == 0
            blobs = await Attachment.filter(case_id=case.id).values_list("blob", flat=True)
            assert not any((tmp_path / "new/files" / b[:2] / b[2:]).exists() for b in map(str, blobs))
            last = await Event.filter(case_id=case.id).order_by("-seq").first()
            assert last is not None
            assert (last.kind, "replayed" in last.meta) == ("destroyed", True)
            assert (await ledger.verify()).faults == ()
            assert len(await town.read(cases[1])) == 3


async def test_a_closed_account_stays_closed(cases, vault, masters, opened, tmp_path):
    async with opened():
        profile = residents.Profile(name="김하늘", email="haneul@example.org", email_proved=True)
        person = await residents.create(profile, now=NOW, lang="ko", consents=[])
        assert (await residents.profile_of(person)).name == "김하늘"
    made = backup.make(vault.data, vault.keys, now=NOW)
    async with opened():
        await residents.close(person, LATER)
    done = await restored(vault.source(made, masters, listed=destroyed.path()), tmp_path / "new", now=LATER)
    assert (done.problems, done.replayed) == ([], 1)
    with standing(tmp_path / "new"):
        async with place.opened():
            person = await Person.get(id=person.id)
            assert (person.active, person.profile_ct, person.email_hash) == (False, None, "")


async def test_a_keys_archive_older_than_the_data_is_refused(cases, made, vault, masters, opened, tmp_path):
    async with opened():
        await town.filed_with_file(9)
    newer = backup.make(vault.data, vault.keys, now=LATER)
    source = vault.source(newer, masters, keys=made.keys.path)
    done = await restored(source, tmp_path / "new", now=LATER)
    assert len(done.problems) == 1
    assert "newer keys archive" in done.problems[0]
    await house_stays_shut(tmp_path / "new")
    done = await restored(source, tmp_path / "even-so", now=LATER, even_so=True)
    assert done.problems
    with standing(tmp_path / "even-so"):
        async with composition.opened(NOW):
            assert await Case.all().count() == 5


async def test_a_draft_whose_key_went_since_is_dropped(cases, vault, masters, opened, tmp_path):
    async with opened():
        row, bare = keys.new_data_key(NOW)
        await row.save(force_create=True)
        draft = Draft(session_id="s", service_code="x", service_version=1, idempotency_key="k", key_id=row.id)
        draft.saved_at = draft.expires_at = NOW
        await draft.save(force_create=True)
        await town.attach(draft, bare, b"x")
    made = backup.make(vault.data, vault.keys, now=NOW)
    async with opened():
        await Attachment.filter(draft_id=draft.id).delete()
        await draft.delete()
        await DataKey.filter(id=row.id).delete()
    newer = backup.make(vault.data, vault.keys, now=LATER)
    done = await restored(vault.source(made, masters, keys=newer.keys.path), tmp_path / "new", now=LATER)
    assert (done.problems, done.drafts_dropped, done.cases) == ([], 1, 4)


async def test_without_the_master_keys_nothing_is_restored(cases, made, vault, tmp_path):
    (tmp_path / "none").mkdir()
    with pytest.raises(FileNotFoundError):
        await restored(vault.source(made, tmp_path / "none"), tmp_path / "new", now=NOW)
    keys.make_master_key(tmp_path / "others", "2026-01-01")
    with pytest.raises(manifests.NotOurs):
        await restored(vault.source(made, tmp_path / "others"), tmp_path / "newer", now=NOW)


async def test_a_backup_of_an_older_shape_is_migrated(cases, vault, masters, var, tmp_path):
    """The tables of the first revision, filled by hand, come back in today's shape."""
    old = tmp_path / "old"
    (old / "files").mkdir(parents=True)
    shutil.copytree(masters, old / "keys")
    ground.address(old, tables=False)
    with standing(old):
        await migrate(tortoise_config(), to="0001_initial")
        made = backup.make(vault.data, vault.keys, now=NOW)
    assert made.manifest.revision == "0001_initial"
    done = await restored(vault.source(made, masters), tmp_path / "new", now=NOW)
    assert done.problems == []
    assert done.migrated[0].startswith("0002")


async def test_a_backup_of_a_newer_shape_is_refused(cases, vault, masters, var, tmp_path):
    async with place.opened():
        sql = "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('portal', '9999_later', '2030-01-01')"
        await rows.change(sql)
    if WANTED:  # row by row there, and of which tables nobody here knows
        with pytest.raises(backup.NotCopied, match="9999_later"):
            backup.make(vault.data, vault.keys, now=NOW)
        return
    made = backup.make(vault.data, vault.keys, now=NOW)
    with pytest.raises(restore.TooNew):
        await restored(vault.source(made, masters), tmp_path / "new", now=NOW)
    await house_stays_shut(tmp_path / "new")


def test_the_list_survives_a_torn_line_and_refuses_a_false_one(tmp_path):
    first, second = UUID(int=1), UUID(int=2)
    where = tmp_path / "destroyed.log"
    destroyed.note([first], NOW, where=where)
    with where.open("ab") as file:
        file.write(b"2026-03-10T01:00:00+00:00 0000")
    assert destroyed.read(where) == {first: NOW}
    destroyed.note([second], LATER, where=where)
    assert destroyed.read(where) == {first: NOW, second: LATER}
    where.write_bytes(where.read_bytes() + b"nonsense\n")
    with pytest.raises(destroyed.ListBroken):
        destroyed.read(where)


def test_of_several_lists_none_takes_away_what_another_says():
    one, two = UUID(int=1), UUID(int=2)
    assert destroyed.merged({one: LATER}, {one: NOW, two: NOW}, {}) == {one: NOW, two: NOW}
