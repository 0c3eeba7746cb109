"""Does nothing get lost between rows and store, in a folder and in a bucket, also while that is away?"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from portal.kernel import files
from portal.kernel.files import inventory
from portal.kernel.files.folder import Folder
from tests.cast import NOW
from tests.kernel.drafts import PHOTO, a_draft, content, filed_with, kept


@pytest.fixture(autouse=True)
def both_ends(files_at: str) -> None:
    """Everything here holds for files in a folder and in a bucket."""


@pytest.fixture
def away(files_at, request, var):
    """A context in which the store does not answer."""
    if files_at == "bucket":
        return request.getfixturevalue("buckets").away

    @contextmanager
    def unmounted():
        folder = var.var / "files"
        folder.rename(var.var / "aside")
        folder.write_text("")
        yield
        folder.unlink()
        (var.var / "aside").rename(folder)

    return unmounted


async def test_what_was_not_kept_has_no_row_and_what_was_stays(house, away):
    draft = await a_draft()
    listed = await files.attach_to_draft(draft, "photos", PHOTO, NOW)
    with away():
        with pytest.raises(files.StoreAway):
            await files.attach_to_draft(draft, "photos", PHOTO, NOW)
        with pytest.raises(files.StoreAway):
            await files.open_for(draft, listed.id)
        assert await files.for_draft(draft) == [listed]
        case = await filed_with(draft)
        with pytest.raises(files.StoreAway):
            async with files.brought(case, "papers", [PHOTO], audience="petitioner", now=NOW):
                raise AssertionError
    assert [one.id for one in await files.for_case(case)] == [listed.id]
    assert len(await content(await files.open_for(case, listed.id))) == listed.size


async def test_a_file_taken_out_while_the_store_is_away_is_swept_later(house, away):
    draft = await a_draft()
    listed = await files.attach_to_draft(draft, "photos", PHOTO, NOW)
    with away():
        await files.remove(draft, listed.id)
    assert (await files.for_draft(draft), len(kept())) == ([], 1)
    assert await files.sweep_orphans(NOW + timedelta(days=36500)) == 1
    assert kept() == []


async def test_a_lost_file_is_told_before_anything_of_it_is_sent(house):
    draft = await a_draft()
    listed = await files.attach_to_draft(draft, "photos", PHOTO, NOW)
    files.end().remove(kept()[0])
    with pytest.raises(files.FileLost, match="민원실"):
        await files.open_for(draft, listed.id)


async def test_the_inventory_tells_what_is_missing_damaged_and_nobodys(house):
    draft = await a_draft()
    for _ in range(3):
        await files.attach_to_draft(draft, "photos", PHOTO, NOW)
    blobs = sorted(kept())
    orphan = await files.store().put(bytes(32), b"orphan")
    later = datetime(2200, 1, 1, tzinfo=UTC)
    assert await inventory.check(NOW) == inventory.Inventory(3, (), (), ())
    assert await inventory.check(later) == inventory.Inventory(3, (), (), (orphan,))
    files.end().remove(blobs[0])
    files.end().remove(blobs[1])
    files.end().keep(blobs[1], b"rot") if isinstance(files.end(), Folder) else None
    found = await inventory.check(later)
    assert not found.whole
    assert set(found.missing) | set(found.damaged) == set(blobs[:2])


async def test_files_move_to_another_store_and_only_whole_ones(house, tmp_path):
    draft = await a_draft()
    for _ in range(3):
        await files.attach_to_draft(draft, "photos", PHOTO, NOW)
    aside, blobs = Folder(tmp_path / "aside"), sorted(kept())
    for blob in blobs:
        with files.end().open(blob) as found:
            aside.keep(blob, found.read(found.bytes))
        files.end().remove(blob)
    aside.path(blobs[0]).write_bytes(b"rot")
    assert await inventory.copy_from(aside) == (2, [blobs[0]])
    assert sorted(kept()) == blobs[1:]
    assert await inventory.copy_from(aside) == (0, [blobs[0]])


async def test_the_sweep_of_the_house_spares_what_a_row_names(house):
    await files.attach_to_draft(await a_draft(), "photos", PHOTO, NOW)
    await files.store().put(bytes(32), b"orphan")
    assert await files.sweep_orphans(NOW + timedelta(days=36500)) == 1
    assert len(kept()) == 1
