"""Has somebody filed the same already? Shown before handing in; following it instead keeps the draft as it is."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import answers, receipts
from portal.kernel.cases import CaseNotFound
from portal.kernel.models import Case
from portal.kernel.public import alike, following
from portal.rooms.filing.pages import shared
from portal.rooms.filing.queries import OpenDraft
from portal.web import casework, clock, dates, i18n, preferences, render
from portal.web import forms as web_forms
from portal.web.casework import Row

FOLLOWED = "followed"


@dataclass(frozen=True)
class Shown:
    """A public row that is like the draft: by its place or its words, when it came, whether it is followed here."""

    row: Row
    by_place: bool
    since: str
    followed: bool


async def found(request: Request, opened: OpenDraft) -> list[Shown]:
    """The open public cases like this draft, at most five."""
    words, now = i18n.of(request), clock.now(request)
    checked = answers.check(opened.service, opened.raw)
    shown = []
    for like in await alike.like(opened.service, checked.answers):
        case = like.case
        known = opened.person is not None and await following.following(opened.person, case) is not None
        shown.append(
            Shown(
                casework.row(case, f"/status/{case.receipt_no}", words, now),
                like.by == "place",
                dates.day(case.submitted_at, words.lang),
                known,
            )
        )
    return shown


async def follow(request: Request) -> Response:
    """POST …/follow: follow a public case, as the account signed in or by the address that the draft has proved.

    Who has neither is asked for an address first. Raises DraftNotFound, CaseNotFound.
    """
    form = await web_forms.read(request)
    _, opened = await shared.opened_draft(request)
    case = await _public(form.get("no"))
    check = f"/services/{opened.service.code}/apply/{opened.row.id}/check"
    now, lang = clock.now(request), preferences.of(request.scope).lang
    if opened.person is not None:
        await following.follow_as(opened.person, case, now)
    elif opened.email_proved:
        typed = answers.check_petitioner(opened.content.petitioner).answers
        await following.follow_by_mail(str(typed["petitioner_email"]), case, lang, now)
    else:
        return render.redirect(request, f"/status/{case.receipt_no}/follow", query={"back": check})
    return render.redirect(request, check, query={FOLLOWED: case.receipt_no})


async def _public(typed: str) -> Case:
    number = receipts.read(typed)
    case = await Case.get_or_none(receipt_no=number, public=True) if number else None
    if case is None:
        raise CaseNotFound()
    return case
