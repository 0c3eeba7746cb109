"""How does a petitioner object to a refusal? (민원법 35①: in writing, within 60 days, what is wanted and why)"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import permissions
from portal.kernel.policies import MoveNotOpen
from portal.kernel.refusals import Refusal
from portal.kernel.words import Message
from portal.rooms.petitions import actions, forms, queries
from portal.rooms.petitions.pages import answered, telling
from portal.rooms.petitions.pages.own import access
from portal.rooms.petitions.pages.shared import may, said, shown
from portal.rooms.petitions.queries import Opened
from portal.rooms.petitions.rules import LONGEST_WORDS
from portal.web import casework, clock, errors, i18n, limits, render
from portal.web.forms import read as read_form

TIMES: Final = 30
SECONDS: Final = 3600


async def objecting(request: Request) -> Response:
    """GET and POST /cases/{no}/object: what was refused and why; the petitioner's own words and papers."""
    mine = await access(request)
    case = mine.case
    if not may(mine, "object"):
        raise permissions.NotAllowed()
    opened = await queries.opened(case)
    if not is_open(opened, request):
        return render.redirect(request, f"/cases/{case.receipt_no}")
    if request.method != "POST":
        return await _objecting(request, opened, "")
    await limits.limit(request, "object", per=str(case.id), times=TIMES, seconds=SECONDS)
    sent = forms.supplement(await read_form(request, strict=False), forms.OBJECTION)
    if sent.problems:
        return await _objecting(request, opened, sent.words, sent.problems, status=413)
    try:
        await actions.object_to(case, sent.words, sent.uploads, mine.actor, clock.now(request))
    except MoveNotOpen:
        return render.redirect(request, f"/cases/{case.receipt_no}")
    except Refusal as refusal:
        status = errors.STATUSES[refusal.kind]
        return await _objecting(request, opened, sent.words, *said(refusal), status=status)
    return render.redirect(request, f"/cases/{case.receipt_no}")


def is_open(opened: Opened, request: Request) -> bool:
    """Whether the refusal can be objected to now: a statutory petition, in time, for the first time."""
    return telling.last_day_to_object(opened, clock.now(request)) is not None


async def _objecting(
    request: Request,
    opened: Opened,
    typed: str,
    wrong: Mapping[str, Message] | None = None,
    masks: bool = False,
    status: int = 200,
) -> Response:
    words = i18n.of(request)
    context = {
        "case": opened.case,
        "title": opened.service.title.get(words.lang),
        "answer": answered.answer(opened, words),
        "contact": await casework.contact(opened.case, words),
        "typed": typed,
        "longest": LONGEST_WORDS,
        "masks": masks,
        **shown(wrong, request),
    }
    return await render.page(request, "petitions/object.html", context, status=status)
