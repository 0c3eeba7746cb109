"""Is this case the browser's own? An unknown number, somebody else's and one not opened yet look alike."""

from __future__ import annotations

from starlette.requests import Request

from portal.kernel import cases
from portal.kernel.models import Case
from portal.web import holding, session

ROOM = "petitions"


async def own_case(request: Request) -> Case:
    """The case in the address. Raises CaseNotFound unless this browser holds it."""
    browser = await session.load(request)
    case = await cases.petitioner_case(request.path_params["no"], granted=holding.held(browser))
    if case.room != ROOM:
        raise cases.CaseNotFound()
    return case
