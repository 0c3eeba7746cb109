"""How are personal data sealed, and who holds the keys?

AES-256-GCM with a random 96-bit nonce before the ciphertext. Each case has its own data key,
wrapped by the newest master key; rotating a master key re-wraps data keys and nothing else.
Keyed hashes (HMAC-SHA-256) let staff find a person by exact name, phone or e-mail.
Master keys are files `var/keys/<name>.key` of 32 bytes, readable by the owner only.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.exceptions import InvalidKey, InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.database.new_rows import new
from portal.kernel.models import DataKey
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.settings import settings

NONCE_BYTES = 12
KOREA = ZoneInfo("Asia/Seoul")


class KeyDestroyed(Refusal):
    """The case's key was lawfully destroyed: its contents can't be read by anybody any more.

    A refusal like any other, so that every page, fragment and machine gets a plain answer (410).
    """

    kind = "gone"

    def __init__(self, destroyed_at: datetime | None = None) -> None:
        if destroyed_at is None:
            super().__init__(N_("법에 따라 파기되어 볼 수 없습니다."))
            return
        day = destroyed_at.astimezone(KOREA)
        super().__init__(
            N_("법에 따라 파기되었습니다(파기일 %(day)s). 처리한 날짜와 단계만 남아 있습니다."),
            day=f"{day.year}. {day.month}. {day.day}.",
        )


class SealBroken(Exception):
    """The ciphertext is not what was sealed: wrong key, wrong place (`aad`), or changed bytes."""


def seal(key: bytes, plaintext: bytes, aad: bytes = b"") -> bytes:
    """Encrypt under a 32-byte key; `aad` binds the ciphertext to its place."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, aad)


def unseal(key: bytes, ciphertext: bytes, aad: bytes = b"") -> bytes:
    """Decrypt what `seal` made; raises SealBroken."""
    try:
        return AESGCM(key).decrypt(ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:], aad)
    except (InvalidTag, ValueError) as error:
        raise SealBroken("ciphertext does not fit its key and place") from error


@dataclass(frozen=True)
class Ring:
    """The master keys of this machine, by name; the newest wraps, all unwrap."""

    masters: dict[str, bytes]
    newest: str
    _derived: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    def derived(self, purpose: str) -> bytes:
        """A key for one purpose, from the oldest master key, so that hashes outlive a rotation."""
        if purpose not in self._derived:
            oldest = self.masters[min(self.masters)]
            self._derived[purpose] = HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(oldest)
        return self._derived[purpose]


def make_master_key(folder: Path, name: str, bare: bytes | None = None) -> Path:
    """Write a new master key file (0600), random unless its 32 bytes are given; refuses to overwrite one."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{name}.key"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(32) if bare is None else bare)
        file.flush()
        os.fsync(file.fileno())
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return path


@cache
def ring() -> Ring:
    """The key ring under `var/keys`. Raises FileNotFoundError if no master key was made."""
    folder = settings().var / "keys"
    masters = {path.stem: path.read_bytes() for path in sorted(folder.glob("*.key"))}
    if not masters:
        raise FileNotFoundError(f"no master key in {folder}: run `portal keys make`")
    return Ring(masters, max(masters))


def new_data_key(now: datetime) -> tuple[DataKey, bytes]:
    """A fresh data key: its unsaved row and the bare 32 bytes."""
    bare = secrets.token_bytes(32)
    keys = ring()
    row = new(DataKey, master=keys.newest, created_at=now)
    row.wrapped = seal(keys.masters[keys.newest], bare, row.id.bytes)
    return row, bare


def unwrap(row: DataKey) -> bytes:
    """The bare key of a row; raises KeyDestroyed."""
    if row.wrapped is None:
        raise KeyDestroyed(row.destroyed_at)
    if row.master not in ring().masters:
        ring.cache_clear()  # another process has made a newer master key since this one read the folder
    return unseal(ring().masters[row.master], bytes(row.wrapped), row.id.bytes)


def seal_for_house(plaintext: str, place: str) -> bytes:
    """Seal a small secret of the house itself (TOTP seeds, proof codes) under the master key."""
    return seal(ring().derived("house"), plaintext.encode(), place.encode())


def unseal_for_house(ciphertext: bytes, place: str) -> str:
    """Undo `seal_for_house`; raises SealBroken."""
    return unseal(ring().derived("house"), ciphertext, place.encode()).decode()


def keyed_hash(purpose: str, value: str) -> str:
    """A keyed hash by which an exact value can be found again ("" stays "")."""
    plain = unicodedata.normalize("NFC", "".join(value.split())).casefold()
    if not plain:
        return ""
    return hmac.new(ring().derived(f"index:{purpose}"), plain.encode(), hashlib.sha256).hexdigest()


def derived_token(purpose: str, *parts: str) -> str:
    """A token that can be made again from its parts: the same filing gets the same secret link."""
    digest = hmac.new(ring().derived(purpose), "\x00".join(parts).encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def derived_pin(*parts: str) -> str:
    """Six digits that can be made again from their parts; tries are limited where they are asked for."""
    digest = hmac.new(ring().derived("pin"), "\x00".join(parts).encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8], 'big') % 1_000_000:06d}"


def token_hash(token: str) -> str:
    """The stored form of an unguessable token (256 bits need no slow hash)."""
    return hashlib.sha256(token.encode()).hexdigest()


def hash_password(password: str) -> str:
    """Argon2id (RFC 9106) in PHC format, for passwords and PINs."""
    return Argon2id(
        salt=os.urandom(16), length=32, iterations=3, lanes=1, memory_cost=64 * 1024
    ).derive_phc_encoded(password.encode())


def check_password(password: str, stored: str) -> bool:
    """Whether the password fits; an empty stored hash fits nothing."""
    if not stored:
        return False
    try:
        Argon2id.verify_phc_encoded(password.encode(), stored)
    except (InvalidKey, ValueError):  # ValueError: the stored hash is not in PHC format
        return False
    return True
