"""Where does one find one's own cases?"""

from starlette.routing import BaseRoute, Route

from portal.rooms.account import pages

ROUTES: list[BaseRoute] = [
    Route("/cases", pages.mine, name="account:mine", methods=["GET", "POST"]),
    Route("/account/code", pages.code, name="account:code", methods=["GET", "POST"]),
    Route("/account/close", pages.close, name="account:close", methods=["POST"]),
]
