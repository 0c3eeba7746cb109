"""Is this case part of what was published that day? A Merkle tree over many leaves (RFC 9162, section 2.1).

Leaves and nodes are hashed with different first bytes, so that none passes for the other. Hashes are hex text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

LEAF, NODE = b"\x00", b"\x01"
EMPTY = hashlib.sha256(b"").hexdigest()


def leaf(data: bytes) -> str:
    """The hash of one leaf."""
    return hashlib.sha256(LEAF + data).hexdigest()


def node(left: str, right: str) -> str:
    """The hash of a node over its two halves."""
    return hashlib.sha256(NODE + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()


def root(leaves: Sequence[str]) -> str:
    """The root over leaf hashes in their order; of no leaves the hash of nothing."""
    if not leaves:
        return EMPTY
    level = list(leaves)
    while len(level) > 1:
        level = _up(level)
    return level[0]


def proof(leaves: Sequence[str], place: int) -> list[str]:
    """The hashes by which the leaf at `place` (from 0) leads to the root, lowest first. Raises IndexError."""
    if not 0 <= place < len(leaves):
        raise IndexError(place)
    path: list[str] = []
    level = list(leaves)
    while len(level) > 1:
        beside = place ^ 1
        if beside < len(level):
            path.append(level[beside])
        level, place = _up(level), place // 2
    return path


def proves(leaf_hash: str, place: int, size: int, path: Sequence[str], published: str) -> bool:
    """Whether the path leads from the leaf at `place` of a tree of `size` leaves to the published root."""
    if not 0 <= place < size:
        return False
    here, rest = leaf_hash, list(path)
    while size > 1:
        if place ^ 1 < size:
            if not rest:
                return False
            beside = rest.pop(0)
            here = node(beside, here) if place & 1 else node(here, beside)
        place, size = place // 2, (size + 1) // 2
    return not rest and here == published


def _up(level: list[str]) -> list[str]:
    """The level above: pairs become nodes, a last one without partner goes up as it is."""
    pairs = [node(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
    return pairs + level[len(level) & ~1 :]
