"""Do sealed files come back as they were, or not at all, from a folder and from a bucket?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import obstore
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from obstore.store import S3Store

from portal.kernel.files import BlobGone, Store, StoreAway, StoreDamaged
from portal.kernel.files.bucket import Bucket
from portal.kernel.files.ends import address_of
from portal.kernel.files.folder import Folder
from portal.kernel.files.sealed import PIECE
from portal.kernel.keys import SealBroken
from tests.buckets import Buckets, set_time

KEY, OTHER = bytes(range(32)), bytes(32)
NOW = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
LARGE = bytes(range(256)) * (PIECE // 256) * 2 + b"end"


@dataclass
class InFolder:
    """A folder, and hands that reach into it past the store."""

    root: Path

    def __post_init__(self) -> None:
        self.end = Folder(self.root)

    def bytes_of(self, blob: str) -> bytes:
        return self.end.path(blob).read_bytes()

    def put(self, name: str, data: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def set_time(self, name: str, at: datetime) -> None:
        os.utime(self.root / name, (at.timestamp(), at.timestamp()))

    def names(self) -> list[str]:
        return sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file())

    @contextmanager
    def away(self) -> Iterator[None]:
        """The disk under the folder is gone: something else stands in its place."""
        aside = self.root.with_name("aside")
        self.root.rename(aside)
        self.root.write_text("")
        yield
        self.root.unlink()
        aside.rename(self.root)


@dataclass
class InBucket:
    """A bucket, and hands that reach into it past the store."""

    buckets: Buckets

    def __post_init__(self) -> None:
        self.url = self.buckets.url()
        self.end = Bucket(self.url)
        self.hands: S3Store = self.end._store

    def bytes_of(self, blob: str) -> bytes:
        return bytes(obstore.get(self.hands, f"{blob[:2]}/{blob[2:]}").bytes())

    def put(self, name: str, data: bytes) -> None:
        obstore.put(self.hands, name, data)

    def set_time(self, name: str, at: datetime) -> None:
        set_time(self.url, name, at)

    def names(self) -> list[str]:
        return sorted(one["path"] for page in obstore.list(self.hands) for one in page)

    def away(self) -> AbstractContextManager[None]:
        return self.buckets.away()


Place = InFolder | InBucket


@pytest.fixture(params=["folder", "bucket"])
def place(request, tmp_path) -> Place:
    if request.param == "folder":
        return InFolder(tmp_path / "files")
    return InBucket(request.getfixturevalue("buckets"))


@pytest.fixture
def store(place):
    return Store(place.end)


def name_of(blob):
    return f"{blob[:2]}/{blob[2:]}"


@given(st.binary(max_size=3000))
@example(b"")
@example(LARGE[:PIECE])
@example(LARGE[: 2 * PIECE])
@example(LARGE)
@hypothesis_settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
async def test_what_was_put_comes_back(store, data):
    blob = await store.put(KEY, data)
    assert await store.get(KEY, blob) == data


async def test_the_address_is_the_hash_of_what_lies_there_and_that_tells_nothing(place, store):
    data = b"a known sentence " * 100
    first, second = await store.put(KEY, data), await store.put(KEY, data)
    sealed = place.bytes_of(first)
    assert address_of(sealed) == first
    assert first != second
    assert b"known" not in sealed


async def test_nobody_else_on_the_machine_reads_the_folder(tmp_path):
    folder = Folder(tmp_path / "files")
    blob = await Store(folder).put(KEY, b"hello")
    assert folder.path(blob).stat().st_mode & 0o077 == 0
    assert folder.path(blob).parent.stat().st_mode & 0o077 == 0


async def test_pieces_are_bounded(store):
    blob = await store.put(KEY, LARGE)
    assert [len(piece) async for piece in store.stream(KEY, blob)] == [PIECE, PIECE, 3]


async def test_another_key_opens_nothing(store):
    blob = await store.put(KEY, b"hello")
    with pytest.raises(SealBroken):
        await store.get(OTHER, blob)


@given(st.integers(min_value=0), st.integers(1, 255))
@hypothesis_settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
async def test_no_changed_byte_goes_unnoticed(place, store, at, change):
    blob = await store.put(KEY, b"hello" * 20)
    sealed = bytearray(place.bytes_of(blob))
    sealed[at % len(sealed)] ^= change
    place.put(name_of(blob), bytes(sealed))
    with pytest.raises(SealBroken):
        await store.get(KEY, blob)


SEALED = PIECE + 28
CUTS = {
    "cut between pieces": lambda head, a, b, end: head + a + b,
    "cut within a piece": lambda head, a, b, end: head + a + b[:100],
    "pieces swapped": lambda head, a, b, end: head + b + a + end,
    "a piece left out": lambda head, a, b, end: head + a + end,
    "a piece repeated": lambda head, a, b, end: head + a + a + b + end,
    "something added": lambda head, a, b, end: head + a + b + end + b"x" * 40,
    "only the head": lambda head, a, b, end: head,
    "nothing": lambda head, a, b, end: b"",
}


@pytest.mark.parametrize("cut", CUTS.values(), ids=CUTS)
async def test_a_file_that_was_cut_or_rearranged_is_refused(place, store, cut):
    blob = await store.put(KEY, LARGE)
    sealed = place.bytes_of(blob)
    head, rest = sealed[:24], sealed[24:]
    place.put(name_of(blob), cut(head, rest[:SEALED], rest[SEALED : 2 * SEALED], rest[2 * SEALED :]))
    with pytest.raises(SealBroken):
        await store.get(KEY, blob)


async def test_a_piece_of_another_file_under_the_same_key_is_refused(place, store):
    first, second = await store.put(KEY, b"one"), await store.put(KEY, b"two")
    place.put(name_of(first), place.bytes_of(first)[:24] + place.bytes_of(second)[24:])
    with pytest.raises(SealBroken):
        await store.get(KEY, first)


async def test_a_deleted_file_is_gone_and_deleting_twice_is_no_error(store):
    blob = await store.put(KEY, b"hello")
    assert await store.has(blob)
    assert await store.delete(blob)
    assert await store.delete(blob)
    assert not await store.has(blob)
    with pytest.raises(BlobGone):
        await store.get(KEY, blob)


@pytest.mark.parametrize(
    "blob", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "\n", "/" + "a" * 63]
)
async def test_an_address_is_never_a_path(store, blob):
    with pytest.raises(BlobGone):
        await store.get(KEY, blob)
    with pytest.raises(BlobGone):
        await store.delete(blob)


async def test_the_sweep_takes_old_files_that_nobody_names_and_nothing_that_is_not_ours(place, store):
    named, fresh, orphan = [await store.put(KEY, data) for data in (b"1", b"2", b"3")]
    strangers = ["ab/notes.txt", "other/" + "a" * 62, "letter.txt"]
    for name in strangers:
        place.put(name, b"x")
    for name in (name_of(named), name_of(orphan), *strangers):
        place.set_time(name, NOW - timedelta(days=3))
    place.set_time(name_of(fresh), NOW)
    assert await store.sweep({named}, NOW - timedelta(days=1)) == 1
    assert place.names() == sorted([name_of(named), name_of(fresh), *strangers])
    assert (await store.get(KEY, named), await store.get(KEY, fresh)) == (b"1", b"2")


async def test_the_sweep_takes_what_broken_off_writes_left_in_the_folder(tmp_path):
    place = InFolder(tmp_path / "files")
    place.put("tmp/broken", b"x")
    place.put("tmp/under-way", b"x")
    place.set_time("tmp/broken", NOW - timedelta(days=3))
    place.set_time("tmp/under-way", NOW)
    assert await Store(place.end).sweep(set(), NOW - timedelta(days=1)) == 1
    assert place.names() == ["tmp/under-way"]


async def test_a_write_that_fails_leaves_nothing(tmp_path, monkeypatch):
    def broken(_):
        raise OSError("disk full")

    place = InFolder(tmp_path / "files")
    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(StoreAway):
        await Store(place.end).put(KEY, b"hello")
    assert place.names() == []


async def test_a_store_that_is_away_says_so_and_comes_back_with_what_it_had(place, store):
    blob = await store.put(KEY, b"hello")
    with place.away():
        with pytest.raises(StoreAway):
            await store.put(KEY, b"more")
        with pytest.raises(StoreAway):
            await store.get(KEY, blob)
        assert not await store.delete(blob)
    assert await store.get(KEY, blob) == b"hello"
    assert place.names() == [name_of(blob)]


def test_a_file_is_written_once_and_the_same_again_is_no_error(place):
    blob = address_of(b"sealed")
    place.end.keep(blob, b"sealed")
    place.end.keep(blob, b"sealed")
    assert place.bytes_of(blob) == b"sealed"


def test_other_bytes_under_the_address_are_neither_written_over_nor_relied_on(buckets):
    place, blob = InBucket(buckets), address_of(b"sealed")
    place.put(name_of(blob), b"other")
    with pytest.raises(StoreDamaged):
        place.end.keep(blob, b"sealed")
    assert place.bytes_of(blob) == b"other"


def test_a_bucket_that_does_not_exist_is_no_store_without_files(buckets):
    missing = Bucket(buckets.url().replace("s3://files", "s3://nobodys"))
    blob = address_of(b"sealed")
    asked: list[Callable[[], object]] = [
        lambda: missing.has(blob),
        lambda: missing.open(blob).__enter__(),
        lambda: missing.remove(blob),
        lambda: missing.keep(blob, b"sealed"),
        lambda: list(missing.kept()),
    ]
    for ask in asked:
        with pytest.raises(StoreAway):
            ask()
