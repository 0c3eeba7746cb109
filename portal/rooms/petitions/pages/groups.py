"""What does a petitioner read of petitions that belong together, and what are co-signers asked?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.kernel import permissions
from portal.kernel.models import Case
from portal.kernel.moves import MERGED, Actor
from portal.kernel.timeline import Entry
from portal.kernel.words import N_
from portal.rooms.petitions.definition import MOVES
from portal.rooms.petitions.definition.stages import WORKING
from portal.rooms.petitions.queries import Opened
from portal.rooms.petitions.rules import PLACES, waits_for_representatives
from portal.web import casework
from portal.web.i18n import Words


@dataclass(frozen=True)
class Lead:
    """The petition that this one is or was merged with: `href` is its public page, or empty; a sentence about it."""

    number: str
    href: str
    text: str


def choosing(case: Case, actor: Actor) -> bool:
    """Whether this reader is asked now to name representatives (민원령 8)."""
    if case.stage not in WORKING or not waits_for_representatives(case.clock):
        return False
    try:
        permissions.check_makes_move(actor, case, MOVES["name_representatives"])
    except permissions.NotAllowed:
        return False
    return True


def lead(opened: Opened, words: Words) -> Lead | None:
    """Which petition leads, while this one is merged with it or after it got the answer from there."""
    case, found = opened.case, opened.related.lead
    if found is None or case.stage not in {MERGED, "notified"}:
        return None
    text = (
        N_(
            "여러 분이 같은 내용으로 낸 민원이라 이 민원과 함께 처리합니다. 답변은 내 접수번호로 똑같이 받습니다."
        )
        if case.stage == MERGED
        else N_("이 민원과 함께 답변했습니다.")
    )
    href = f"/status/{found.receipt_no}" if found.public else ""
    return Lead(found.receipt_no, href, words(text))


def parts(opened: Opened, words: Words, now: datetime) -> tuple[casework.Row, ...]:
    """The petitions that were one with this one before it was split."""
    return tuple(casework.row(one, f"/cases/{one.receipt_no}", words, now) for one in opened.related.parts)


def representatives(entry: Entry) -> str:
    """Who was named: name and phone of each, one a line."""
    body = entry.body or {}
    return "\n".join(
        f"{body[f'name_{place}']} {body.get(f'phone_{place}', '')}".strip()
        for place in PLACES
        if body.get(f"name_{place}")
    )


def of_group(entry: Entry, words: Words) -> str:
    """What a merging or splitting adds to its title: with which petition, into which."""
    meta = entry.meta
    if entry.kind == "merge":
        return words(N_("같은 민원 %(count)s건"), count=len(meta.get("joined", ())))
    if entry.kind in {"join", "unmerge"}:
        return words(N_("대표 민원 %(number)s"), number=meta.get("lead", ""))
    if entry.kind == "split":
        return words(N_("새 번호 %(number)s"), number=meta.get("number", ""))
    if entry.kind == "split_off":
        return words(N_("처음 번호 %(number)s"), number=meta.get("origin", ""))
    return ""
