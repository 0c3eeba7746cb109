"""A restore: into an empty place, verified before the house opens, and never of what was destroyed since."""

from __future__ import annotations

import io
import shutil
import sqlite3
import tarfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import IO
from uuid import UUID

import pytest

from portal import house as composition
from portal.database.migrate import migrate
from portal.kernel import destroyed, destruction, keys, ledger, receipts
from portal.kernel.models import Attachment, Case, DataKey, Draft, Event, Person
from portal.kernel.moves import SYSTEM
from portal.kernel.people import residents
from portal.kernel.safekeeping import backup, place, restore, sealing, unpacking
from portal.kernel.safekeeping import manifest as manifests
from portal.settings import tortoise_config
from tests.cast import NOW, hire
from tests.safekeeping import town

LATER = NOW + timedelta(days=1)


@pytest.fixture
async def cases(var, opened) -> list[Case]:
    async with opened():
        cast = await hire()
        found = await town.grown(4)
        return [await town.answered(found[0], cast.minsu), *found[1:]]


@pytest.fixture
def made(cases, vault, var) -> backup.Made:
    return backup.make(vault.data, vault.keys, now=NOW)


@pytest.fixture
def masters(var) -> Path:
    return Path(var.var / "keys")


async def test_everything_comes_back_and_the_ledger_verifies(cases, made, vault, masters, opened, tmp_path):
    async with opened():
        said = [await town.read(case) for case in cases]
    done = await restore.restore(vault.source(made, masters), tmp_path / "new", now=NOW)
    assert (done.problems, done.cases, done.events, done.files, done.keys) == ([], 4, 8, 4, 4)
    with place.standing(tmp_path / "new"):
        async with composition.opened(NOW):
            assert [await town.read(case) for case in cases] == said
            assert (await ledger.verify()).faults == ()


async def test_no_receipt_number_is_given_out_twice(cases, made, vault, masters, opened, tmp_path):
    """Somebody filed after the backup and holds a receipt; also if the year has turned since."""
    async with opened():
        lost = await town.filed_with_file(9)
    new_year = NOW + timedelta(days=366)
    await restore.restore(vault.source(made, masters), tmp_path / "new", now=new_year)
    with place.standing(tmp_path / "new"):
        async with composition.opened(NOW):
            assert (await town.filed_with_file(10)).receipt_no > lost.receipt_no
            assert (await receipts.take(new_year)).startswith("2027-001001")


async def test_nothing_is_ever_written_over(made, vault, masters, var, tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "letter.txt").write_text("keep me")
    with pytest.raises(restore.NotEmpty):
        await restore.restore(vault.source(made, masters), tmp_path / "new", now=NOW)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["letter.txt"]
    with pytest.raises(restore.NotEmpty):
        await restore.restore(vault.source(made, masters), var.var, now=NOW)


async def test_the_counter_proof_an_old_pair_without_the_new_list_still_opens(
    cases, made, vault, masters, opened, tmp_path
):
    """That is why keys archives are thinned to the newest, and the list is handed to each restore."""
    async with opened():
        said = await town.read(cases[1])
        await destruction.destroy(cases[1].id, actor=SYSTEM, now=LATER)
    await restore.restore(vault.source(made, masters), tmp_path / "old", now=LATER)
    with place.standing(tmp_path / "old"):
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
    done = await restore.restore(source, tmp_path / "new", now=LATER)
    assert (done.problems, done.replayed, done.destroyed) == ([], 1, 1)
    with place.standing(tmp_path / "new"):
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
    done = await restore.restore(
        vault.source(made, masters, listed=destroyed.path()), tmp_path / "new", now=LATER
    )
    assert (done.problems, done.replayed) == ([], 1)
    with place.standing(tmp_path / "new"):
        async with place.opened():
            person = await Person.get(id=person.id)
            assert (person.active, person.profile_ct, person.email_hash) == (False, None, "")


async def test_a_keys_archive_older_than_the_data_is_refused(cases, made, vault, masters, opened, tmp_path):
    async with opened():
        await town.filed_with_file(9)
    newer = backup.make(vault.data, vault.keys, now=LATER)
    source = vault.source(newer, masters, keys=made.keys.path)
    done = await restore.restore(source, tmp_path / "new", now=LATER)
    assert len(done.problems) == 1
    assert "newer keys archive" in done.problems[0]
    await house_stays_shut(tmp_path / "new")
    done = await restore.restore(source, tmp_path / "even-so", now=LATER, even_so=True)
    assert done.problems
    with place.standing(tmp_path / "even-so"):
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
    done = await restore.restore(
        vault.source(made, masters, keys=newer.keys.path), tmp_path / "new", now=LATER
    )
    assert (done.problems, done.drafts_dropped, done.cases) == ([], 1, 4)


