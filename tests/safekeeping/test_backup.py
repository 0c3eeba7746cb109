"""A backup: whole while people write, worth nothing without its recipient, nor without the other archive."""

from __future__ import annotations

import asyncio
import sqlite3
import tarfile
from datetime import timedelta
from pathlib import Path
from typing import IO

import obstore
import pyrage
import pytest

from portal.kernel import destroyed, destruction, files, keys
from portal.kernel.files.bucket import Bucket
from portal.kernel.files.folder import Folder
from portal.kernel.models import Attachment, Case, DataKey, Draft
from portal.kernel.moves import SYSTEM
from portal.kernel.safekeeping import backup, sealing, snapshot, thinning, unpacking
from portal.kernel.safekeeping import manifest as manifests
from portal.settings import settings
from tests.cast import NOW, hire
from tests.postgres import WANTED
from tests.safekeeping import town
from tests.safekeeping.ground import restored

pytestmark = pytest.mark.timeout(300)  # on PostgreSQL a backup and a restore migrate from nothing


@pytest.fixture
async def cases(var, opened) -> list[Case]:
    async with opened():
        await hire()
        return await town.grown(5)


def opened_up(made: backup.Made, identity: object, into: Path) -> dict[str, bytes]:
    """What anybody with the identity finds in the data archive."""
    found: dict[str, bytes] = {}

    def read(stream: IO[bytes]) -> None:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for entry in tar:
                body = tar.extractfile(entry)
                found[entry.name] = body.read() if body else b""

    sealing.unseal(made.data.path, [identity], read)
    return found


async def test_a_writer_neither_waits_nor_breaks_the_backup(cases, vault, var, opened, tmp_path):
    async with opened():
        stop = asyncio.Event()

        async def write() -> int:
            number = 0
            while not stop.is_set():
                await town.filed_with_file(number)
                number += 1
            return number

        writing = asyncio.create_task(write())
        made = []
        for turn in range(3):
            at = NOW + timedelta(seconds=turn)
            made.append(await asyncio.to_thread(backup.make, vault.data, vault.keys, now=at))
        stop.set()
        assert await writing > 0
    assert [one.faults for one in made] == [[], [], []]
    for number, one in enumerate(made):
        done = await restored(vault.source(one, var.var / "keys"), tmp_path / f"restored{number}", now=NOW)
        assert done.problems == []
        assert (done.cases, done.files) == (one.manifest.cases, one.manifest.files.count)
        assert done.cases >= 5


async def test_files_that_go_while_the_backup_runs_do_not_break_it(
    cases, vault, var, opened, tmp_path, monkeypatch
):
    """A draft's file is removed, and a case destroyed, between the copy of the database and that of the files."""
    async with opened():
        draft = await a_draft()
        taken = snapshot.take

        def take_and_change(*places: Path) -> snapshot.Snapshot:
            found = taken(*places)
            asyncio.run_coroutine_threadsafe(change(), loop).result(30)
            return found

        async def change() -> None:
            await files.remove_all(draft)
            await destruction.destroy(cases[0].id, actor=SYSTEM, now=NOW)

        loop = asyncio.get_running_loop()
        monkeypatch.setattr(snapshot, "take", take_and_change)
        made = await asyncio.to_thread(backup.make, vault.data, vault.keys, now=NOW)
    assert made.faults == []
    assert len(made.manifest.files.gone) == 2
    done = await restored(vault.source(made, var.var / "keys"), tmp_path / "restored", now=NOW)
    assert (done.problems, done.cases, done.replayed, done.files) == ([], 5, 1, 4)


async def a_draft() -> Draft:
    """A form being filled in, with one file."""
    row, bare = keys.new_data_key(NOW)
    await row.save(force_create=True)
    draft = Draft(session_id="s", service_code="streetlight-road", service_version=1, idempotency_key="k")
    draft.key_id, draft.saved_at, draft.expires_at = row.id, NOW, NOW + timedelta(days=1)
    await draft.save(force_create=True)
    await town.attach(draft, bare, b"x" * 10)
    return draft


async def test_the_data_archive_has_no_key_anywhere(cases, vault, var, opened, tmp_path):
    async with opened():
        wrapped = [bytes(row.wrapped or b"") for row in await DataKey.all()]
    assert len(wrapped) == 5
    if not WANTED:
        live = sqlite3.connect(var.database_path)
        live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        live.close()
        assert all(one in var.database_path.read_bytes() for one in wrapped)
    made = backup.make(vault.data, vault.keys, now=NOW)
    found = opened_up(made, vault.opens_data, tmp_path)
    assert set(found) >= {"portal.sqlite3", "manifest.json"}
    assert not any(one in body for one in wrapped for body in found.values())
    masters = [path.read_bytes() for path in (var.var / "keys").glob("*.key")]
    assert masters
    assert not any(one in body for one in masters for body in found.values())


async def test_each_archive_opens_for_its_own_recipient_only(cases, vault, var):
    made = backup.make(vault.data, vault.keys, now=NOW)
    with pytest.raises(sealing.ArchiveBroken):
        opened_up(made, vault.opens_keys, vault.root)
    with pytest.raises(sealing.ArchiveBroken):
        unpacking.keys_archive(made.keys.path, [vault.opens_data])
    assert len(unpacking.keys_archive(made.keys.path, [vault.opens_keys]).wrapped) == 5
    assert b"AGE" not in made.data.path.read_bytes()[:3]
    assert made.data.path.read_bytes().startswith(b"age-encryption.org/v1")
    assert made.data.path.stat().st_mode & 0o077 == 0


