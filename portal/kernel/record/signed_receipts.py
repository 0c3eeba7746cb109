"""What does the house sign to whoever filed? One receipt at filing, one at acceptance with the promised date.

Both are made on demand out of the case's events, and say the same however often they are made: later events do not
change them. The hashes bind the sealed contents and the chain up to that event. A signed receipt names nobody.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from portal.kernel import timeline
from portal.kernel.canonical import canonical
from portal.kernel.models import Case, Event
from portal.kernel.record.signing import PublicKey, Signer, packed, stamp, unpacked
from portal.kernel.words import N_

TYPE: Final = "portal-receipt/1"
FILED, ACCEPTED = "filed", "accepted"
LONGEST: Final = 8192
_ALWAYS: Final = frozenset(
    {"type", "what", "receipt_no", "submitted_at", "contents", "seq", "head_hash", "kid"}
)
_FIELDS: Final = {FILED: _ALWAYS, ACCEPTED: _ALWAYS | {"accepted_at", "due_at"}}
_MOMENTS: Final = ("submitted_at", "accepted_at", "due_at")

GENUINE, CHANGED, UNKNOWN_KEY, UNREADABLE = "genuine", "changed", "unknown_key", "unreadable"
RESULTS: Final = {
    GENUINE: N_("진짜 접수증입니다"),
    CHANGED: N_("서명과 내용이 맞지 않습니다"),
    UNKNOWN_KEY: N_("이 누리집의 키로 서명한 접수증이 아닙니다"),
    UNREADABLE: N_("접수증을 읽지 못했습니다"),
}
"""What a check can find, in a sentence."""
STANDS, DIFFERS, GONE, REENTERED = "stands", "differs", "gone", "reentered"


@dataclass(frozen=True)
class SignedReceipt:
    """What is said, and the detached signature (base64url) over its canonical form."""

    said: Mapping[str, Any]
    signature: str

    def text(self) -> str:
        """The receipt as a file: canonical JSON with its signature beside it."""
        return canonical({"receipt": dict(self.said), "signature": self.signature})

    def moment(self, name: str) -> datetime | None:
        """A moment that it tells (`submitted_at`, `accepted_at`, `due_at`), if it does."""
        return _moment(self.said, name)

    def code(self) -> str:
        """The same in letters that an address can hold."""
        return packed(self.text().encode())


@dataclass(frozen=True)
class Checked:
    """What a check found; `said` is empty if nothing could be read."""

    result: str
    said: Mapping[str, Any]

    def moment(self, name: str) -> datetime | None:
        """A moment that the receipt tells (`submitted_at`, `accepted_at`, `due_at`), if it does."""
        return _moment(self.said, name)


def _moment(said: Mapping[str, Any], name: str) -> datetime | None:
    return datetime.fromisoformat(str(said[name])) if name in said else None


async def of_case(case: Case, signer: Signer) -> list[SignedReceipt]:
    """The signed receipts of a case: at filing, and once it was accepted at acceptance."""
    rows = await Event.filter(case_id=case.id).order_by("seq")
    said = _filed(case, rows[0])
    found = [said]
    for row in rows:
        due = json.loads(row.meta).get("due_at")
        if due:
            found.append({**said, **_accepted(row, str(due))})
            break
    return [_sign(each, signer) for each in found]


def _filed(case: Case, first: Event) -> dict[str, Any]:
    meta = json.loads(first.meta)
    # A paper form counts from the time at which it was handed in.
    arrived = datetime.fromisoformat(meta["arrived"]) if "arrived" in meta else first.at
    return {
        "type": TYPE,
        "what": FILED,
        "receipt_no": case.receipt_no,
        "submitted_at": stamp(arrived),
        "contents": str(meta.get("contents", "")) or timeline.contents_hash(case),
        "seq": first.seq,
        "head_hash": first.hash,
    }


def _accepted(row: Event, due: str) -> dict[str, Any]:
    # What was accepted before this event was written: on paper, in the petition it was split from, before it was lost.
    earlier = json.loads(row.meta).get("accepted_at")
    return {
        "what": ACCEPTED,
        "accepted_at": stamp(datetime.fromisoformat(earlier) if earlier else row.at),
        "due_at": stamp(datetime.fromisoformat(due)),
        "seq": row.seq,
        "head_hash": row.hash,
    }


def _sign(said: dict[str, Any], signer: Signer) -> SignedReceipt:
    whole = {**said, "kid": signer.kid}
    return SignedReceipt(whole, signer.sign(whole))


def check(typed: str, known: Mapping[str, PublicKey]) -> Checked:
    """What a pasted, typed or scanned receipt is worth: the file's text, its code, or the address in its QR."""
    try:
        said, signature = _read(typed)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Checked(UNREADABLE, {})
    found = Checked(GENUINE, said)
    key = known.get(str(said["kid"]))
    if key is None:
        return Checked(UNKNOWN_KEY, said)
    told = found.moment("accepted_at") or found.moment("submitted_at")
    if not key.signed(said, signature) or told is None or not key.signs_at(told):
        return Checked(CHANGED, said)
    return found


