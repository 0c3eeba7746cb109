"""Where does one find one's own cases?"""

from starlette.routing import BaseRoute, Route

from portal.rooms.account.pages import cases

ROUTES: list[BaseRoute] = [
    Route("/cases", cases.mine, name="account:mine", methods=["GET", "POST"]),
    Route("/account/code", cases.code, name="account:code", methods=["GET", "POST"]),
    Route("/cases/forget", cases.forget, name="account:forget", methods=["POST"]),
]