def spoil(blob: str) -> None:
    """Other bytes under the same address, past the store."""
    end, name = files.end(), f"{blob[:2]}/{blob[2:]}"
    if isinstance(end, Folder):
        end.path(blob).write_bytes(b"rot")
    else:
        assert isinstance(end, Bucket)
        obstore.put(end._store, name, b"rot")


async def test_with_the_bucket_away_there_is_no_backup_instead_of_half_a_one(
    buckets, monkeypatch, var, vault, opened
):
    monkeypatch.setenv("FILES_URL", buckets.url())
    settings.cache_clear()
    async with opened():
        await town.grown(2)
    with buckets.away(), pytest.raises(files.StoreAway):
        backup.make(vault.data, vault.keys, now=NOW)
    assert [*vault.data.folder.iterdir(), *vault.keys.folder.iterdir()] == []
    assert backup.make(vault.data, vault.keys, now=NOW).faults == []


async def test_lost_and_damaged_files_are_told_and_the_rest_is_saved(
    files_at, cases, vault, var, opened, tmp_path
):
    async with opened():
        blobs = [str(blob) for blob in await Attachment.all().values_list("blob", flat=True)]
    files.end().remove(blobs[0])
    spoil(blobs[1])
    made = backup.make(vault.data, vault.keys, now=NOW)
    assert (made.manifest.files.missing, made.manifest.files.damaged) == ([blobs[0]], [blobs[1]])
    done = await restored(vault.source(made, var.var / "keys"), tmp_path / "restored", now=NOW)
    assert done.problems == []
    assert done.known_faults == sorted(blobs[:2])
    assert done.files == 4


async def test_a_failure_leaves_no_half_archive(cases, vault, var, monkeypatch):
    def fail(manifest: manifests.Manifest) -> bytes:
        raise RuntimeError("power cut")

    monkeypatch.setattr(manifests, "write", fail)
    with pytest.raises(RuntimeError):
        backup.make(vault.data, vault.keys, now=NOW)
    assert [*vault.data.folder.iterdir(), *vault.keys.folder.iterdir()] == []
    assert not list(var.var.glob("backup-*"))


async def test_a_full_disk_is_told_before_anything_is_written(cases, vault, var, monkeypatch):
    monkeypatch.setattr(backup, "_SPARE", 1 << 60)
    with pytest.raises(backup.NoRoom):
        backup.make(vault.data, vault.keys, now=NOW)
    assert list(vault.data.folder.iterdir()) == []


async def test_a_destroyed_key_is_in_no_later_archive(cases, vault, var, opened):
    async with opened():
        await destruction.destroy(cases[0].id, actor=SYSTEM, now=NOW)
    made = backup.make(vault.data, vault.keys, now=NOW)
    archive = unpacking.keys_archive(made.keys.path, [vault.opens_keys])
    assert cases[0].key_id not in archive.wrapped
    assert archive.destroyed == {cases[0].key_id: NOW} == destroyed.read()


def test_without_a_recipient_there_is_no_backup():
    with pytest.raises(sealing.BadRecipient):
        sealing.recipients([])
    with pytest.raises(sealing.BadRecipient):
        sealing.recipients(["age1nonsense"])


def test_an_identity_is_made_once_and_read_again(tmp_path):
    public = sealing.make_identity(tmp_path / "me.txt")
    assert str(sealing.identities(tmp_path / "me.txt")[0].to_public()) == public
    assert (tmp_path / "me.txt").stat().st_mode & 0o077 == 0
    with pytest.raises(FileExistsError):
        sealing.make_identity(tmp_path / "me.txt")
    (tmp_path / "empty.txt").write_text("# nothing\n")
    with pytest.raises(sealing.BadIdentity):
        sealing.identities(tmp_path / "empty.txt")


def test_seven_days_five_weeks_and_eight_quarters_stay():
    made = [NOW - timedelta(days=back) for back in range(3 * 366)]
    kept = sorted(thinning.to_keep(made), reverse=True)
    assert kept[:7] == made[:7]
    # 10 March 2026 is a Tuesday: the newest of each of four more weeks, then of seven more quarters.
    days = [at.date().isoformat() for at in kept[7:]]
    assert days == [
        *("2026-03-01", "2026-02-22", "2026-02-15"),
        *("2025-12-31", "2025-09-30", "2025-06-30", "2025-03-31", "2024-12-31", "2024-09-30", "2024-06-30"),
    ]


def test_thinning_removes_old_archives_and_all_but_three_key_archives(tmp_path):
    for back in range(30):
        stamp = f"{NOW - timedelta(days=back):%Y%m%dT%H%M%SZ}"
        for ending in (".data.age", ".keys.age"):
            (tmp_path / f"portal-{stamp}{ending}").touch()
    (tmp_path / "something.else").touch()
    thinning.thin(tmp_path, tmp_path)
    keys = sorted(path.name for path in tmp_path.glob("*.keys.age"))
    assert keys == [f"portal-{NOW - timedelta(days=back):%Y%m%dT%H%M%SZ}.keys.age" for back in (2, 1, 0)]
    assert (tmp_path / "something.else").exists()
    assert 7 < len(list(tmp_path.glob("*.data.age"))) < 13


def test_other_peoples_archives_are_not_ours(tmp_path, var):
    """A recipient's public key lets anybody make an archive, but none that this house takes back."""
    stranger = pyrage.x25519.Identity.generate()
    said = b'{"said": {"format": 1, "keys": {}, "destroyed": {}}, "mac": "00"}'
    (tmp_path / "forged.keys.age").write_bytes(pyrage.encrypt(said, [stranger.to_public()]))
    with pytest.raises(manifests.NotOurs):
        unpacking.keys_archive(tmp_path / "forged.keys.age", [stranger])
