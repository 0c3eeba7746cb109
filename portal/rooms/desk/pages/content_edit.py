"""How is a public content read, edited, previewed and taken down at the desk?

Whoever may not edit it reads it here. If somebody else was faster, both texts stand on the page and nothing is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import contents, permissions
from portal.kernel.contents import Content, Draft, Item
from portal.kernel.deadlines import korean
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message
from portal.rooms.desk.actions import contents as actions
from portal.rooms.desk.definition.content_forms import ADDED, ADDRESSES, FORMS, HELP, PREVIEWED
from portal.rooms.desk.forms.contents import data_of, names_of, places_of, read_typed, typed_of
from portal.rooms.desk.pages.contents import owner_name, title_of
from portal.rooms.desk.pages.shared import Desk, enter
from portal.rooms.desk.pages.sign_in import keep
from portal.rooms.desk.queries import contents as reads
from portal.web import forms, render
from portal.web.errors import STATUSES
from portal.web.session import SignedOut


@dataclass
class Typed:
    """A form as it was sent, or as it is offered: `seen` is the version it began with, None for a new content."""

    values: dict[str, str]
    owner: str
    review_by: str
    slug: str = ""
    seen: int | None = None
    do: str = ""
    wrong: Mapping[str, Message] = field(default_factory=dict)


async def new(request: Request) -> Response:
    """GET and POST /desk/contents/new/{kind}: an empty form, and the first version."""
    desk = await _enter(request)
    if isinstance(desk, Response):
        return desk
    kind = request.path_params["kind"]
    contents.shape_of(kind)
    owners = reads.owners_for(desk.actor, kind)
    if kind not in ADDED or not owners:
        raise permissions.NotAllowed()
    if request.method == "POST":
        return await _save(desk, kind, await _read(request, kind, ""), None)
    today = korean(desk.now).date()
    owner = permissions.FRONT_OFFICE if permissions.FRONT_OFFICE in owners else owners[0]
    typed = Typed({name: "" for one in FORMS[kind] for name in names_of(one)}, owner, "")
    if kind == "notice":
        typed.values["since"] = today.isoformat()
    typed.review_by = contents.months_later(today, contents.REVIEW_MONTHS[kind]).isoformat()
    return await _show(desk, kind, typed, None)


async def edit(request: Request) -> Response:
    """GET and POST /desk/contents/{kind}/{slug}?version=: the form (with an older version's words) and the next one."""
    desk = await _enter(request)
    if isinstance(desk, Response):
        return desk
    kind, slug = request.path_params["kind"], request.path_params["slug"]
    contents.shape_of(kind)
    item = await contents.newest(kind, slug)
    if request.method == "POST":
        permissions.check_edits_public(desk.actor, kind, item.owner)
        return await _save(desk, kind, await _read(request, kind, slug), item)
    asked = request.query_params.get("version", "")
    older = next((one for one in await contents.history(kind, slug) if str(one.version) == asked), item)
    review = (
        item.review_by
        if item.review_by and item.review_by > korean(desk.now).date()
        else _next_review(desk, kind)
    )
    typed = Typed(typed_of(older.data), item.owner, review.isoformat(), slug, item.version)
    return await _show(desk, kind, typed, item, loaded=older if older.version != item.version else None)


async def _enter(request: Request) -> Desk | Response:
    """The member of staff; after a time-out what was typed is kept for after the sign-in."""
    try:
        return await enter(request, *permissions.ROLES)
    except SignedOut:
        if request.method != "POST":
            raise
        return await keep(request)


async def _read(request: Request, kind: str, slug: str) -> Typed:
    form = await forms.read(request)
    seen = form.get("seen")
    return Typed(
        read_typed(kind, form),
        form.get("owner"),
        form.get("review_by"),
        slug or form.get("slug").strip(),
        int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else None,
        form.get("do"),
    )


async def _save(desk: Desk, kind: str, typed: Typed, item: Item[Content] | None) -> Response:
    if item is not None and typed.seen is None:
        typed.seen = -1  # a form without its version began with none that stands
    editor = actions.Editor(desk.actor, desk.person.login)
    try:
        if typed.do == "withdraw" and item is not None and typed.seen is not None:
            saved = await actions.withdraw(kind, item.slug, seen=typed.seen, editor=editor, now=desk.now)
        elif typed.do == "preview" and kind in PREVIEWED:
            data = contents.check(kind, data_of(kind, typed.values))
            return await _show(desk, kind, typed, item, preview=data)
        else:
            saved = await actions.save(_draft(kind, typed), seen=typed.seen, editor=editor, now=desk.now)
    except contents.EditConflict as refusal:
        typed.seen = refusal.newest.version
        return await _show(desk, kind, typed, refusal.newest, refusal=refusal)
    except (contents.InvalidContent, contents.SlugTaken) as refusal:
        typed.wrong = places_of(kind, refusal.fields)
        return await _show(desk, kind, typed, item, refusal=refusal)
    return render.redirect(
        desk.request, f"/desk/contents/{kind}/{saved.slug}", query={"saved": saved.version}
    )


def _draft(kind: str, typed: Typed) -> Draft:
    """What is to be saved. Raises InvalidContent."""
    try:
        review_by = date.fromisoformat(typed.review_by)
    except ValueError as error:
        raise contents.InvalidContent({"review_by": N_("날짜를 2026-03-18처럼 적어 주세요.")}) from error
    state: contents.State = "draft" if typed.do == "draft" else "published"
    return Draft(kind, typed.slug, data_of(kind, typed.values), typed.owner, review_by, state)


def _next_review(desk: Desk, kind: str) -> date:
    return contents.months_later(korean(desk.now).date(), contents.REVIEW_MONTHS[kind])


async def _show(
    desk: Desk,
    kind: str,
    typed: Typed,
    item: Item[Content] | None,
    *,
    loaded: Item[Content] | None = None,
    preview: Content | None = None,
    refusal: Refusal | None = None,
) -> Response:
    """The editor's page, or the reader's for who may not edit. `item` is the newest version that stands."""
    history = await contents.history(kind, item.slug) if item else []
    may = permissions.edits_public(desk.actor, kind, item.owner) if item else True
    words = desk.words
    wrong = {name: words(message) for name, message in typed.wrong.items()}
    conflict = isinstance(refusal, contents.EditConflict)
    context: dict[str, Any] = {
        "kind": kind,
        "kind_name": contents.KIND_NAMES[kind],
        "states": contents.STATES,
        "inputs": FORMS[kind],
        "previewed": kind in PREVIEWED,
        "help": HELP.get(kind, ""),
        "typed": typed,
        "wrong": wrong,
        "errors": _summary(desk, refusal, wrong, conflict=conflict),
        "item": item,
        "title": title_of(desk, item) if item else "",
        "owner": owner_name(desk, item.owner) if item else "",
        "theirs": typed_of(item.data) if item and conflict else None,
        "loaded": loaded,
        "preview": preview,
        "history": history,
        "names": await reads.editors(history),
        "may": may,
        "saved": desk.request.query_params.get("saved", "") if not refusal else "",
        "owners": [(code, owner_name(desk, code)) for code in reads.owners_for(desk.actor, kind)],
        "left": [(code, owner_name(desk, code)) for code in await reads.departments_left()],
        "address": ADDRESSES[kind].format(slug=item.slug)
        if item and item.state != contents.WITHDRAWN
        else "",
        "overdue": item.overdue(korean(desk.now).date()) if item else False,
    }
    return await desk.show(
        "desk/content_edit.html", context, status=STATUSES[refusal.kind] if refusal else 200
    )


def _summary(
    desk: Desk, refusal: Refusal | None, wrong: Mapping[str, str], *, conflict: bool
) -> list[tuple[str, str]] | None:
    if refusal is None:
        return None
    if conflict:
        return [("theirs", desk.words(refusal.message))]
    return [(f"f-{name}", text) for name, text in wrong.items()] or [("", desk.words(refusal.message))]
