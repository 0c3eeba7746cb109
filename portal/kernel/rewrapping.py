"""How does a newer master key take over from an older one? Data keys are wrapped anew; nothing sealed changes.

In batches, each its own short transaction; a broken-off run goes on where it stopped, for what is wrapped by the newest
key is done. The oldest master key stays for good: links, PINs, search hashes and seeds of second factors come from it.
"""

from __future__ import annotations

from typing import Final

from portal.database.transactions import transaction
from portal.kernel import keys
from portal.kernel.models import DataKey
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.settings import settings

BATCH: Final = 200


class StillNeeded(Refusal):
    """The master key wraps data keys, is the newest, or is the oldest, from which hashes and links come."""

    kind = "conflict"


async def rewrap() -> int:
    """Wrap one batch of data keys by the newest master key; returns how many (0: all are)."""
    ring = keys.ring()
    async with transaction():
        rows = await DataKey.exclude(master=ring.newest).exclude(wrapped=None).order_by("id").limit(BATCH)
        for row in rows:
            wrapped = keys.seal(ring.masters[ring.newest], keys.unwrap(row), row.id.bytes)
            await DataKey.filter(id=row.id).update(wrapped=wrapped, master=ring.newest)
    return len(rows)


async def wraps() -> dict[str, int]:
    """How many data keys each master key of this machine wraps, by name, the oldest first."""
    counts = {
        name: await DataKey.filter(master=name).exclude(wrapped=None).count() for name in keys.ring().masters
    }
    return dict(sorted(counts.items()))


async def retire(name: str) -> None:
    """Remove a master key that nothing needs any more. Raises StillNeeded, KeyError."""
    ring = keys.ring()
    if name in {ring.newest, min(ring.masters)}:
        raise StillNeeded(N_("가장 오래된 키와 가장 새 키는 없앨 수 없습니다."))
    if await DataKey.filter(master=name).exclude(wrapped=None).exists():
        raise StillNeeded(
            N_("이 키로 싼 데이터 키가 남아 있습니다. portal keys rewrap을 먼저 실행해 주세요.")
        )
    (settings().var / "keys" / f"{name}.key").unlink()
    keys.ring.cache_clear()
