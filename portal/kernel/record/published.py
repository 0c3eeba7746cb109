"""Does the record still say what was published? Compares it with roots that somebody has kept outside the house.

Finds what the chains alone can't show: last events that were removed with a mended head, a chain that was rebuilt as
a whole, cases that were removed or slipped in. Where the house's own list of that day's heads still leads to the
published root, the case is named; where it does not, the day.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any, Final

from portal.kernel import timeline
from portal.kernel.models import Case, Event, LedgerRoot
from portal.kernel.record import roots
from portal.kernel.record.roots import Head, Heads, SignedRoot
from portal.kernel.record.signing import PublicKey
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

SLACK: Final = timedelta(minutes=10)
"""What was begun before a root was made may have been written after it."""
_BATCH: Final = 500
_FIELDS: Final = frozenset({"type", "day", "made_at", "cases", "root", "previous", "kid"})


class NotRoots(Refusal):
    """The file holds no published roots."""

    def __init__(self) -> None:
        super().__init__(
            N_("공개된 뿌리값이 없는 파일입니다. /ledger/roots.json이나 감사담당자의 메일을 쓰세요.")
        )


@dataclass(frozen=True)
class Difference:
    """What does not fit. `day` is the published day, `what` says how; `receipt_no` and `seq` where they are known.

    Of the published file: unknown_key, signature, chain. Of the day here: gone, other, root, unreadable. Of a case:
    changed, missing, case_missing, inserted, reentered (lost, and entered again from its receipt).
    """

    what: str
    day: str
    receipt_no: str = ""
    seq: int = 0


def read(text: str) -> list[SignedRoot]:
    """Published roots, oldest first: the downloaded history, or a text with the line of each mail. Raises NotRoots."""
    try:
        found = [read_root(one) for one in _documents(text)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotRoots() from error
    if not found:
        raise NotRoots()
    return sorted(found, key=lambda one: one.day)


def _documents(text: str) -> Iterator[Any]:
    try:
        whole = json.loads(text)
    except ValueError:
        lines = (line.strip() for line in text.splitlines())
        yield from (json.loads(line) for line in lines if line.startswith("{"))
    else:
        yield from whole.get("roots", [whole])


def read_root(one: Mapping[str, Any]) -> SignedRoot:
    """One published root. Raises ValueError, KeyError, TypeError and AttributeError for what is none."""
    said = one["root"]
    found = SignedRoot(said, str(one["signature"]))
    good = said.keys() == _FIELDS and said["type"] == roots.TYPE and type(said["cases"]) is int
    # Reading day and time raises ValueError for what is none.
    if not good or found.day > found.made_at.date() or found.made_at.tzinfo is None:
        raise ValueError("not a root")
    return found


async def compare(published: Sequence[SignedRoot], known: Mapping[str, PublicKey]) -> list[Difference]:
    """All that does not fit between the record and these roots (oldest first), checked by these public keys."""
    found = [*_signatures(published, known), *_links(published)]
    mine = {row.day: row for row in await LedgerRoot.filter(day__lte=published[-1].day).order_by("day")}
    wanted = {root.day: root for root in published}
    heads: Heads = {}
    expected: dict[str, dict[int, tuple[str, str]]] = {}
    for day, row in mine.items():
        try:
            brought, kept = roots.changes(row), json.loads(row.statement)
        except ValueError:
            found.append(Difference("unreadable", day.isoformat()))
            continue
        heads |= brought
        for number, head in brought.items():
            expected.setdefault(number, {})[head.seq] = (head.hash, day.isoformat())
        if day in wanted:
            found += _day(wanted[day], kept, heads)
    found += [Difference("gone", day.isoformat()) for day in wanted if day not in mine]
    return found + await _cases(heads, expected, published[-1])


def _signatures(published: Sequence[SignedRoot], known: Mapping[str, PublicKey]) -> Iterator[Difference]:
    for root in published:
        key = known.get(str(root.said["kid"]))
        if key is None:
            yield Difference("unknown_key", str(root.said["day"]))
        elif not key.signed(root.said, root.signature) or not key.signs_at(root.made_at):
            yield Difference("signature", str(root.said["day"]))


def _links(published: Sequence[SignedRoot]) -> Iterator[Difference]:
    """Of days that follow each other; who kept single days has no chain to look at."""
    for before, after in pairwise(published):
        if before.day == after.day:
            same = before == after
        else:
            same = after.day - before.day > timedelta(days=1) or after.said["previous"] == before.digest
        if not same:
            yield Difference("chain", str(after.said["day"]))


def _day(root: SignedRoot, kept: object, heads: Mapping[str, Head]) -> Iterator[Difference]:
    if kept != root.said:
        yield Difference("other", str(root.said["day"]))
    if roots.root_of(heads) != root.said["root"] or len(heads) != root.said["cases"]:
        yield Difference("root", str(root.said["day"]))


async def _cases(
    heads: Mapping[str, Head], expected: Mapping[str, Mapping[int, tuple[str, str]]], last: SignedRoot
) -> list[Difference]:
    """What of the cases does not fit their heads of each day."""
    found: list[Difference] = []
    here: set[str] = set()
    day, before = str(last.said["day"]), last.made_at - SLACK
    async for case, events in _all():
        here.add(case.receipt_no)
        wanted = expected.get(case.receipt_no, {})
        found += _events(case, events, wanted)
        newest = heads[case.receipt_no].seq if case.receipt_no in heads else 0
        again = max((row.seq for row in events.values() if row.kind == timeline.REENTERED), default=0)
        if newest < again:
            found.append(Difference("reentered", day, case.receipt_no, again))
        found += [
            Difference("inserted", day, case.receipt_no, row.seq)
            for row in events.values()
            if row.seq > max(newest, again) and row.at < before
        ]
    lost = sorted(heads.keys() - here)
    return found + [Difference("case_missing", expected[no][heads[no].seq][1], no) for no in lost]


def _events(
    case: Case, events: Mapping[int, Event], wanted: Mapping[int, tuple[str, str]]
) -> Iterator[Difference]:
    for seq, (head, day) in sorted(wanted.items()):
        if seq not in events:
            yield Difference("missing", day, case.receipt_no, seq)
        elif not events[seq].hash == head == timeline.event_hash(events[seq], str(case.id)):
            yield Difference("changed", day, case.receipt_no, seq)


async def _all() -> AsyncIterator[tuple[Case, dict[int, Event]]]:
    last = ""
    while batch := await Case.filter(receipt_no__gt=last).order_by("receipt_no").limit(_BATCH):
        rows = await Event.filter(case_id__in=[case.id for case in batch]).order_by("seq")
        by_case: dict[object, dict[int, Event]] = {case.id: {} for case in batch}
        for row in rows:
            by_case[row.case_id][row.seq] = row
        for case in batch:
            yield case, by_case[case.id]
        last = batch[-1].receipt_no
