"""Has anybody changed the log of looks? Each line carries a hash over itself and the line before it.

The log must be safe from change (안전성 확보조치 기준 8조 ③) and is kept two years. Lines older than that may be
trimmed; the trimming is itself a line, which names how many went and the hash of the last one, so that the rest
still verifies. A counter tells how many lines there were in all, so that cutting the newest ones shows too.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from portal.database.rows import count_up, counted
from portal.database.transactions import transaction
from portal.kernel.canonical import canonical
from portal.kernel.models import AccessLog

GENESIS: Final = "0" * 64
KEPT: Final = timedelta(days=2 * 366)
"""How long a line stays at least: two years (기준 8조 ①, 개인정보 5만 명 이상)."""
TRIMMED: Final = "log_trimmed"
_COUNTER: Final = "access_log"
_BATCH: Final = 500


@dataclass(frozen=True)
class LogVerdict:
    """What a walk over the log found. `fault`: changed, missing, cut (newest lines gone) or ""; `line` is where."""

    lines: int
    trimmed: int
    fault: str = ""
    line: int = 0
    head: str = GENESIS


async def append(row: AccessLog) -> None:
    """Write a new line behind the last one, in one transaction: two writers never take the same place."""
    async with transaction():
        await count_up("counter", _COUNTER)
        last = await AccessLog.all().order_by("-id").limit(1).values_list("hash", flat=True)
        row.prev_hash = str(last[0]) if last and last[0] else GENESIS
        row.hash = line_hash(row)
        await row.save(force_create=True)


def line_hash(row: AccessLog) -> str:
    """SHA-256 over all that a line says and the hash before it."""
    said = [
        row.prev_hash,
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        str(row.person_id or ""),
        row.actor,
        row.address,
        str(row.case_id or ""),
        str(row.subject_id or ""),
        row.what,
        row.why,
    ]
    return hashlib.sha256(canonical(said).encode()).hexdigest()


async def verify() -> LogVerdict:
    """Walk the whole log, oldest line first; names the first line that does not fit.

    Lines from before the log was chained (no hash) may only stand before all others.
    """
    gone, previous = await _trimmed()
    lines = unchained = 0
    async for row in _all():
        lines += 1
        if not row.hash and lines == unchained + 1:
            unchained += 1
            continue
        if row.prev_hash != previous:
            return LogVerdict(lines, gone, "missing", row.id, previous)
        if row.hash != line_hash(row):
            return LogVerdict(lines, gone, "changed", row.id, previous)
        previous = row.hash
    if lines - unchained + gone != await counted("counter", _COUNTER):
        return LogVerdict(lines, gone, "cut", 0, previous)
    return LogVerdict(lines, gone, head=previous)


async def trim(now: datetime, by: str) -> int:
    """Remove the lines older than two years; returns how many went. The trimming becomes a line of the log."""
    async with transaction():
        old = AccessLog.filter(at__lt=now - KEPT)
        # Only what stands before every younger line: one with a wrong old time must not take the young ones along.
        young = await AccessLog.filter(at__gte=now - KEPT).order_by("id").first()
        if young is not None:
            old = old.filter(id__lt=young.id)
        last = await old.order_by("-id").first()
        if last is None:
            return 0
        going = AccessLog.filter(id__lte=last.id)
        before, _ = await _trimmed()
        count = await going.exclude(hash="").count()
        await going.delete()
        why = f"{before + count} {last.hash or GENESIS}"
        await append(AccessLog(at=now, actor=by, what=TRIMMED, why=why))
        return count


async def _trimmed() -> tuple[int, str]:
    """How many chained lines were ever trimmed, and the hash of the last of them."""
    newest = await AccessLog.filter(what=TRIMMED).order_by("-id").first()
    if newest is None:
        return 0, GENESIS
    count, head = newest.why.split()
    return int(count), head


async def _all() -> AsyncIterator[AccessLog]:
    last = 0
    while batch := await AccessLog.filter(id__gt=last).order_by("id").limit(_BATCH):
        for row in batch:
            yield row
        last = batch[-1].id
