"""How is a case's story written so that a later change is noticed?

Each event is hashed over its metadata, the SHA-256 of its ciphertext and the hash before it. The metadata
name by their hashes what the event brought: the filing's sealed contents, and files (`brought`).
The chain survives the lawful destruction of the key: ciphertexts may go, their hashes stay.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from portal.database.new_rows import new
from portal.kernel import keys
from portal.kernel.canonical import canonical
from portal.kernel.models import Case, Event
from portal.kernel.moves import Actor, Audience
from portal.kernel.words import N_

GENESIS = "0" * 64
REENTERED: Final = "reentered"
"""The event that says that a lost case was entered again (kernel.reentry)."""
RETOLD: Final = "retold"
"""What was lost with a case, as far as its department had been told of it."""
TITLES: Final = {
    "file": N_("신청"),
    "split_off": N_("다른 민원에서 나뉨"),
    "claimed": N_("계정에 담음"),
    "reclaimed": N_("신청인의 계정으로 되찾음"),
    REENTERED: N_("잃은 기록을 다시 입력"),
    RETOLD: N_("담당 부서에 알렸던 일"),
    "disposal_decided": N_("기록관의 처분 결정"),
    "redated": N_("공휴일이 바뀌어 날짜를 옮김"),
    "destroyed": N_("보존기간이 끝나 내용 파기"),
}
"""What events are called that no move of a room made."""


@dataclass(frozen=True)
class Entry:
    """One event as a reader sees it: `body` is None if the reader may not see it or the key is gone."""

    seq: int
    kind: str
    at: datetime
    audience: str
    actor_kind: str
    actor_id: str
    meta: dict[str, Any]
    body: dict[str, Any] | None


def event_hash(event: Event, case_id: str) -> str:
    """SHA-256 over all that the event says, in canonical form."""
    stamp = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    said = [
        case_id,
        event.seq,
        event.kind,
        stamp,
        event.audience,
        event.actor_kind,
        event.actor_id,
        event.meta,
        event.body_sha256,
        event.prev_hash,
    ]
    return hashlib.sha256(canonical(said).encode()).hexdigest()


def contents_hash(case: Case) -> str:
    """SHA-256 over the sealed contents of a case; "" once they were lawfully destroyed."""
    if case.petitioner_ct is None or case.answers_ct is None:
        return ""
    parts = [hashlib.sha256(bytes(part)).digest() for part in (case.petitioner_ct, case.answers_ct)]
    return hashlib.sha256(b"".join(parts)).hexdigest()


def brought(blobs: Iterable[str], *, contents: str = "") -> dict[str, Any]:
    """Metadata that bind an event to what came with it: files by their addresses, contents by their hash.

    Both are hashes of ciphertexts and tell nobody anything.
    """
    files = sorted(blobs)
    return {**({"contents": contents} if contents else {}), **({"files": files} if files else {})}


def compose(
    case: Case,
    *,
    kind: str,
    now: datetime,
    actor: Actor,
    audience: Audience,
    key: bytes,
    meta: dict[str, Any] | None = None,
    body: dict[str, Any] | None = None,
) -> Event:
    """The next event, unsaved; sets `case.seq` and `case.head_hash`. Both are saved in one transaction."""
    event = new(
        Event,
        case_id=case.id,
        seq=case.seq + 1,
        kind=kind,
        at=now,
        audience=audience,
        actor_kind=actor.kind,
        actor_id=actor.id,
        meta=canonical(meta or {}),
        prev_hash=case.head_hash or GENESIS,
    )
    if body:
        event.body_ct = keys.seal(key, canonical(body).encode(), _place(case, event.seq))
        event.body_sha256 = hashlib.sha256(event.body_ct).hexdigest()
    event.hash = event_hash(event, str(case.id))
    case.seq, case.head_hash = event.seq, event.hash
    return event


async def read(case: Case, audiences: Iterable[str], key: bytes | None) -> list[Entry]:
    """The events that a reader of these audiences may see, oldest first; bodies need the key."""
    rows = await Event.filter(case_id=case.id, audience__in=list(audiences)).order_by("seq")
    return [_entry(case, row, key) for row in rows]


def _entry(case: Case, row: Event, key: bytes | None) -> Entry:
    body = None
    if key is not None and row.body_ct is not None:
        body = json.loads(keys.unseal(key, bytes(row.body_ct), _place(case, row.seq)))
    return Entry(
        row.seq, row.kind, row.at, row.audience, row.actor_kind, row.actor_id, json.loads(row.meta), body
    )


def _place(case: Case, seq: int) -> bytes:
    return f"{case.id}:event:{seq}".encode()
