"""How does a content get its next version, and what if two edit it at once?

Nothing is overwritten: each save, withdrawal and return to an older text is a new row with who and when.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from portal.database.rows import count_up
from portal.database.transactions import transaction
from portal.kernel.contents import stored
from portal.kernel.contents.checking import InvalidContent, check
from portal.kernel.contents.items import DRAFT, REVIEW_MONTHS, Item, State, UnknownContent, months_later
from portal.kernel.contents.shapes import Closure
from portal.kernel.contents.shapes import Content as Data
from portal.kernel.deadlines import korean
from portal.kernel.models import Content
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

SLUG: Final = re.compile(r"[a-z0-9]+([-_][a-z0-9]+)*")
SLUG_LENGTH: Final = 64
NUMBERED: Final = frozenset({"notice", "kiosk"})
"""Kinds whose address is a number that the house gives."""


class EditConflict(Refusal):
    """Somebody saved a newer version meanwhile; `newest` is theirs, and nothing was written."""

    kind = "conflict"

    def __init__(self, newest: Item[Data]) -> None:
        self.newest = newest
        super().__init__(
            N_(
                "그사이 다른 분이 고쳐 저장했습니다. 두 글을 견주어 보고 다시 저장해 주세요. 쓴 글은 그대로 있습니다."
            )
        )


class SlugTaken(Refusal):
    """A content of this kind stands there already; `field` is what gave it its address."""

    kind = "conflict"

    def __init__(self, field: str) -> None:
        said = N_("이미 있습니다. 목록에서 찾아 고쳐 주세요.")
        super().__init__(said, fields={field: said})


@dataclass(frozen=True)
class Draft:
    """What an editor wants to save: data as the kind's shape reads them. `review_by` None: the usual time."""

    kind: str
    slug: str
    data: Mapping[str, Any]
    owner: str
    review_by: date | None = None
    state: State = "published"


async def save(draft: Draft, *, seen: int | None, by: str, now: datetime) -> Item[Data]:
    """Add a version and return it. `seen` is the version the editor began with; None makes a new content.

    Raises InvalidContent, UnknownKind, UnknownContent, SlugTaken, EditConflict. `by` is the editor's login.
    """
    data = check(draft.kind, draft.data)
    today = korean(now).date()
    async with transaction():
        slug = draft.slug if seen is not None else await _new_slug(draft, data)
        version = await _next_version(draft.kind, slug, seen)
        row = await Content.create(
            kind=draft.kind,
            slug=slug,
            version=version,
            data=data.model_dump(mode="json"),
            state=draft.state,
            owner=draft.owner,
            review_by=draft.review_by or months_later(today, REVIEW_MONTHS[draft.kind]),
            edited_by=by,
            edited_at=now,
        )
        if draft.state != DRAFT:
            await count_up("counter", "public")
    return stored.item_of(row)


async def seed(now: datetime) -> int:
    """Put what came with the program into the table, where the table does not have it; how many there were.

    From then on each has a date by which its owner reviews it.
    """
    known = set(await Content.all().values_list("kind", "slug"))
    fresh = [item for item in stored.shipped_items() if (item.kind, item.slug) not in known]
    for item in fresh:
        draft = Draft(item.kind, item.slug, item.data.model_dump(mode="json"), item.owner)
        await save(draft, seen=0, by="portal", now=now)
    return len(fresh)


async def _next_version(kind: str, slug: str, seen: int | None) -> int:
    if seen is None:
        return 1
    newest = await stored.newest(kind, slug)
    if newest.version != seen:
        raise EditConflict(newest)
    return seen + 1


async def _new_slug(draft: Draft, data: Data) -> str:
    """The slug of a new content: the day of an exception, the next number, or what was typed."""
    if draft.kind in NUMBERED:
        rows = await Content.filter(kind=draft.kind).values_list("slug", flat=True)
        return str(max([0, *(int(str(slug)) for slug in rows if str(slug).isdecimal())]) + 1)
    slug = data.day.isoformat() if isinstance(data, Closure) else draft.slug
    if not SLUG.fullmatch(slug) or len(slug) > SLUG_LENGTH:
        raise InvalidContent({"slug": N_("주소를 영어 소문자와 숫자, -로 적어 주세요.")})
    try:
        await stored.newest(draft.kind, slug)
    except UnknownContent:
        return slug
    raise SlugTaken("day" if isinstance(data, Closure) else "slug")
