"""Archives that were changed, cut off, repacked or forged: none becomes a house."""

from __future__ import annotations

import io
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from typing import IO

import pytest

from portal.kernel.safekeeping import backup, sealing, unpacking
from tests.cast import NOW
from tests.safekeeping.conftest import house_stays_shut
from tests.safekeeping.ground import restored


@pytest.mark.parametrize("place_of_change", [200, -200])
async def test_a_changed_archive_is_refused_and_the_house_stays_shut(
    place_of_change, cases, made, vault, masters, tmp_path
):
    whole = bytearray(made.data.path.read_bytes())
    whole[place_of_change] ^= 1
    made.data.path.write_bytes(bytes(whole))
    with pytest.raises(sealing.ArchiveBroken):
        await restored(vault.source(made, masters), tmp_path / "new", now=NOW)
    await house_stays_shut(tmp_path / "new")


async def test_a_cut_archive_is_refused(cases, made, vault, masters, tmp_path):
    made.data.path.write_bytes(made.data.path.read_bytes()[:-1])
    with pytest.raises(sealing.ArchiveBroken):
        await restored(vault.source(made, masters), tmp_path / "new", now=NOW)


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
    done = await restored(vault.source(made, masters), tmp_path / "new", now=NOW)
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
