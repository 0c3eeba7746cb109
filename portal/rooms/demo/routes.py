"""Where is the demo's guide, and where its mailbox? Mounted with DEMO=1 only (`settings.DEMO_ROOMS`)."""

from starlette.routing import BaseRoute, Route

from portal.rooms.demo import pages

ROUTES: list[BaseRoute] = [
    Route("/demo", pages.guide, name="demo:guide"),
    Route("/demo/qr/{login}", pages.qr, name="demo:qr"),
    Route("/demo/mail", pages.mailbox, name="demo:mailbox"),
    Route("/demo/mail/{key}", pages.letter, name="demo:letter"),
]