@pytest.mark.parametrize("place_of_change", [200, -200])
async def test_a_changed_archive_is_refused_and_the_house_stays_shut(
    place_of_change, cases, made, vault, masters, tmp_path
):
    whole = bytearray(made.data.path.read_bytes())
    whole[place_of_change] ^= 1
    made.data.path.write_bytes(bytes(whole))
    with pytest.raises(sealing.ArchiveBroken):
        await restore.restore(vault.source(made, masters), tmp_path / "new", now=NOW)
    await house_stays_shut(tmp_path / "new")


async def test_a_cut_archive_is_refused(cases, made, vault, masters, tmp_path):
    made.data.path.write_bytes(made.data.path.read_bytes()[:-1])
    with pytest.raises(sealing.ArchiveBroken):
        await restore.restore(vault.source(made, masters), tmp_path / "new", now=NOW)


async def house_stays_shut(folder: Path) -> None:
    with place.standing(folder), pytest.raises(composition.NotVerified):
        async with composition.opened(NOW):
            pass


async def test_without_the_master_keys_nothing_is_restored(cases, made, vault, tmp_path):
    (tmp_path / "none").mkdir()
    with pytest.raises(FileNotFoundError):
        await restore.restore(vault.source(made, tmp_path / "none"), tmp_path / "new", now=NOW)
    keys.make_master_key(tmp_path / "others", "2026-01-01")
    with pytest.raises(manifests.NotOurs):
        await restore.restore(vault.source(made, tmp_path / "others"), tmp_path / "newer", now=NOW)


def repacked(made: backup.Made, vault, scratch: Path, change) -> None:
    """The data archive with other contents under a manifest that stayed as it was, for the same recipient."""
    scratch.mkdir()

    def read(stream: IO[bytes]) -> None:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            tar.extractall(scratch, filter="data")

    sealing.unseal(made.data.path, vault.identities, read)
    change(scratch)

    def write(out: IO[bytes]) -> None:
        with tarfile.open(fileobj=out, mode="w|") as tar:
            for path in sorted(scratch.rglob("*")):
                if path.is_file():
                    tar.add(path, path.relative_to(scratch).as_posix())

    made.data.path.unlink()
    sealing.seal(write, made.data.path, vault.data.recipients)


def _one_event_less(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "portal.sqlite3")) as connection, connection:
        connection.execute("DELETE FROM event WHERE id = (SELECT max(id) FROM event)")


def _one_file_less(folder: Path) -> None:
    next(path for path in sorted((folder / "files").rglob("*")) if path.is_file()).unlink()


def _one_file_changed(folder: Path) -> None:
    next(path for path in sorted((folder / "files").rglob("*")) if path.is_file()).write_bytes(b"other")


@pytest.mark.parametrize("change", [_one_event_less, _one_file_less, _one_file_changed])
async def test_what_does_not_fit_the_manifest_is_named(change, cases, made, vault, masters, tmp_path):
    repacked(made, vault, tmp_path / "scratch", change)
    done = await restore.restore(vault.source(made, masters), tmp_path / "new", now=NOW)
    assert done.problems
    await house_stays_shut(tmp_path / "new")


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "keys/evil.key", "files/aa/short"])
def test_an_archive_writes_only_where_a_backup_does(name, vault, tmp_path, var):
    def write(out: IO[bytes]) -> None:
        with tarfile.open(fileobj=out, mode="w|") as tar:
            entry = tarfile.TarInfo(name)
            entry.size = 4
            tar.addfile(entry, io.BytesIO(b"evil"))

    vault.data.folder.mkdir(parents=True)
    sealed = sealing.seal(write, vault.data.folder / "x.data.age", vault.data.recipients)
    with pytest.raises(unpacking.NotABackup):
        unpacking.unpack(sealed.path, vault.identities, tmp_path / "into")
    assert not list(tmp_path.rglob("evil*"))


async def test_a_backup_of_an_older_shape_is_migrated(cases, vault, masters, var, tmp_path):
    """The tables of the first revision, filled by hand, come back in today's shape."""
    old = tmp_path / "old"
    (old / "files").mkdir(parents=True)
    shutil.copytree(masters, old / "keys")
    await migrate(tortoise_config(old / "portal.sqlite3"), to="0001_initial")
    with place.standing(old):
        made = backup.make(vault.data, vault.keys, now=NOW)
    assert made.manifest.revision == "0001_initial"
    done = await restore.restore(vault.source(made, masters), tmp_path / "new", now=NOW)
    assert done.problems == []
    assert done.migrated[0].startswith("0002")


async def test_a_backup_of_a_newer_shape_is_refused(cases, vault, masters, var, tmp_path):
    with closing(sqlite3.connect(var.database_path)) as connection, connection:
        sql = "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('portal', '9999_later', '2030-01-01')"
        connection.execute(sql)
    made = backup.make(vault.data, vault.keys, now=NOW)
    with pytest.raises(restore.TooNew):
        await restore.restore(vault.source(made, masters), tmp_path / "new", now=NOW)
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
