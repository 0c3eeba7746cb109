"""Do sealed files come back as they were, or not at all?"""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from portal.kernel.files import BlobGone, Store
from portal.kernel.files.disk import PIECE
from portal.kernel.keys import SealBroken

KEY, OTHER = bytes(range(32)), bytes(32)
NOW = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
LARGE = bytes(range(256)) * (PIECE // 256) * 2 + b"end"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "files")


def path_of(store, blob):
    return store.root / blob[:2] / blob[2:]


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


async def test_the_address_is_the_hash_of_what_lies_there_and_that_tells_nothing(store):
    data = b"a known sentence " * 100
    first, second = await store.put(KEY, data), await store.put(KEY, data)
    sealed = path_of(store, first).read_bytes()
    assert hashlib.sha256(sealed).hexdigest() == first
    assert first != second
    assert b"known" not in sealed
    assert path_of(store, first).stat().st_mode & 0o077 == 0


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
async def test_no_changed_byte_goes_unnoticed(store, at, change):
    blob = await store.put(KEY, b"hello" * 20)
    path = path_of(store, blob)
    sealed = bytearray(path.read_bytes())
    sealed[at % len(sealed)] ^= change
    path.write_bytes(sealed)
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
async def test_a_file_that_was_cut_or_rearranged_is_refused(store, cut):
    blob = await store.put(KEY, LARGE)
    path = path_of(store, blob)
    sealed = path.read_bytes()
    head, rest = sealed[:24], sealed[24:]
    path.write_bytes(cut(head, rest[:SEALED], rest[SEALED : 2 * SEALED], rest[2 * SEALED :]))
    with pytest.raises(SealBroken):
        await store.get(KEY, blob)


async def test_a_piece_of_another_file_under_the_same_key_is_refused(store):
    first, second = await store.put(KEY, b"one"), await store.put(KEY, b"two")
    ours = path_of(store, first).read_bytes()
    path_of(store, first).write_bytes(ours[:24] + path_of(store, second).read_bytes()[24:])
    with pytest.raises(SealBroken):
        await store.get(KEY, first)


async def test_a_deleted_file_is_gone_and_deleting_twice_is_no_error(store):
    blob = await store.put(KEY, b"hello")
    await store.delete(blob)
    await store.delete(blob)
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


async def test_the_sweep_takes_old_files_that_nobody_names(store):
    named, fresh, orphan = [await store.put(KEY, data) for data in (b"1", b"2", b"3")]
    broken_off = store.root / "tmp" / "broken"
    broken_off.write_bytes(b"x")
    long_ago = (NOW - timedelta(days=3)).timestamp()
    for path in (path_of(store, named), path_of(store, orphan), broken_off):
        os.utime(path, (long_ago, long_ago))
    os.utime(path_of(store, fresh), (NOW.timestamp(), NOW.timestamp()))
    assert await store.sweep({named}, NOW - timedelta(days=1)) == 2
    assert await store.get(KEY, named) == b"1"
    assert await store.get(KEY, fresh) == b"2"
    assert not broken_off.exists()
    with pytest.raises(BlobGone):
        await store.get(KEY, orphan)


async def test_a_write_that_fails_leaves_nothing(store, monkeypatch):
    def broken(_):
        raise OSError("disk full")

    monkeypatch.setattr("os.fsync", broken)
    with pytest.raises(OSError, match="disk full"):
        await store.put(KEY, b"hello")
    assert [path for path in store.root.rglob("*") if path.is_file()] == []