async def standing(checked: Checked) -> str:
    """Whether the house's own record still says what a genuine receipt says: STANDS, DIFFERS or GONE.

    REENTERED: the record was lost, and entered again from a receipt of the same filing.
    """
    number, seq = str(checked.said["receipt_no"]), int(checked.said["seq"])
    case = await Case.get_or_none(receipt_no=number)
    if case is None:
        return GONE
    row = await Event.get_or_none(case_id=case.id, seq=seq)
    since = await _entered_again(case, checked)
    if row is not None and row.hash == checked.said["head_hash"] == timeline.event_hash(row, str(case.id)):
        present = timeline.contents_hash(case)  # "" once lawfully destroyed
        if not since and present not in {"", checked.said["contents"]}:
            return DIFFERS
        return REENTERED if seq <= since else STANDS
    if since and _keeps_promise(await Event.get(case_id=case.id, seq=since), checked):
        return REENTERED
    return DIFFERS if row else GONE


async def _entered_again(case: Case, checked: Checked) -> int:
    """At which event this filing was entered again with the contents that the case has now; 0 if it was not."""
    row = await Event.get_or_none(case_id=case.id, kind=timeline.REENTERED)
    if row is None or row.hash != timeline.event_hash(row, str(case.id)):
        return 0
    meta = json.loads(row.meta)
    present = timeline.contents_hash(case) in {"", meta["contents"]}
    return row.seq if present and meta["was"]["contents"] == checked.said["contents"] else 0


def _keeps_promise(row: Event, checked: Checked) -> bool:
    """Whether what was entered again has the date that this receipt promised, or the later one of an extension."""
    due, promised = json.loads(row.meta).get("due_at"), checked.moment("due_at")
    return promised is None or (due is not None and datetime.fromisoformat(due) >= promised)


def _read(typed: str) -> tuple[dict[str, Any], str]:
    """What is said and its signature. Line breaks and blanks go: no word of a receipt has any. Raises ValueError."""
    if len(typed) > LONGEST:
        raise ValueError("longer than any receipt")
    plain = "".join(typed.split())
    if not plain.startswith("{"):
        asked = parse_qs(urlsplit(plain).query).get("r")
        plain = unpacked(asked[0] if asked else plain).decode()
    document = json.loads(plain)
    said, signature = document["receipt"], document["signature"]
    if said["type"] != TYPE or said.keys() != _FIELDS[said["what"]] or not isinstance(signature, str):
        raise ValueError("not a receipt")
    texts = [value for name, value in said.items() if name != "seq"]
    if type(said["seq"]) is not int or not all(isinstance(each, str) for each in texts):
        raise ValueError("not a receipt's values")
    for name in _MOMENTS:
        if name in said and datetime.fromisoformat(said[name]).tzinfo is None:
            raise ValueError("a time without its zone")
    return said, signature
