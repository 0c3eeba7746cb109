"""What does an attachment look like where it is kept, and who could read it there? Nobody without the case's own key.

A file is sealed in pieces of 1 MiB, so that memory stays bounded; each piece is bound to its file, its number and
whether it is the last, so that none can be changed, swapped, repeated or cut off.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Final, Protocol

from portal.kernel import keys

PIECE: Final = 1024 * 1024
_MARK: Final = b"PORTALF1"
_SALT: Final = 16
_SEALED_PIECE: Final = PIECE + 28  # nonce and tag of AES-GCM


class Readable(Protocol):
    """Bytes in order. `read(size)` gives fewer than `size` only at the end."""

    def read(self, size: int) -> bytes:
        """The next `size` bytes; b"" at the end."""
        ...


def seal(key: bytes, data: bytes) -> Iterator[bytes]:
    """The sealed file, piece by piece; sealing the same file twice gives two different ones."""
    salt = secrets.token_bytes(_SALT)
    yield _MARK + salt
    view, count = memoryview(data), max(1, -(-len(data) // PIECE))
    for number in range(count):
        piece = bytes(view[number * PIECE : (number + 1) * PIECE])
        yield keys.seal(key, piece, _place(salt, number, number == count - 1))


def unseal(key: bytes, source: Readable) -> Iterator[bytes]:
    """The file in pieces of at most 1 MiB, each checked before it is given. Raises keys.SealBroken.

    A cut file gives its whole pieces first and raises at the end: each piece is read together with the beginning of
    the next, to know whether it must be the last.
    """
    head = source.read(len(_MARK) + _SALT)
    if not head.startswith(_MARK):
        raise keys.SealBroken("not a sealed file")
    salt = head[len(_MARK) :]
    number, piece = 0, source.read(_SEALED_PIECE)
    while True:
        following = source.read(_SEALED_PIECE)
        yield keys.unseal(key, piece, _place(salt, number, not following))
        if not following:
            return
        number, piece = number + 1, following


def _place(salt: bytes, number: int, last: bool) -> bytes:
    return _MARK + salt + number.to_bytes(8) + bytes([last])
