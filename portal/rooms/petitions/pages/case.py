"""Where is my petition, who has it, and by when will I hear? The page that answers, and keeps answering."""

from __future__ import annotations

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import cases, files
from portal.kernel.models import Case
from portal.kernel.visibility import AUDIENCES
from portal.rooms.petitions import actions, queries
from portal.rooms.petitions.pages import (
    acting,
    answered,
    asking,
    demanding,
    groups,
    objecting,
    record,
    satisfied,
    telling,
)
from portal.rooms.petitions.pages.own import Access, access
from portal.rooms.petitions.rules import is_lapsed
from portal.web import casework, clock, holding, i18n, limits, render, session

LINK_TRIES: Final = 120
LINK_SECONDS: Final = 600


async def case(request: Request) -> Response:
    """All of one's own case. `?k=` is the secret link; `?seen=` asks a fragment only if something changed."""
    if "k" in request.query_params:
        return await _by_link(request)
    mine = await access(request)
    found = mine.case
    mark = _mark(request, found)
    if render.wants_fragment(request) and request.query_params.get("seen") == mark:
        return Response(status_code=204)
    opened = await queries.opened(found)
    # Reading costs a write only when there is news; what an agent reads is not read by the petitioner.
    if mine.own and any(notice.read_at is None for notice in opened.notices if notice.channel == "portal"):
        await actions.see_notices(found, clock.now(request))
    return await render.page(
        request, "petitions/case.html", await _context(request, opened, mine, mark), block="live"
    )


async def _by_link(request: Request) -> Response:
    """Keep in the session what the link proves, and take its secret out of the address."""
    await limits.limit(
        request, "case-link", per=limits.address(request), times=LINK_TRIES, seconds=LINK_SECONDS
    )
    token = request.query_params["k"]
    found = await cases.petitioner_case(request.path_params["no"], token=token)
    await holding.take(await session.load(request), [found])
    return render.redirect(request, f"/cases/{found.receipt_no}")


def _mark(request: Request, case: Case) -> str:
    """What the page depends on besides the reader: its events, and what the clock alone changes."""
    now = clock.now(request)
    late = casework.overdue(case, now) or telling.acceptance_is_late(case, now)
    return f"{case.seq}-{int(late)}-{int(is_lapsed(case.supplement_by, now))}"


async def _context(request: Request, opened: queries.Opened, mine: Access, mark: str) -> dict[str, Any]:
    words, now, case = i18n.of(request), clock.now(request), opened.case
    contact = await casework.contact(case, words)
    return {
        "case": case,
        "title": opened.service.title.get(words.lang),
        "mark": mark,
        "fresh": render.wants_fragment(request),
        "stage": casework.stage_of(case),
        "tone": casework.tone_of(case, now),
        "steps": casework.steps(case, words),
        "contact": contact,
        "place": telling.place(case, words, now),
        "when": telling.when(opened, words, now),
        "late": telling.lateness(case, words, now),
        "asked": asking.asked(opened, words, now),
        "question": asking.extension(opened, words, now),
        "counted": opened.clocks.reckoning or opened.clocks.acceptance,
        "formal": opened.service.preliminary_to if case.outcome == "possible" else "",
        "choosing": groups.choosing(case, mine.actor),
        "lead": groups.lead(opened, words),
        "parts_of": groups.parts(opened, words, now) if mine.own else (),
        "can_demand": demanding.is_open(case, now),
        "guardian": record.guardian(opened),
        "fetch": demanding.fetch(opened, words),
        "can_object": objecting.is_open(opened, request),
        "ahead": telling.ahead(opened, words, now),
        "answer": answered.answer(opened, words),
        "lines": record.lines(opened, contact, words),
        "sent": record.sent(opened, words, whole=mine.own),
        "told": record.told(opened, words),
        "satisfied": await satisfied.asked(mine, words),
        "own": mine.own,
        "acting": acting.acting(opened, mine, words),
        "may": {move.name for move in cases.allowed_moves(case, mine.actor)},
    }


async def file(request: Request) -> Response:
    """A file of one's own case: what one sent, and what came with the answer, also with that of a leading case."""
    found, wanted = (await access(request)).case, request.path_params["id"]
    if any(file.id == wanted for file in await queries.answer_files(found)):
        found = await cases.lead_of(found) or found
    opened = await files.open_for(found, wanted, AUDIENCES["petitioner"])
    return render.download(opened.pieces, opened.name, opened.media_type, size=opened.size)
