"""What does the house publish, so that nobody (not itself either) can change the record unseen?"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from portal.kernel.deadlines import KST
from portal.kernel.record import roots as kept
from portal.kernel.record import signing
from portal.kernel.record.roots import SignedRoot
from portal.settings import settings
from portal.web import paging, render
from portal.web.cache import public_page

PAGE: Final = 10
OPEN: Final = {"Access-Control-Allow-Origin": "*"}
"""Programs of other sites may read what is public."""


@public_page
async def ledger(request: Request) -> Response:
    """GET /ledger?page=: the newest root, what it is for, and all before it."""
    history = (await kept.history())[::-1]
    page, past = paging.asked(request), history[1:]
    shown = past[(page - 1) * PAGE : page * PAGE]
    context: dict[str, Any] = {
        "newest": line(history[0]) if history else None,
        "lines": [line(root) for root in shown],
        "mailed": bool(settings().auditor_addresses),
        "pages": paging.pages(page, total=len(past), size=PAGE, path="/ledger", chosen={}),
    }
    return await render.page(request, "record/ledger.html", context)


@public_page
async def roots(request: Request) -> Response:
    """GET /ledger/roots.json: all published roots with their signatures, oldest first, to be kept elsewhere."""
    found = [root.document() for root in await kept.history()]
    return JSONResponse({"type": "portal-ledger-roots/1", "roots": found}, headers=OPEN)


@public_page
async def keys(request: Request) -> Response:
    """GET /.well-known/portal-keys.json: the public halves of all signing keys (RFC 7517), also of retired ones."""
    known = await signing.public_keys()
    return JSONResponse(signing.key_set(known.values()), headers=OPEN)


def line(root: SignedRoot) -> dict[str, Any]:
    """A day's root as a template shows it."""
    return {
        "day": datetime(root.day.year, root.day.month, root.day.day, tzinfo=KST),
        "made_at": root.made_at,
        "cases": root.said["cases"],
        "root": root.said["root"],
        "kid": root.said["kid"],
    }
