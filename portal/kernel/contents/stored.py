"""What is shown to everybody now, and what was shown before?

The newest version that is no draft counts; a withdrawn one is not shown. What the table does not hold comes from the
files of the program. Each kind is kept in the process until a row is added to the table, by whichever process.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final, cast

from tortoise.functions import Max

from portal.kernel.contents import shipped
from portal.kernel.contents.items import DRAFT, PUBLISHED, Item, S, UnknownContent
from portal.kernel.contents.shapes import KINDS
from portal.kernel.contents.shapes import Content as Data
from portal.kernel.models import Content

_files: shipped.Shipped = {}
_ALL: Final = "*"
_kept: dict[str, tuple[int, list[Item[Any]]]] = {}


def begin(folder: Path, places: shipped.Places) -> None:
    """Read the shipped contents and forget what was kept of another database. The house calls it when it opens."""
    global _files
    _files = shipped.read(folder, places)
    _kept.clear()


def shipped_items() -> list[Item[Data]]:
    """Everything that came with the program."""
    return [item for items in _files.values() for item in items.values()]


async def listed(shape: type[S]) -> list[Item[S]]:
    """What is shown of a kind, by slug. One small query, and more only after a change."""
    last = await _last_row()
    kept = _kept.get(shape.KIND)
    if kept is None or kept[0] != last:
        found = await _newest(shape.KIND, drafts=False)
        kept = (last, [item for item in found if item.state == PUBLISHED])
        _kept[shape.KIND] = kept
    return cast(list[Item[S]], list(kept[1]))


async def shown(shape: type[S], slug: str) -> Item[S]:
    """What is shown under a slug. Raises UnknownContent."""
    for item in await listed(shape):
        if item.slug == slug:
            return item
    raise UnknownContent()


async def phone_of(code: str) -> str:
    """The phone number of a department, or "" if the directory does not have it."""
    for item in await listed(KINDS["department"]):
        if item.slug == code:
            return str(getattr(item.data, "phone"))  # noqa: B009
    return ""


async def all_newest() -> list[Item[Data]]:
    """The newest version of everything, drafts and withdrawn ones too: what its editors work on. Kept like `listed`."""
    last = await _last_row()
    kept = _kept.get(_ALL)
    if kept is None or kept[0] != last:
        kept = (last, [item for kind in KINDS for item in await _newest(kind, drafts=True)])
        _kept[_ALL] = kept
    return list(kept[1])


async def newest(kind: str, slug: str) -> Item[Data]:
    """The newest version of one content, whatever its state. Raises UnknownContent."""
    row = await Content.filter(kind=kind, slug=slug).order_by("-version").first()
    if row is not None:
        return item_of(row)
    if slug in _files.get(kind, {}):
        return _files[kind][slug]
    raise UnknownContent()


async def history(kind: str, slug: str) -> list[Item[Data]]:
    """All versions of one content, the newest first; the shipped one is the oldest."""
    rows = await Content.filter(kind=kind, slug=slug).order_by("-version")
    first = _files.get(kind, {}).get(slug)
    return [*(item_of(row) for row in rows), *([first] if first else [])]


async def published_before(shape: type[S], slug: str) -> list[Item[S]]:
    """The versions that were shown of one content, the newest first: the present one and those before it."""
    found = [item for item in await history(shape.KIND, slug) if item.state == PUBLISHED]
    return cast(list[Item[S]], found)


async def overdue(today: date) -> list[Item[Data]]:
    """What somebody must look at again, the longest overdue first; what nobody ever looked at leads."""
    found = [item for item in await all_newest() if item.overdue(today)]
    return sorted(found, key=lambda item: (item.review_by or date.min, item.kind, item.slug))


def item_of(row: Content) -> Item[Data]:
    """A row as what it says."""
    data = KINDS[row.kind].model_validate(row.data)
    return Item(
        row.kind,
        row.slug,
        row.version,
        data,
        row.state,
        row.owner,
        row.review_by,
        row.edited_by,
        row.edited_at,
    )


async def _newest(kind: str, *, drafts: bool) -> list[Item[Any]]:
    query = Content.filter(kind=kind)
    heads = (
        query.order_by("slug", "version")
        if drafts
        else query.exclude(state=DRAFT).order_by("slug", "version")
    )
    ids = {str(slug): id_ for id_, slug in await heads.values_list("id", "slug")}
    rows: Iterable[Content] = await Content.filter(id__in=list(ids.values())) if ids else []
    found = {**_files.get(kind, {}), **{row.slug: item_of(row) for row in rows}}
    return [found[slug] for slug in sorted(found)]


async def _last_row() -> int:
    found = await Content.all().annotate(last=Max("id")).values_list("last", flat=True)
    return int(str(found[0] or 0)) if found else 0
