"""What was the state of all cases that day? One signed Merkle root a day over every case's head, chained to the last.

A leaf is the canonical text of [receipt number, number of its last event, that event's hash]; leaves stand in the
order of receipt numbers (`kernel.merkle`). The leaf tells nobody anything: hashes are over ciphertexts and metadata.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from tortoise.exceptions import IntegrityError

from portal.database.transactions import transaction
from portal.kernel import merkle, receipts, sending
from portal.kernel.canonical import canonical
from portal.kernel.deadlines import korean
from portal.kernel.models import Case, LedgerRoot
from portal.kernel.record import signing
from portal.kernel.record.signing import stamp
from portal.settings import settings

TYPE: Final = "portal-ledger-root/1"
GENESIS: Final = "0" * 64
"""What stands for the day before the first."""
_BATCH: Final = 5000


class Head(NamedTuple):
    """The last event of a case: its place in the case's chain, and its hash."""

    seq: int
    hash: str


Heads = dict[str, Head]


@dataclass(frozen=True)
class SignedRoot:
    """A day's statement as it is published, with its detached signature (base64url)."""

    said: Mapping[str, Any]
    signature: str

    @property
    def day(self) -> date:
        """The day in Korea at whose end the root was made."""
        return date.fromisoformat(str(self.said["day"]))

    @property
    def made_at(self) -> datetime:
        """When it was made (aware, UTC)."""
        return datetime.fromisoformat(str(self.said["made_at"]))

    @property
    def digest(self) -> str:
        """By what the next day names it."""
        return hashlib.sha256(canonical(dict(self.said)).encode()).hexdigest()

    def document(self) -> dict[str, Any]:
        """The statement with its signature beside it."""
        return {"root": dict(self.said), "signature": self.signature}


async def make_daily(now: datetime) -> bool:
    """The worker's job: the root of the day that ended last in Korea, once; always False (nothing more is waiting).

    After days without a worker there is one root, of the last of them; without a signing key there is none.
    """
    day = korean(now).date() - timedelta(days=1)
    if await LedgerRoot.exists(day=day):
        return False
    try:
        signer = await signing.signer()
    except signing.NoSigningKey:
        return False  # the doctor says so; the house goes on
    before = await LedgerRoot.all().order_by("-day").first()
    heads = await present()
    said = {
        "type": TYPE,
        "day": day.isoformat(),
        "made_at": stamp(now),
        "cases": len(heads),
        "root": root_of(heads),
        "previous": _signed(before).digest if before else GENESIS,
        "kid": signer.kid,
    }
    known = (await at_the_end_of(before.day)) if before else {}
    changed = {number: head for number, head in heads.items() if known.get(number) != head}
    row = LedgerRoot(day=day, statement=canonical(said), signature=signer.sign(said), made_at=now)
    row.changed = _packed(changed)
    # Another worker made it meanwhile: its root is the day's, and ours, with its mails, was never there.
    try:
        async with transaction():
            await row.save(force_create=True)
            await _tell_auditors(_signed(row), now)
            await receipts.grow("public")
    except IntegrityError:
        if not await LedgerRoot.exists(day=day):
            raise
    return False


async def _tell_auditors(root: SignedRoot, now: datetime) -> None:
    more = {"day": root.day.isoformat(), "said": canonical(root.document())}
    for address in settings().auditor_addresses:
        await sending.tell_address(address, "ledger_root", now, more=more)


async def present() -> Heads:
    """The heads of all cases now, by receipt number and in its order."""
    found: Heads = {}
    last = ""
    while True:
        batch = (
            await Case.filter(receipt_no__gt=last)
            .order_by("receipt_no")
            .limit(_BATCH)
            .values_list("receipt_no", "seq", "head_hash")
        )
        if not batch:
            return found
        found |= {str(number): Head(int(seq), str(head)) for number, seq, head in batch}
        last = str(batch[-1][0])


async def at_the_end_of(day: date) -> Heads:
    """The heads of which a day's root was made, as the house has kept them, in the order of the leaves."""
    found: Heads = {}
    async for row in _rows(day):
        found |= changes(row)
    return dict(sorted(found.items()))


async def _rows(until: date) -> AsyncIterator[LedgerRoot]:
    for day in await LedgerRoot.filter(day__lte=until).order_by("day").values_list("id", flat=True):
        yield await LedgerRoot.get(id=day)


async def history() -> list[SignedRoot]:
    """All that was published, oldest first."""
    rows = await LedgerRoot.all().order_by("day").only("id", "day", "statement", "signature")
    return [_signed(row) for row in rows]


async def newest() -> SignedRoot | None:
    """The root that was published last."""
    row = await LedgerRoot.all().order_by("-day").only("id", "day", "statement", "signature").first()
    return _signed(row) if row else None


def leaves_of(heads: Mapping[str, Head]) -> list[str]:
    """The leaf hashes, in the order of receipt numbers."""
    return [leaf_of(number, heads[number]) for number in sorted(heads)]


def leaf_of(number: str, head: Head) -> str:
    """The leaf hash of one case."""
    return merkle.leaf(canonical([number, head.seq, head.hash]).encode())


def root_of(heads: Mapping[str, Head]) -> str:
    """The Merkle root over all leaves."""
    return merkle.root(leaves_of(heads))


def changes(row: LedgerRoot) -> Heads:
    """The heads that a day brought. Raises ValueError for what nobody here has packed."""
    try:
        listed = json.loads(zlib.decompress(bytes(row.changed)))
        return {str(number): Head(int(seq), str(head)) for number, seq, head in listed}
    except (zlib.error, TypeError) as error:
        raise ValueError("not a list of heads") from error


def _signed(row: LedgerRoot) -> SignedRoot:
    return SignedRoot(json.loads(row.statement), row.signature)


def _packed(changed: Mapping[str, Head]) -> bytes:
    return zlib.compress(canonical([[number, *head] for number, head in changed.items()]).encode(), 9)
