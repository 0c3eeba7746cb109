"""How satisfied is the petitioner with a case that is closed? (민원 처리에 관한 법률 26조) One answer, not a duty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import keys, permissions, satisfaction
from portal.kernel.models import Case
from portal.kernel.refusals import Refusal
from portal.kernel.words import Message
from portal.rooms.petitions.pages.own import Access, access
from portal.rooms.petitions.pages.shared import said, shown
from portal.web import casework, clock, errors, i18n, limits, render
from portal.web.forms import read as read_form
from portal.web.i18n import Words

TIMES: Final = 30
SECONDS: Final = 3600


async def satisfied(request: Request) -> Response:
    """GET and POST /cases/{no}/satisfaction: five choices and, if one likes, words."""
    mine = await access(request)
    case = mine.case
    if not mine.own:
        raise permissions.NotAllowed()
    if not satisfaction.is_asked(case):
        return render.redirect(request, f"/cases/{case.receipt_no}")
    if request.method != "POST":
        return await _show(request, case)
    await limits.limit(request, "satisfaction", per=str(case.id), times=TIMES, seconds=SECONDS)
    form = await read_form(request)
    score, words = form.get("score"), form.get("words")[: satisfaction.LONGEST * 2]
    number = int(score) if score in {str(each) for each in satisfaction.SCORES} else 0
    try:
        await satisfaction.answer(case, number, words, clock.now(request))
    except (satisfaction.WrongScore, keys.KeyDestroyed) as refusal:
        return await _show(request, case, score, words, *said(refusal), status=errors.STATUSES[refusal.kind])
    except Refusal as refusal:
        wrong = {"words": refusal.message}
        return await _show(request, case, score, words, wrong, status=errors.STATUSES[refusal.kind])
    return render.redirect(request, f"/cases/{case.receipt_no}/satisfaction")


async def asked(mine: Access, words: Words) -> dict[str, Any] | None:
    """What the case's page shows: the question, or what was answered; None while there is nothing to ask."""
    if not mine.own or not satisfaction.is_asked(mine.case):
        return None
    row = await satisfaction.of_case(mine.case)
    return {"answered": words(satisfaction.SCORES[row.score]) if row else ""}


async def _show(
    request: Request,
    case: Case,
    score: str = "",
    typed: str = "",
    wrong: Mapping[str, Message] | None = None,
    masks: bool = False,
    status: int = 200,
) -> Response:
    words = i18n.of(request)
    row = await satisfaction.of_case(case)
    context = {
        "case": case,
        "title": casework.title_of(case, words),
        "scores": [(str(each), words(label)) for each, label in satisfaction.SCORES.items()],
        "score": score,
        "typed": typed,
        "longest": satisfaction.LONGEST,
        "answered": words(satisfaction.SCORES[row.score]) if row else "",
        **shown(wrong, request),
    }
    return await render.page(request, "petitions/satisfaction.html", context, status=status)
