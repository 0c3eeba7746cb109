"""What must a place do that keeps sealed files? One interface with two ends: a folder, and an S3-compatible bucket.

A file's address is the SHA-256 of its sealed bytes (`blob`), so a place never needs to change what it keeps.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from portal.kernel.files.sealed import Readable
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

_BLOB: Final = re.compile(r"[0-9a-f]{64}")
_READ: Final = 1024 * 1024


class BlobGone(Exception):
    """No file of this address lies in the store."""


class StoreAway(Refusal):
    """The store does not answer, or takes nothing: a full disk, no network, a wrong credential (the log says which)."""

    kind = "unavailable"
    code = "files_away"

    def __init__(self) -> None:
        super().__init__(
            N_(
                "지금은 파일을 받거나 열 수 없습니다. 적은 내용은 그대로 있습니다. "
                "잠시 후 다시 보내 주세요. 급하면 파일 없이 먼저 보내고 나중에 더할 수 있습니다."
            )
        )


class StoreDamaged(Exception):
    """The store gives other bytes than it was given: nothing may be trusted to it."""


@dataclass(frozen=True)
class Kept:
    """A file in a list. `at`: when it was written (aware); `bytes` of its sealed form."""

    blob: str
    bytes: int
    at: datetime


class Reader(Readable, Protocol):
    """An open file; `bytes` is its sealed length."""

    bytes: int


class End(Protocol):
    """A place for sealed files; all calls block. Each raises StoreAway when it does not answer."""

    def keep(self, blob: str, sealed: bytes) -> None:
        """Write once, durably: when this returns, the file survives a power cut. The same file again is no error."""
        ...

    def open(self, blob: str) -> AbstractContextManager[Reader]:
        """Open a file for reading. Raises BlobGone."""
        ...

    def has(self, blob: str) -> bool:
        """Whether a file lies there."""
        ...

    def remove(self, blob: str) -> None:
        """Remove a file for good; no file is no error."""
        ...

    def kept(self) -> Iterator[Kept]:
        """All files that lie there, in no order. What is no sealed file is not told, and never touched."""
        ...

    def tidy(self, older_than: datetime) -> int:
        """Remove what writes that broke off have left, if older; returns how many."""
        ...


def folded(blob: str) -> tuple[str, str]:
    """The address as folder and name, so that no folder grows too big. Raises BlobGone for anything else."""
    if not _BLOB.fullmatch(blob):
        raise BlobGone(blob)
    return blob[:2], blob[2:]


def unfolded(folder: str, name: str) -> str | None:
    """The address of a file that lies under these names; None if it is none of ours."""
    return folder + name if len(folder) == 2 and _BLOB.fullmatch(folder + name) else None


def address_of(sealed: bytes) -> str:
    """The address of sealed bytes."""
    return hashlib.sha256(sealed).hexdigest()


def hash_at(end: End, blob: str) -> str:
    """The SHA-256 of what lies under an address. Raises BlobGone, StoreAway."""
    digest = hashlib.sha256()
    with end.open(blob) as found:
        while piece := found.read(_READ):
            digest.update(piece)
    return digest.hexdigest()
