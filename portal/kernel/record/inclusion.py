"""Is this one case part of what was published? A short path of hashes from its leaf to the signed root.

Whoever keeps it can show later that the case stood in the record as it was, without trusting the house.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from portal.kernel import merkle
from portal.kernel.models import Case
from portal.kernel.record import published, roots
from portal.kernel.record.roots import Head, Heads, SignedRoot
from portal.kernel.record.signing import PublicKey
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

TYPE: Final = "portal-ledger-proof/1"
LONGEST: Final = 16384
_kept: dict[date, tuple[SignedRoot, Heads, list[str]]] = {}
"""The newest day's leaves; a day's never change."""


async def proof_of(case: Case) -> dict[str, Any] | None:
    """The proof that the newest published root holds the case; None while no root does."""
    newest = await roots.newest()
    if newest is None:
        return None
    signed, heads, leaves = await _leaves(newest)
    head = heads.get(case.receipt_no)
    if head is None:
        return None
    place = list(heads).index(case.receipt_no)
    return {
        "type": TYPE,
        "leaf": [case.receipt_no, head.seq, head.hash],
        "place": place,
        "path": await asyncio.to_thread(merkle.proof, leaves, place),
        **signed.document(),
    }


async def _leaves(newest: SignedRoot) -> tuple[SignedRoot, Heads, list[str]]:
    found = _kept.get(newest.day)
    if found is None or found[0] != newest:
        heads = await roots.at_the_end_of(newest.day)
        found = (newest, heads, await asyncio.to_thread(roots.leaves_of, heads))
        _kept.clear()
        _kept[newest.day] = found
    return found


class NotAProof(Refusal):
    """The text is no proof that a case is in the published ledger."""

    def __init__(self) -> None:
        super().__init__(
            N_("공개 원장의 증명이 아닙니다. ‘내 민원’에서 내려받은 proof.json을 그대로 써 주세요.")
        )


@dataclass(frozen=True)
class Proof:
    """A downloaded proof, read: which case stood at which event in which day's root."""

    receipt_no: str
    seq: int
    head: str
    root: SignedRoot
    document: Mapping[str, Any]

    def proves(self, known: Mapping[str, PublicKey]) -> bool:
        """Whether it leads to a root that the house signed."""
        return proves(self.document, known)

    def fits(self, receipt: Mapping[str, Any]) -> bool:
        """Whether it can be of the same case as what a receipt says: the same number, not an earlier event."""
        same = self.receipt_no == receipt["receipt_no"] and self.seq >= int(receipt["seq"])
        return same and (self.seq > int(receipt["seq"]) or self.head == receipt["head_hash"])


def read(text: str) -> Proof:
    """The proof in a downloaded file or pasted text. Raises NotAProof."""
    try:
        if len(text) > LONGEST:
            raise ValueError("longer than any proof")
        document = json.loads(text)
        if document["type"] != TYPE:
            raise ValueError("another kind of file")
        number, seq, head = document["leaf"]
        if not isinstance(number, str) or type(seq) is not int or not isinstance(head, str):
            raise ValueError("not a leaf")
        return Proof(number, seq, head, published.read_root(document), document)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotAProof() from error


def proves(document: Mapping[str, Any], known: Mapping[str, PublicKey]) -> bool:
    """Whether a downloaded proof leads from its leaf to a root that the house signed. False for what is none."""
    try:
        said, (number, seq, head) = document["root"], document["leaf"]
        leaf = roots.leaf_of(str(number), Head(int(seq), str(head)))
        place, size = int(document["place"]), int(said["cases"])
        leads = merkle.proves(leaf, place, size, list(document["path"]), str(said["root"]))
        key = known.get(str(said["kid"]))
        return leads and key is not None and key.signed(said, str(document["signature"]))
    except (KeyError, TypeError, ValueError):
        return False
