"""Has anybody changed the past? Walks every case's chain and names the first event that is wrong.

What it finds: a changed event or ciphertext, a removed or inserted one, a head that does not fit
its last event, other contents or files than the events brought, a stage that no event led to. The removal
of the last events together with a rewritten head can only be found against published roots.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from portal.kernel import timeline
from portal.kernel.models import Attachment, Case, Event

BATCH = 500


@dataclass(frozen=True)
class Fault:
    """The first wrong event of a case: `what` is changed, contents, files, missing, inserted, head or stage."""

    receipt_no: str
    seq: int
    what: str


@dataclass(frozen=True)
class Verdict:
    """What a walk over the ledger found."""

    cases: int
    events: int
    faults: tuple[Fault, ...]


async def verify() -> Verdict:
    """Walk all cases, oldest first; one fault a case, the first."""
    cases = events = 0
    faults: list[Fault] = []
    async for case in _all_cases():
        rows = await Event.filter(case_id=case.id).order_by("seq", "id")
        cases, events = cases + 1, events + len(rows)
        fault = first_fault(case, rows) or await _strange_case(case, rows)
        if fault:
            faults.append(fault)
    return Verdict(cases, events, tuple(faults))


def first_fault(case: Case, rows: list[Event]) -> Fault | None:
    """The first event of a case that does not fit, or None."""
    previous = timeline.GENESIS
    for place, row in enumerate(rows, start=1):
        what = _wrong(case, row, place, previous)
        if what:
            return Fault(case.receipt_no, place if what == "missing" else row.seq, what)
        previous = row.hash
    if case.seq > len(rows):
        return Fault(case.receipt_no, len(rows) + 1, "missing")
    if case.seq < len(rows):
        return Fault(case.receipt_no, case.seq + 1, "inserted")
    if previous != case.head_hash:
        return Fault(case.receipt_no, case.seq, "head")
    return None


async def _strange_case(case: Case, rows: list[Event]) -> Fault | None:
    """What of the case itself does not fit its events, which are in order."""
    metas = [(row.seq, json.loads(row.meta)) for row in rows]
    present = timeline.contents_hash(case)
    sealed = next((meta["contents"] for _, meta in reversed(metas) if "contents" in meta), None)
    if present and present != sealed:
        return Fault(case.receipt_no, 1, "contents")
    if case.stage != metas[-1][1].get("stage"):
        return Fault(case.receipt_no, case.seq, "stage")
    # What was entered again brings its files anew, under a new key; those before it were lost with the old one.
    since = max((row.seq for row in rows if row.kind == timeline.REENTERED), default=1)
    named = {blob: seq for seq, meta in reversed(metas) if seq >= since for blob in meta.get("files", ())}
    found = {row.blob: row.event_seq for row in await Attachment.filter(case_id=case.id)}
    gone = named.keys() - found.keys() if present else set()  # lawful destruction takes the files too
    strange = [named[blob] for blob in gone] + [found[blob] for blob in found.keys() - named.keys()]
    return Fault(case.receipt_no, min(strange), "files") if strange else None


def _wrong(case: Case, row: Event, place: int, previous: str) -> str:
    if row.seq > place:
        return "missing"
    if row.seq < place or row.prev_hash != previous:
        return "inserted"
    if row.hash != timeline.event_hash(row, str(case.id)):
        return "changed"
    if row.body_ct is not None and hashlib.sha256(bytes(row.body_ct)).hexdigest() != row.body_sha256:
        return "contents"
    return ""


async def _all_cases() -> AsyncIterator[Case]:
    last = None
    while True:
        query = Case.all() if last is None else Case.filter(id__gt=last)
        batch = await query.order_by("id").limit(BATCH)
        if not batch:
            return
        for case in batch:
            yield case
        last = batch[-1].id
