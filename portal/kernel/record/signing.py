"""Who says so? The house signs by Ed25519 (RFC 8032); the public halves are published and kept for good.

The private half is a file `var/keys/signing/<name>.ed25519` of 32 bytes, readable by the owner only. It stands in no
backup: a lost one is rotated. Only the newest signs; what an older one has signed can be checked for ever.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from portal.database.transactions import transaction
from portal.kernel import keys
from portal.kernel.canonical import canonical
from portal.kernel.models import SigningKey
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.settings import settings

ENDING: Final = ".ed25519"
OVERLAP: Final = timedelta(days=1)
"""So long after its retirement a key may still have signed: other processes, other machines, clocks apart."""


class NoSigningKey(Refusal):
    """The house can't sign: no private key of a published, unretired public one is here."""

    kind = "unavailable"

    def __init__(self) -> None:
        super().__init__(N_("서명 키가 없습니다. portal keys signing make(잃었다면 rotate)로 만들어 주세요."))


class KeyStands(Refusal):
    """There is a signing key already."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(N_("서명 키가 이미 있습니다. 새 키로 바꾸려면 portal keys signing rotate를 쓰세요."))


class NotKeys(Refusal):
    """A file of public keys is not what `/.well-known/portal-keys.json` gives."""

    def __init__(self) -> None:
        super().__init__(N_("공개 키 파일이 아닙니다. /.well-known/portal-keys.json을 내려받아 주세요."))


@dataclass(frozen=True)
class PublicKey:
    """One public half; `retired_at` is when it stopped signing."""

    kid: str
    x: str
    not_before: datetime
    retired_at: datetime | None = None

    def signed(self, said: Mapping[str, Any], signature: str) -> bool:
        """Whether this key made the detached signature (base64url) over the canonical form of what is said."""
        try:
            public = Ed25519PublicKey.from_public_bytes(unpacked(self.x))
            public.verify(unpacked(signature), canonical(said).encode())
        except (InvalidSignature, ValueError):
            return False
        return True

    def signs_at(self, at: datetime) -> bool:
        """Whether what happened at that moment can have been signed: not long after the key was retired."""
        return self.retired_at is None or at <= self.retired_at + OVERLAP

    def jwk(self) -> dict[str, Any]:
        """The key as a member of a JWK set (RFC 8037), with its time in UTC."""
        return {
            "kty": "OKP",
            "crv": "Ed25519",
            "use": "sig",
            "kid": self.kid,
            "x": self.x,
            "not_before": stamp(self.not_before),
            "retired_at": stamp(self.retired_at) if self.retired_at else None,
        }


@dataclass(frozen=True)
class Signer:
    """A key that signs now."""

    kid: str
    private: Ed25519PrivateKey

    def sign(self, said: Mapping[str, Any]) -> str:
        """The detached signature (base64url) over the canonical form; the same words get the same signature."""
        return packed(self.private.sign(canonical(said).encode()))


async def public_keys() -> dict[str, PublicKey]:
    """All public halves by `kid`, oldest first; a row that the house did not write itself is left out."""
    rows = await SigningKey.all().order_by("not_before", "kid")
    return {
        row.kid: PublicKey(row.kid, row.x, row.not_before, row.retired_at)
        for row in rows
        if hmac.compare_digest(row.seal, _seal(row))
    }


async def signer() -> Signer:
    """The key that signs now. Raises NoSigningKey."""
    known = await public_keys()
    for path in sorted(folder().glob(f"*{ENDING}"), reverse=True):
        private = Ed25519PrivateKey.from_private_bytes(path.read_bytes())
        kid = thumbprint(_x(private))
        if kid in known and known[kid].retired_at is None:
            return Signer(kid, private)
    raise NoSigningKey()


async def make(now: datetime) -> PublicKey:
    """Make the first signing key. Raises KeyStands while one signs."""
    try:
        await signer()
    except NoSigningKey:
        return await rotate(now)
    raise KeyStands()


async def rotate(now: datetime) -> PublicKey:
    """Make a new key and retire all others: their public halves stay, their private ones are removed."""
    private = Ed25519PrivateKey.generate()
    row = SigningKey(kid=thumbprint(_x(private)), x=_x(private), not_before=now)
    row.seal = _seal(row)
    old = list(folder().glob(f"*{ENDING}"))
    # On disk before its public half counts: whoever dies between leaves a file that signs nothing.
    _write(
        folder() / f"{now.astimezone(UTC):%Y-%m-%dT%H%M%S}-{row.kid[:8]}{ENDING}", private.private_bytes_raw()
    )
    async with transaction():
        for each in await SigningKey.filter(retired_at=None):
            if hmac.compare_digest(each.seal, _seal(each)):
                each.retired_at = now
                await SigningKey.filter(kid=each.kid).update(retired_at=now, seal=_seal(each))
        await row.save(force_create=True)
    for path in old:
        path.unlink(missing_ok=True)
    return PublicKey(row.kid, row.x, now)


def key_set(known: Iterable[PublicKey]) -> dict[str, Any]:
    """The JWK set (RFC 7517) as it is published."""
    return {"keys": [key.jwk() for key in known]}


def read_key_set(document: Any) -> dict[str, PublicKey]:
    """The keys of a published set. Raises NotKeys; a key whose `kid` is not its thumbprint is no key."""
    try:
        found = [_read_key(one) for one in document["keys"]]
    except (KeyError, TypeError, ValueError) as error:
        raise NotKeys() from error
    return {key.kid: key for key in found}


def thumbprint(x: str) -> str:
    """The name of a key that follows from the key alone (RFC 7638, RFC 8037 appendix A.3)."""
    said = canonical({"crv": "Ed25519", "kty": "OKP", "x": x})
    return packed(hashlib.sha256(said.encode()).digest())


def stamp(at: datetime) -> str:
    """A moment as it is written into what is signed: UTC, whole seconds."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def packed(raw: bytes) -> str:
    """Bytes in base64url without padding (RFC 4648, 5)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unpacked(text: str) -> bytes:
    """Undo `packed`; raises ValueError, also for a second spelling of the same bytes."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
    if packed(raw) != text:
        raise ValueError("not base64url as it is written")
    return raw


def folder() -> Path:
    """Where the private halves are."""
    return settings().var / "keys" / "signing"


def _read_key(one: Mapping[str, Any]) -> PublicKey:
    x, retired = str(one["x"]), one.get("retired_at")
    if one["kty"] != "OKP" or one["crv"] != "Ed25519" or one["kid"] != thumbprint(x):
        raise ValueError("not a key of ours")
    since = datetime.fromisoformat(str(one["not_before"]))
    until = datetime.fromisoformat(str(retired)) if retired else None
    if since.tzinfo is None or (until is not None and until.tzinfo is None):
        raise ValueError("a time without its zone")
    return PublicKey(str(one["kid"]), x, since, until)


def _x(private: Ed25519PrivateKey) -> str:
    return packed(private.public_key().public_bytes_raw())


def _seal(row: SigningKey) -> str:
    moments = (row.not_before, row.retired_at)
    told = [each.astimezone(UTC).isoformat(timespec="microseconds") if each else "" for each in moments]
    return keys.derived_token("signing-key", row.kid, row.x, *told)


def _write(path: Path, raw: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
