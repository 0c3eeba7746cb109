"""Does a round add up? Receipts, cases, events, messages, letters and files, each against the others."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter as Tally
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

LIFE: Final = ["file", "accept", "review", "decide", "notify"]


@dataclass
class Result:
    """One round in figures; `complaints` says each in a sentence. All but the first four are to be 0."""

    engine: str
    queue: str
    seed: int
    filings: int
    moves: int = 0
    photos: int = 0
    hits: list[str] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    chains: int = 0
    files: int = 0
    seconds: float = 0.0
    complaints: list[str] = field(default_factory=list)

    def note(self, column: str, found: Collection[object], said: str) -> None:
        """Count what was found under a column."""
        if found:
            setattr(self, column, getattr(self, column) + len(found))
            self.complaints.append(f"{said}: {sorted(map(str, found))[:10]}")


def reckon(
    result: Result, receipts: Mapping[str, str], mailed: list[str], books: Mapping[str, Any], store: Path
) -> None:
    """Fill the result in. `receipts` by key; `mailed` were filed before, by petitioners with an e-mail address."""
    given, cases = [*receipts.values(), *mailed], books["cases"]
    result.note("lost", set(given) - set(cases), "receipts without a case")
    result.note("doubled", set(cases) - set(given), "cases without a receipt")
    result.note("doubled", _twice(given), "receipt numbers given to two")
    result.note("doubled", _twice(cases), "receipt numbers with two cases")
    kinds = {number: events for number, events in books["events"].items() if events != LIFE}
    result.note("lost", [f"{number} {kinds[number]}" for number in kinds], "cases with another life")
    result.moves = sum(len(events) - 1 for events in books["events"].values())
    result.note("chains", books["faults"], "broken chains")
    result.photos = books["attached"]
    result.note("files", [*books["missing"], *books["orphans"]], "files missing, damaged or nobody's")
    _messages(result, books, store)
    _notices(result, books, set(mailed))


def _messages(result: Result, books: Mapping[str, Any], store: Path) -> None:
    """What the department's system keeps is what the house sent, each once, and each case's in order."""
    with closing(sqlite3.connect(store)) as kept:
        rows = kept.execute("SELECT id, receipt_no, sequence, body FROM message ORDER BY rowid").fetchall()
        sent = kept.execute("SELECT receipt_no, sequence, body, state FROM status ORDER BY rowid").fetchall()
    messages = books["messages"]
    result.note("lost", set(messages) - {row[0] for row in rows}, "messages that never came")
    result.note("doubled", {row[0] for row in rows} - set(messages), "messages that nobody sent")
    result.note(
        "lost", [one for one, row in messages.items() if row[2] != "acknowledged"], "messages not out"
    )
    result.note("doubled", _twice([(row[1], row[2]) for row in rows]), "places of a case used twice")
    by_case: dict[str, list[int]] = {}
    for _, receipt_no, sequence, _ in rows:
        by_case.setdefault(receipt_no, []).append(sequence)
    strange = [number for number, order in by_case.items() if order != list(range(1, len(order) + 1))]
    result.note("out_of_order", strange, "cases whose messages came in another order")
    result.note("lost", [row for row in sent if row[3] != "applied"], "moves that were not applied")
    result.note(
        "lost", [one for one in books["statuses"] if one[0] != "applied"], "moves that wait or are parked"
    )
    asked = [(row[0], json.loads(row[2])["type"]) for row in sent]
    result.note("doubled", _twice(asked), "moves sent twice under two ids")


def _notices(result: Result, books: Mapping[str, Any], mailed: set[str]) -> None:
    told = [tuple(row[:4]) for row in books["notices"]]
    result.note("doubled", _twice(told), "notices written twice")
    result.note("lost", [row for row in books["notices"] if row[4] == "pending"], "notices not out")
    result.note("lost", [row for row in books["notices"] if row[4] == "parked"], "notices given up")
    by_mail = {row[0] for row in books["notices"] if row[2] == "mail"}
    result.note("lost", mailed - by_mail, "petitioners not told by mail")


def letters(result: Result, books: Mapping[str, Any], came: Mapping[str, int]) -> None:
    """As many letters by Message-ID as notices by mail; a letter may come again only under its own Message-ID."""
    sent = sum(row[2] == "mail" and row[4] == "sent" for row in books["notices"])
    if len(came) < sent:
        result.note("lost", range(sent - len(came)), "letters that never came")
    if len(came) > sent:
        result.note("doubled", range(len(came) - sent), "letters under a second Message-ID")


def _twice(things: Collection[Any]) -> list[object]:
    return [one for one, times in Tally(things).items() if times > 1]
