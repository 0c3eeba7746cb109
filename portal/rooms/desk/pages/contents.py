"""What do staff write for everybody: the list, with owners and the dates on which they are looked at again?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import catalogue, contents, permissions
from portal.kernel.contents import Content, Item
from portal.kernel.deadlines import korean
from portal.rooms.desk.definition.content_forms import ADDED, LIST_PAGE
from portal.rooms.desk.pages.shared import Desk, enter
from portal.rooms.desk.queries import contents as reads
from portal.web import dates, paging


@dataclass(frozen=True)
class Row:
    """One content in the list. `state` and `kind` are source sentences."""

    href: str
    title: str
    kind: str
    owner: str
    state: str
    shown: bool
    review_by: date | None
    overdue: bool
    edited: str
    mine: bool


async def listed(request: Request) -> Response:
    """GET /desk/contents?kind=&owner=&due=&page=: the contents, for every member of staff to read."""
    desk = await enter(request, *permissions.ROLES)
    asked = request.query_params
    chosen = {
        "kind": asked.get("kind", "") if asked.get("kind") in contents.KIND_NAMES else "",
        "owner": asked.get("owner", ""),
        "due": "yes" if asked.get("due") == "yes" else "",
    }
    today = korean(desk.now).date()
    found = await reads.listed(chosen["kind"], chosen["owner"], due=bool(chosen["due"]), today=today)
    page = paging.asked(request)
    part = found[(page - 1) * LIST_PAGE : page * LIST_PAGE]
    names = await reads.editors(part)
    words = desk.words
    context = {
        "chosen": chosen,
        "kinds": [(kind, words(name)) for kind, name in contents.KIND_NAMES.items()],
        "owners": [(one.code, one.title.get(words.lang)) for one in catalogue.current().departments],
        "total": len(found),
        "rows": [_row(desk, item, names, today) for item in part],
        "added": await _added(desk),
        "pages": paging.pages(page, total=len(found), size=LIST_PAGE, path="/desk/contents", chosen=chosen),
    }
    return await desk.show("desk/contents.html", context)


async def _added(desk: Desk) -> list[tuple[str, str]]:
    """The kinds of which this person may add one, with their names."""
    kinds = [kind for kind in ADDED if reads.owners_for(desk.actor, kind)]
    if not await reads.departments_left():
        kinds = [kind for kind in kinds if kind != "department"]
    return [(kind, desk.words(contents.KIND_NAMES[kind])) for kind in kinds]


def title_of(desk: Desk, item: Item[Content]) -> str:
    """How a content is called in lists and on its own page."""
    data, lang = item.data, desk.words.lang
    if isinstance(data, contents.Page | contents.Notice):
        return data.title.get(lang)
    if isinstance(data, contents.Kiosk):
        return data.place.get(lang)
    if isinstance(data, contents.Closure):
        return f"{dates.date(data.day, lang)} {data.reason.get(lang)}"
    if isinstance(data, contents.Department):
        return owner_name(desk, item.slug)
    return desk.words(contents.KIND_NAMES[item.kind])


def owner_name(desk: Desk, code: str) -> str:
    """A department's name, or its code if the catalogue has it no more."""
    department = catalogue.current().department(code)
    return department.title.get(desk.words.lang) if department else code


def _row(desk: Desk, item: Item[Content], names: dict[str, str], today: date) -> Row:
    edited = ""
    if item.edited_at:
        who = names.get(item.edited_by, item.edited_by)
        edited = f"{dates.date(item.edited_at, desk.words.lang)} {who}"
    return Row(
        href=f"/desk/contents/{item.kind}/{item.slug}",
        title=title_of(desk, item),
        kind=contents.KIND_NAMES[item.kind],
        owner=owner_name(desk, item.owner),
        state=contents.STATES[item.state],
        shown=item.state == contents.PUBLISHED,
        review_by=item.review_by,
        overdue=item.overdue(today),
        edited=edited,
        mine=permissions.edits_public(desk.actor, item.kind, item.owner),
    )
