"""What does an archive say about itself, so that a restore can tell whether all of it came back?

It is signed with a key derived from the master key (HMAC-SHA-256): a recipient's public key lets anybody make an
archive, but only this house one that this house takes back.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from portal.kernel import keys
from portal.kernel.canonical import canonical
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

FORMAT: Final = 1
MANIFEST: Final = "manifest.json"
DATABASE: Final = "portal.sqlite3"
FILES: Final = "files"


class NotOurs(Refusal):
    """An archive that this house's master keys did not sign, or of a later format."""


@dataclass(frozen=True)
class Files:
    """The files of the snapshot. `missing` and `damaged` were so in the live house; `gone` were removed meanwhile."""

    count: int
    bytes: int
    names_sha256: str
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Manifest:
    """One backup. `counts` are rows by table, `heads` the SHA-256 over the heads of all cases' chains."""

    id: str
    made_at: str
    revision: str
    database_sha256: str
    database_bytes: int
    counts: dict[str, int]
    cases: int
    heads: str
    masters: list[str]
    files: Files
    format: int = FORMAT


def signed(said: Mapping[str, Any]) -> bytes:
    """JSON with its signature."""
    return json.dumps({"said": said, "mac": _mac(said)}, ensure_ascii=False, indent=1).encode()


def checked(data: bytes) -> dict[str, Any]:
    """What was signed. Raises NotOurs."""
    try:
        read = json.loads(data)
        said, mac = dict(read["said"]), str(read["mac"])
    except (ValueError, KeyError, TypeError) as error:
        raise NotOurs(N_("백업의 목록을 읽을 수 없습니다.")) from error
    if not hmac.compare_digest(mac, _mac(said)):
        raise NotOurs(N_("이 기관의 마스터 키로 만든 백업이 아니거나 바뀐 백업입니다."))
    if said.get("format") != FORMAT:
        raise NotOurs(N_("이 버전이 모르는 형식의 백업입니다."))
    return said


def write(manifest: Manifest) -> bytes:
    """The manifest as it stands in the archive."""
    return signed(asdict(manifest))


def read(data: bytes) -> Manifest:
    """The manifest of an archive. Raises NotOurs."""
    said = checked(data)
    return Manifest(**{**said, "files": Files(**said["files"])})


def names_hash(names: list[str]) -> str:
    """One hash over the addresses of files, whatever their order."""
    return hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()


def _mac(said: Mapping[str, Any]) -> str:
    key = keys.ring().derived("backup")
    return hmac.new(key, canonical(said).encode(), hashlib.sha256).hexdigest()
