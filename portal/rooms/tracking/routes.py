"""Where is the public record?"""

from starlette.routing import BaseRoute, Route

from portal.rooms.tracking import pages

ROUTES: list[BaseRoute] = [
    Route("/status", pages.listed, name="tracking:listed"),
    Route("/status/{no}", pages.case, name="tracking:case"),
]
