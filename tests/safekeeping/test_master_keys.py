"""Master keys: in escrow before they wrap, changed without anything sealed changing, recovered by two people only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import cases, keys, rewrapping
from portal.kernel.models import Case, DataKey
from portal.kernel.safekeeping import backup, escrow
from tests.cast import NOW, hire
from tests.safekeeping import town
from tests.safekeeping.ground import restored

SECRET = escrow.passphrase("하나둘셋넷다섯여섯일곱", "correct horse")


@pytest.fixture
async def town_of_three(var, opened) -> list[Case]:
    async with opened():
        await hire()
        return await town.grown(3)


def rotated(var, name: str = "2027-01-01") -> None:
    keys.make_master_key(var.var / "keys", name)
    keys.ring.cache_clear()


async def test_after_a_rotation_everything_reads_and_every_hash_and_link_stays(town_of_three, var, opened):
    def derived(case: Case) -> list[str]:
        sealed = [cases.link_token(case), cases.pin_of(case), keys.keyed_hash("name", "김하늘")]
        return [*sealed, keys.unseal_for_house(seed, "totp")]

    seed = keys.seal_for_house("JBSWY3DPEHPK3PXP", "totp")
    before = [derived(case) for case in town_of_three]
    async with opened():
        said = [await town.read(case) for case in town_of_three]
    rotated(var)
    async with opened():
        assert await rewrapping.wraps() == {"2026-01-01": 3, "2027-01-01": 0}
        fresh = await town.filed_with_file(4)
        assert (await DataKey.get(id=fresh.key_id)).master == "2027-01-01"
        assert await rewrapping.rewrap() == 3
        assert await rewrapping.rewrap() == 0
        assert await rewrapping.wraps() == {"2026-01-01": 0, "2027-01-01": 4}
        assert [await town.read(case) for case in town_of_three] == said
    assert [derived(case) for case in town_of_three] == before


async def test_a_broken_off_rewrap_goes_on_where_it_stopped(town_of_three, var, opened, monkeypatch):
    rotated(var)
    monkeypatch.setattr(rewrapping, "BATCH", 2)
    async with opened():
        assert await rewrapping.rewrap() == 2
        assert await rewrapping.wraps() == {"2026-01-01": 1, "2027-01-01": 2}
        for case in town_of_three:
            await town.read(case)
        assert [await rewrapping.rewrap(), await rewrapping.rewrap()] == [1, 0]


async def test_a_process_that_was_running_finds_the_newer_key(town_of_three, var, opened):
    async with opened():
        await town.read(town_of_three[0])
        old = keys.ring()
        keys.make_master_key(
            var.var / "keys", "2027-01-01"
        )  # by another process: this one's ring is the old one
        key = await DataKey.get(id=town_of_three[0].key_id)
        newer = (var.var / "keys" / "2027-01-01.key").read_bytes()
        wrapped = keys.seal(newer, keys.unwrap(key), key.id.bytes)
        await DataKey.filter(id=key.id).update(wrapped=wrapped, master="2027-01-01")
        assert "2027-01-01" not in old.masters
        await town.read(town_of_three[0])


async def test_destroyed_keys_are_not_wrapped_anew(town_of_three, var, opened):
    async with opened():
        await DataKey.filter(id=town_of_three[0].key_id).update(wrapped=None, destroyed_at=NOW)
        rotated(var)
        assert await rewrapping.rewrap() == 2
        assert (await DataKey.get(id=town_of_three[0].key_id)).wrapped is None


async def test_a_master_key_retires_only_when_nothing_needs_it(town_of_three, var, opened):
    async with opened():
        rotated(var, "2027-01-01")
        await rewrapping.rewrap()
        rotated(var, "2028-01-01")
        for needed in ("2026-01-01", "2027-01-01", "2028-01-01"):
            with pytest.raises(rewrapping.StillNeeded):
                await rewrapping.retire(needed)
        await rewrapping.rewrap()
        await rewrapping.retire("2027-01-01")
        assert sorted(keys.ring().masters) == ["2026-01-01", "2028-01-01"]
        await town.read(town_of_three[0])


async def test_an_older_backup_opens_with_a_keys_archive_from_after_the_rewrap(
    town_of_three, vault, var, opened, tmp_path
):
    old = backup.make(vault.data, vault.keys, now=NOW)
    rotated(var)
    async with opened():
        await rewrapping.rewrap()
    newer = backup.make(vault.data, vault.keys, now=NOW + timedelta(days=1))
    source = vault.source(old, var.var / "keys", keys=newer.keys.path)
    assert (await restored(source, tmp_path / "new", now=NOW)).problems == []


def test_an_escrow_opens_for_both_halves_and_for_nothing_else(var, tmp_path):
    masters = keys.ring().masters
    sealed = escrow.seal(masters, SECRET, NOW)
    assert sealed.startswith("-----BEGIN AGE ENCRYPTED FILE-----")
    assert escrow.unseal(sealed, SECRET) == masters
    with pytest.raises(escrow.WrongPassphrase):
        escrow.unseal(sealed, "하나둘셋넷다섯여섯일곱")
    with pytest.raises(escrow.WrongPassphrase):
        escrow.unseal(sealed[:-100], SECRET)
    made = escrow.recover(masters, tmp_path / "keys")
    assert [path.read_bytes() for path in made] == list(masters.values())
    assert all(path.stat().st_mode & 0o077 == 0 for path in made)
    assert escrow.recover(masters, tmp_path / "keys") == []
    made[0].write_bytes(b"x" * 32)
    with pytest.raises(escrow.KeyDiffers):
        escrow.recover(masters, tmp_path / "keys")


@pytest.mark.parametrize(
    ("first", "second"), [("short", "long enough"), ("long enough", ""), ("same same 1", "same same 1")]
)
def test_each_of_two_people_brings_a_good_half(first, second):
    with pytest.raises(escrow.WeakPassphrase):
        escrow.passphrase(first, second)


def test_a_key_that_is_in_no_escrow_is_named(var):
    assert escrow.not_in_escrow() == ["2026-01-01"]
    escrow.note(keys.ring().masters, NOW)
    assert escrow.not_in_escrow() == []
    rotated(var)
    assert escrow.not_in_escrow() == ["2027-01-01"]
