"""Does a letter lie where it was put, and nowhere else?"""

import mailbox
from datetime import UTC, datetime, timedelta

import pytest

from mail.store import Maildir, NoSuchLetter

NOW = datetime(2026, 3, 18, 5, 30, tzinfo=UTC)


@pytest.fixture
def box(tmp_path):
    return Maildir(tmp_path / "mail")


async def test_an_empty_folder_lists_nothing(box):
    assert await box.newest() == []


async def test_letters_are_listed_newest_first_by_page(box):
    keys = [await box.deliver(b"n%d" % n, NOW + timedelta(seconds=n)) for n in (3, 1, 2)]
    assert [entry.key for entry in await box.newest()] == [keys[0], keys[2], keys[1]]
    (second,) = await box.newest(limit=1, offset=1)
    assert (second.delivered_at, second.size, second.seen) == (NOW + timedelta(seconds=2), 2, False)
    assert await box.read(second.key) == b"n2"


async def test_a_read_letter_keeps_its_key(box):
    key = await box.deliver(b"hello", NOW)
    await box.mark_seen(key)
    await box.mark_seen(key)
    assert [(entry.key, entry.seen) for entry in await box.newest()] == [(key, True)]
    assert await box.read(key) == b"hello"


async def test_a_deleted_letter_is_gone(box):
    key = await box.deliver(b"hello", NOW)
    await box.delete(key)
    with pytest.raises(NoSuchLetter):
        await box.read(key)


@pytest.mark.parametrize("key", ["../../secret", "", "*", "1.*", "/etc/passwd", "1.M1/../x", "1.Mx\x00"])
async def test_a_key_is_never_a_path(box, key, tmp_path):
    await box.deliver(b"hello", NOW)
    (tmp_path / "secret").write_bytes(b"s")
    with pytest.raises(NoSuchLetter):
        await box.read(key)


async def test_other_programs_read_the_folder(box):
    await box.deliver(b"Subject: hi\n\nhello", NOW)
    (found,) = mailbox.Maildir(box.folder, create=False).values()
    assert found["Subject"] == "hi"


async def test_a_letter_that_can_not_be_finished_leaves_nothing(box, monkeypatch):
    def broken(_):
        raise OSError("disk full")

    monkeypatch.setattr("mail.store.os.fsync", broken)
    with pytest.raises(OSError, match="disk full"):
        await box.deliver(b"hello", NOW)
    assert await box.newest() == []
    assert list((box.folder / "tmp").iterdir()) == []
