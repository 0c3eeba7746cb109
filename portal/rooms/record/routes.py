"""Where is the record published, checked, and proved to its petitioner?"""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from portal.rooms.record import pages

ROUTES: list[BaseRoute] = [
    Route("/.well-known/portal-keys.json", pages.keys, name="record:keys"),
    Route("/ledger", pages.ledger, name="record:ledger"),
    Route("/ledger/roots.json", pages.roots, name="record:roots"),
    Route("/ledger/check", pages.check, name="record:check", methods=["GET", "POST"]),
    Route("/cases/{no}/record", pages.own, name="record:own"),
    Route("/cases/{no}/record/{what}.json", pages.download, name="record:download"),
    Route("/cases/{no}/record/{what}.svg", pages.picture, name="record:picture"),
]
