"""What waits for me, by when will I hear, and where do I change what the house knows of me?"""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import delegations
from portal.kernel.cases import claimable
from portal.kernel.people import residents
from portal.kernel.words import N_
from portal.rooms.account import queries
from portal.web import casework, clock, i18n, render, session
from portal.web.casework import Row

SHOWN = 5
"""How many cases stand on the overview; all of them are under "내 민원"."""


async def overview(request: Request) -> Response:
    """GET /account: my open cases with their next date, news, whom I act for, and the pages of the account."""
    person = await session.require(request, "resident")
    words, now = i18n.of(request), clock.now(request)
    mine = await queries.of_person(person)
    open_ones = [each for each in mine if casework.stage_of(each.case).open]
    news = [each for each in mine if each.unread]
    acting = await delegations.cases_of(person, now)
    offered = await claimable(person)
    context = {
        "name": (await residents.profile_of(person)).name,
        "rows": [_row(request, each) for each in open_ones[:SHOWN]],
        "more": max(0, len(open_ones) - SHOWN),
        "closed": len(mine) - len(open_ones),
        "news": sum(each.unread for each in news),
        "newest": f"/cases/{news[0].case.receipt_no}" if news else "",
        "by_email": len(offered),
        "elsewhere": sum(case.person_id is not None for case in offered),
        "acting": [casework.row(case, f"/cases/{case.receipt_no}", words, now) for case in acting],
    }
    return await render.page(request, "account/overview.html", context)


def _row(request: Request, mine: queries.Mine) -> Row:
    words = i18n.of(request)
    row = casework.row(mine.case, f"/cases/{mine.case.receipt_no}", words, clock.now(request))
    if mine.case.stage == "awaiting_supplement":
        row = replace(row, note=f"{row.note} · {words(N_('서류를 내 주세요'))}")
    if mine.unread:
        row = replace(row, note=f"{row.note} · {words(N_('새 소식 %(count)s건'), count=mine.unread)}")
    return row
