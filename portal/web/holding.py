"""Which cases may this browser open, as its own or for somebody else? Ids stand in its session, nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request

from portal.database.rows import ask
from portal.kernel import cases as kept
from portal.kernel.models import Case, Person, Session
from portal.web import merging, session
from portal.web.session import BrowserSession, SignedOut

MOST: Final = 50
"""How many cases a session remembers; links and codes open older ones again."""
GRACE: Final = merging.RESTS
"""How long the token before still opens what it opened then: the answer with the new one may never arrive."""
_NAME: Final = "cases"
_HOLDERS: Final = "SELECT id FROM session WHERE CAST(data AS TEXT) LIKE ?"
_ACTING: Final = "acting"


def held(browser: BrowserSession) -> frozenset[str]:
    """The ids of the cases that this browser proved to be its own (session loaded)."""
    known = browser.data.get(_NAME)
    return frozenset(str(one) for one in known) if isinstance(known, list) else frozenset()


def resident(browser: BrowserSession) -> Person | None:
    """The resident who is signed in here (session loaded); members of staff are guests on residents' pages."""
    return browser.person if browser.kind == "resident" else None


def opens(browser: BrowserSession, case: Case) -> bool:
    """Whether this browser may open the case: it holds it, or it is in the account signed in."""
    person = resident(browser)
    return str(case.id) in held(browser) or (person is not None and case.person_id == person.id)


async def case_of(request: Request, number: str, *, token: str = "") -> Case:
    """The case of this number, if this browser may open it, or by the `token` of its secret link.

    Raises CaseNotFound: unknown and somebody else's look alike. Whoever was signed in until a moment ago is asked
    to sign in again (SignedOut), whatever the number, so that what was being typed is not lost.
    """
    browser = await session.load(request)
    try:
        return await kept.petitioner_case(
            number, token=token, granted=held(browser), person=resident(browser)
        )
    except kept.CaseNotFound:
        if browser.ended_kind == "resident":
            raise SignedOut("resident", ended=True) from None
        raise


async def take(browser: BrowserSession, cases: Sequence[Case]) -> None:
    """Let this browser open these cases from now on. Its rights grow, so its token changes."""
    known = browser.data.get(_NAME)
    ids = [str(one) for one in known] if isinstance(known, list) else []
    fresh = [str(case.id) for case in cases if str(case.id) not in ids]
    if not fresh:
        return
    browser.data[_NAME] = [*ids, *fresh][-MOST:]
    if browser.exists:
        await browser.rotate(grace=GRACE)
    else:
        await browser.save()


async def release(case: Case) -> None:
    """Let no browser hold the case any more: only the account that has it now opens it."""
    found = await ask(_HOLDERS, f"%{case.id}%")
    for each in found:
        row = await Session.get_or_none(id=each["id"])
        if row is not None:
            known = row.data.get(_NAME)
            left = [one for one in known if one != str(case.id)] if isinstance(known, list) else []
            await Session.filter(id=row.id).update(data={**row.data, _NAME: left})


def acting(browser: BrowserSession) -> frozenset[str]:
    """The ids of the consents (`Delegation`) that this browser took up (session loaded); they may have ended."""
    known = browser.data.get(_ACTING)
    return frozenset(str(one) for one in known) if isinstance(known, list) else frozenset()


async def act(browser: BrowserSession, delegation_id: str) -> None:
    """Let this browser act by a consent from now on. Its rights grow, so its token changes."""
    known = browser.data.get(_ACTING)
    ids = [str(one) for one in known] if isinstance(known, list) else []
    browser.data[_ACTING] = [*ids, delegation_id][-MOST:]
    if browser.exists:
        await browser.rotate(grace=GRACE)
    else:
        await browser.save()
