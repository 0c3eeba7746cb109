"""Who signed: the newest key alone, and every older one is still known."""

from __future__ import annotations

import json
import stat
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from portal.cli import main
from portal.kernel.models import SigningKey
from portal.kernel.record import signing
from tests.cast import NOW

SAID = {"type": "test", "words": "가로등"}
LATER = NOW + timedelta(days=30)


async def test_what_was_signed_is_known_and_a_changed_word_is_noticed(house):
    key = await signing.make(NOW)
    signature = (await signing.signer()).sign(SAID)
    assert key.signed(SAID, signature)
    assert not key.signed({**SAID, "words": "가로수"}, signature)
    other = "A" if signature[0] != "A" else "B"
    assert not key.signed(SAID, other + signature[1:])
    assert not key.signed(SAID, "no signature")


async def test_the_private_half_is_for_its_owner_only(house):
    await signing.make(NOW)
    [path] = signing.folder().iterdir()
    assert (path.suffix, path.stat().st_size) == (".ed25519", 32)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_second_first_key_is_refused(house):
    await signing.make(NOW)
    with pytest.raises(signing.KeyStands):
        await signing.make(NOW)


async def test_without_a_key_nothing_is_signed(house):
    with pytest.raises(signing.NoSigningKey):
        await signing.signer()


async def test_a_rotated_key_signs_no_more_but_is_known_for_ever(house):
    old = await signing.make(NOW)
    signature = (await signing.signer()).sign(SAID)
    new = await signing.rotate(LATER)
    known = await signing.public_keys()
    assert (await signing.signer()).kid == new.kid
    assert list(known) == [old.kid, new.kid]
    assert known[old.kid].signed(SAID, signature)
    assert known[old.kid].signs_at(LATER + timedelta(hours=23))
    assert not known[old.kid].signs_at(LATER + timedelta(hours=25))
    assert len(list(signing.folder().iterdir())) == 1


async def test_a_lost_private_half_is_rotated(house):
    lost = await signing.make(NOW)
    next(signing.folder().iterdir()).unlink()
    with pytest.raises(signing.NoSigningKey):
        await signing.signer()
    new = await signing.make(LATER)
    assert (await signing.signer()).kid == new.kid
    assert (await signing.public_keys())[lost.kid].retired_at == LATER


async def test_a_key_brought_into_the_database_by_somebody_else_is_none(house):
    mine = await signing.make(NOW)
    await SigningKey.filter(kid=mine.kid).update(retired_at=LATER)
    assert await signing.public_keys() == {}


async def test_the_published_set_reads_back(house):
    await signing.make(NOW)
    await signing.rotate(LATER)
    known = await signing.public_keys()
    document = json.loads(json.dumps(signing.key_set(known.values())))
    assert signing.read_key_set(document) == known
    assert [set(one) for one in document["keys"]] == [
        {"kty", "crv", "use", "kid", "x", "not_before", "retired_at"}
    ] * 2


@pytest.mark.parametrize(
    "document", [None, [], {}, {"keys": [{}]}, {"keys": [{"kty": "OKP", "crv": "Ed25519"}]}]
)
def test_what_is_no_key_set_is_refused(document):
    with pytest.raises(signing.NotKeys):
        signing.read_key_set(document)


async def test_a_key_under_another_name_is_refused(house):
    key = await signing.make(NOW)
    document = {"keys": [{**key.jwk(), "kid": "another"}]}
    with pytest.raises(signing.NotKeys):
        signing.read_key_set(document)


def test_the_thumbprint_of_the_standards_own_key():
    """RFC 8037, appendix A.3."""
    x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    assert signing.thumbprint(x) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_the_commands_make_change_and_list(var):
    runner = CliRunner()
    assert runner.invoke(main, ["keys", "signing", "make"]).exit_code == 0
    assert runner.invoke(main, ["keys", "signing", "make"]).exit_code == 1
    assert runner.invoke(main, ["keys", "signing", "rotate"]).exit_code == 0
    lines = runner.invoke(main, ["keys", "signing", "list"]).stdout.splitlines()
    assert [line.split("\t")[2].split()[0] for line in lines] == ["until", "signs"]
