"""May this upload be kept, as what, and what is left of it when all that was hidden in it is gone?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

from portal.kernel.files import images, sniff
from portal.kernel.files.facts import PhotoFacts
from portal.kernel.files.names import clean_name
from portal.kernel.files.refused import EmptyFile, FileRefused, FileTooLarge

MAX_BYTES: Final = 20 * 1024 * 1024
# A decoded photo takes up to 200 MB: this many at once, the others wait.
AT_ONCE: Final = 2

Source = bytes | Path | IO[bytes]

_limiter: RunVar[CapacityLimiter] = RunVar("portal.kernel.files.examining")
_CLEANERS: Final[dict[sniff.Kind, tuple[sniff.Kind, Callable[[bytes], tuple[bytes, PhotoFacts | None]]]]] = {
    sniff.JPEG: (sniff.JPEG, images.clean_jpeg),
    sniff.PNG: (sniff.PNG, images.clean_png),
    sniff.HEIC: (sniff.JPEG, images.jpeg_of_heic),
}


@dataclass(frozen=True)
class Examined:
    """What may be kept: `data` is cleaned, `media_type` is its true one, `clean_name` ends accordingly."""

    media_type: str
    data: bytes
    facts: PhotoFacts | None
    clean_name: str


async def examine(source: Source, name: str) -> Examined:
    """Check and clean one upload, in a thread. An open file is read from where it stands and not closed.

    Raises a FileRefused with the reason in plain words; its `name` says of which file.
    """
    return await to_thread.run_sync(_examine, source, name, limiter=_few())


def _examine(source: Source, name: str) -> Examined:
    try:
        data = _read(source)
        kind = sniff.sniff(data)
        kept, facts = kind, None
        if kind in _CLEANERS:
            kept, clean = _CLEANERS[kind]
            data, facts = clean(data)
    except FileRefused as refusal:
        refusal.name = clean_name(name)
        raise
    return Examined(kept.media_type, data, facts, clean_name(name, kept.extension))


def _read(source: Source) -> bytes:
    if isinstance(source, bytes):
        data = source
    elif isinstance(source, Path):
        with source.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    else:
        data = source.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise FileTooLarge(megabytes=MAX_BYTES // 1024 // 1024)
    if not data:
        raise EmptyFile()
    return data


def _few() -> CapacityLimiter:
    """One limiter for each event loop."""
    try:
        return _limiter.get()
    except LookupError:
        limiter = CapacityLimiter(AT_ONCE)
        _limiter.set(limiter)
        return limiter
