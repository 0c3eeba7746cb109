"""How do the master keys come through a fire, without anybody alone being able to take them away?

They are in no backup. The escrow is a short text, encrypted under a passphrase of two halves that two people know
(age, scrypt): printed or on a stick, in a safe away from the backups. Any age program opens it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pyrage

from portal.kernel import keys
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.settings import settings

RECORD: Final = "escrow.json"
HALF: Final = 10
"""Letters that each half of the passphrase has at least."""


class WeakPassphrase(Refusal):
    """A half of the passphrase is too short, or both are the same."""


class WrongPassphrase(Refusal):
    """The escrow does not open with this passphrase, or it is damaged."""


class KeyDiffers(Refusal):
    """Another key of the same name stands there already."""

    kind = "conflict"


def passphrase(first: str, second: str) -> str:
    """The passphrase of two people's halves, in this order, with a hyphen between. Raises WeakPassphrase."""
    if min(len(first), len(second)) < HALF:
        raise WeakPassphrase(N_("암호의 반쪽은 각각 %(least)s자 이상이어야 합니다."), least=HALF)
    if first == second:
        raise WeakPassphrase(N_("두 사람이 서로 다른 반쪽을 적어야 합니다."))
    return f"{first}-{second}"


def seal(masters: Mapping[str, bytes], secret: str, now: datetime) -> str:
    """The escrow as text (age, ASCII armour), tried before it is given away. Takes seconds, by design of scrypt."""
    said = {
        "what": "master keys of the citizen portal",
        "made_at": now.astimezone(UTC).isoformat(),
        "masters": {name: base64.b64encode(bare).decode() for name, bare in sorted(masters.items())},
    }
    sealed = bytes(pyrage.passphrase.encrypt(json.dumps(said).encode(), secret, armored=True)).decode()
    if unseal(sealed, secret) != dict(masters):
        raise WrongPassphrase(N_("만든 봉인을 다시 열지 못했습니다."))
    return sealed


def unseal(sealed: str, secret: str) -> dict[str, bytes]:
    """The master keys of an escrow by name. Raises WrongPassphrase."""
    try:
        said = json.loads(pyrage.passphrase.decrypt(sealed.strip().encode(), secret))
        return {str(name): base64.b64decode(bare) for name, bare in said["masters"].items()}
    except (pyrage.DecryptError, OSError, ValueError, KeyError) as error:
        raise WrongPassphrase(N_("암호가 맞지 않거나 봉인이 손상되었습니다.")) from error


def note(masters: Mapping[str, bytes], now: datetime) -> None:
    """Remember which keys are in an escrow (by hash), so that one that is in none is told at each backup."""
    prints = {name: _print(bare) for name, bare in masters.items()}
    path = settings().var / "keys" / RECORD
    path.write_text(json.dumps({"made_at": now.astimezone(UTC).isoformat(), "masters": prints}, indent=1))
    path.chmod(0o600)


def not_in_escrow() -> list[str]:
    """The master keys of this machine that no escrow holds, by name."""
    path = settings().var / "keys" / RECORD
    noted = json.loads(path.read_text())["masters"] if path.exists() else {}
    return [name for name, bare in sorted(keys.ring().masters.items()) if noted.get(name) != _print(bare)]


def recover(masters: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Write the keys of an escrow into a folder; those that stand there already stay. Raises KeyDiffers."""
    made = []
    for name, bare in sorted(masters.items()):
        path = folder / f"{name}.key"
        if not path.exists():
            made.append(keys.make_master_key(folder, name, bare))
        elif path.read_bytes() != bare:
            raise KeyDiffers(N_("%(path)s에 다른 키가 있습니다. 빈 폴더를 주세요."), path=str(path))
    return made


def _print(bare: bytes) -> str:
    return hashlib.sha256(b"escrow" + bare).hexdigest()
