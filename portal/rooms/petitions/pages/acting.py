"""How does a petitioner let somebody else see or act, and how does that person come in?

The code is shown once, on the page that answers the petitioner's press. Whoever has number and code tells a name
and a relation; everybody else learns nothing, not even whether there is such a case.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import delegations, keys
from portal.kernel.agency import RELATIONS, SCOPES, Agent
from portal.kernel.people import residents
from portal.kernel.refusals import Refusal
from portal.kernel.tries import Limit
from portal.kernel.words import N_, Message
from portal.rooms.petitions import actions, forms
from portal.rooms.petitions.pages.own import Access, access, own_case
from portal.rooms.petitions.queries import Opened
from portal.web import casework, clock, dates, errors, holding, i18n, limits, render, session
from portal.web.forms import read as read_form
from portal.web.i18n import Words

# Ten tries an hour from one address for one number, sixty from all together: in the seven days of a code of eight
# digits one chance in ten thousand, and nobody locks a neighbour's mother out from one address.
BY_CASE_HERE: Final = Limit("act-case-here", 10, 3600)
BY_CASE: Final = Limit("act-case", 60, 3600)
BY_ADDRESS: Final = Limit("act-address", 30, 3600)
GIVEN: Final = Limit("delegate", 20, 3600)
EXPLAINED: Final = {
    "see": N_("진행 상황, 답변, 낸 서류를 볼 수 있습니다."),
    "act": N_(
        "볼 수 있고, 구청이 더 내 달라고 한 서류를 대신 내고 처리 기간을 묻는 말에 대신 답할 수 있습니다."
    ),
    "end": N_("서류를 대신 내고, 이 민원을 취하할 수도 있습니다. 취하는 되돌릴 수 없습니다."),
}


@dataclass(frozen=True)
class Line:
    """One consent in the petitioner's list."""

    id: str
    who: str
    scope: str
    state: str


@dataclass(frozen=True)
class Acting:
    """What an agent is told on top of the case's page: for whom they act, and how far."""

    title: str
    text: str
    id: str


def acting(opened: Opened, mine: Access, words: Words) -> Acting | None:
    """For whom an agent has the page open; None for the petitioner."""
    if mine.own:
        return None
    name = opened.contents.petitioner.name if opened.contents else words(N_("신청인"))
    title = words(N_("%(name)s 님을 대신해 보고 있습니다"), name=name)
    return Acting(title, f"{words(SCOPES[mine.scope])}: {words(EXPLAINED[mine.scope])}", mine.actor.id)


async def agents(request: Request) -> Response:
    """GET and POST /cases/{no}/agents: who may see or act; a new code; the end of a consent."""
    if request.method != "POST":
        return await _agents(request)
    form = await read_form(request)
    now = clock.now(request)
    if form.get("do") == "end":
        mine = await access(request)
        # Ended a moment ago by the same press, or by the other side: the page says what stands.
        with contextlib.suppress(delegations.NoSuchDelegation):
            await actions.end_delegation(mine.case, form.get("delegation"), mine.actor, now)
        where = f"/cases/{mine.case.receipt_no}/agents" if mine.own else "/cases"
        return render.redirect(request, where)
    case = await own_case(request)
    await limits.count(request, GIVEN, str(case.id))
    scope = form.get("scope")
    try:
        code = await actions.delegate(case, scope, now)
    except Refusal as refusal:
        wrong = refusal.fields or {"scope": refusal.message}
        return await _agents(request, scope=scope, wrong=wrong, status=errors.STATUSES[refusal.kind])
    return await _agents(request, code=code, scope=scope)


async def _agents(
    request: Request,
    *,
    code: str = "",
    scope: str = "",
    wrong: Mapping[str, Message] | None = None,
    status: int = 200,
) -> Response:
    case, words, now = await own_case(request), i18n.of(request), clock.now(request)
    try:
        standing = await delegations.standing(case, now)
    except keys.KeyDestroyed:
        standing = []
    said = {name: words(message) for name, message in (wrong or {}).items()}
    context = {
        "case": case,
        "title": casework.title_of(case, words),
        "code": f"{code[:4]} {code[4:]}" if code else "",
        "until": dates.day(now + delegations.LIFE, words.lang),
        "scope": scope,
        "scopes": [(name, words(label), words(EXPLAINED[name])) for name, label in SCOPES.items()],
        "lines": [_line(one, words) for one in standing],
        "errors": said,
        "summary": [(f"f-{name}", text) for name, text in said.items()],
    }
    return await render.page(request, "petitions/agents.html", context, status=status)


def _line(one: delegations.Standing, words: Words) -> Line:
    if one.agent is None or one.taken_at is None:
        who = words(N_("아직 아무도 쓰지 않은 번호"))
        day = dates.day(one.expires_at, words.lang)
        state = words(N_("%(day)s까지 쓸 수 있습니다"), day=day)
    else:
        who = called(one.agent, words)
        state = words(N_("%(day)s부터"), day=dates.day(one.taken_at, words.lang))
    return Line(str(one.id), who, words(SCOPES[one.scope]), state)


def called(agent: Agent, words: Words) -> str:
    """An agent as the timeline calls them: `어머니 이순자 님`."""
    return words(N_("%(relation)s %(name)s 님"), relation=words(agent.label), name=agent.name)


async def act(request: Request) -> Response:
    """GET and POST /cases/act: somebody with a number and a code opens a case for its petitioner."""
    browser = await session.load(request)
    person = holding.resident(browser)
    if request.method != "POST":
        name = (await residents.profile_of(person)).name if person else ""
        asked = request.query_params.get("no", "").strip()[:20]
        return await _act(request, {"no": asked, "agent_name": name})
    await limits.count(request, BY_ADDRESS)
    taking = forms.taking(await read_form(request))
    if taking.errors:
        return await _act(request, taking.typed, taking.errors, status=422)
    await limits.count(request, BY_CASE_HERE, f"{taking.number} {limits.address(request)}")
    await limits.count(request, BY_CASE, taking.number)
    agent = Agent(taking.typed["agent_name"], taking.typed["relation"])
    try:
        case, found = await actions.take_up(taking.number, taking.code, agent, person, clock.now(request))
    except Refusal as refusal:
        status = errors.STATUSES[refusal.kind]
        return await _act(request, taking.typed, refusal.fields or {"code": refusal.message}, status=status)
    await holding.act(browser, str(found.id))
    return render.redirect(request, f"/cases/{case.receipt_no}")


async def _act(
    request: Request,
    typed: Mapping[str, str],
    wrong: Mapping[str, Message] | None = None,
    status: int = 200,
) -> Response:
    words = i18n.of(request)
    said = {name: words(message) for name, message in (wrong or {}).items()}
    context = {
        "values": {"no": "", "code": "", "agent_name": "", "relation": "", **typed},
        "relations": [(name, words(label)) for name, label in RELATIONS.items()],
        "errors": said,
        "summary": [(f"f-{name}", text) for name, text in said.items()],
    }
    return await render.page(request, "petitions/act.html", context, status=status)
