"""Where does the link at the end of a letter lead? The posts stand outside the guard: mail programs send them."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from portal.rooms.notices import pages

ROUTES: list[BaseRoute] = [
    Route("/unsubscribe/follow/{token}", pages.unfollow, methods=["GET", "POST"], name="notices:unfollow"),
    Route("/unsubscribe/{token}", pages.unsubscribe, methods=["GET", "POST"], name="notices:unsubscribe"),
    Route("/unsubscribe/{token}/again", pages.again, methods=["POST"], name="notices:again"),
]
