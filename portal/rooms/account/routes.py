"""Where does one find one's own cases?"""

from starlette.routing import BaseRoute, Route

from portal.rooms.account.pages import cases, keys, providers, second, signing_out, ways

ROUTES: list[BaseRoute] = [
    Route("/cases", cases.mine, name="account:mine", methods=["GET", "POST"]),
    Route("/account/code", cases.code, name="account:code", methods=["GET", "POST"]),
    Route("/cases/forget", cases.forget, name="account:forget", methods=["POST"]),
    Route("/sign-in/with/{provider}", providers.leave, name="account:provider", methods=["POST"]),
    Route("/sign-in/back/{provider}", providers.come_back, name="account:back"),
    Route("/sign-in/out/{provider}", signing_out.by_provider, name="account:out", methods=["POST"]),
    Route("/sign-in/second", second.page, name="account:second", methods=["GET", "POST"]),
    Route("/sign-in/second/key", keys.as_second, name="account:second_key", methods=["GET", "POST"]),
    Route("/sign-in/key", keys.sign_in, name="account:key", methods=["GET", "POST"]),
    Route("/account/ways/keys", keys.mine, name="account:keys", methods=["GET", "POST"]),
    Route("/desk/account/keys", keys.mine, name="account:staff_keys", methods=["GET", "POST"]),
    Route("/sign-out", signing_out.sign_out, name="account:sign_out", methods=["GET", "POST"]),
    Route("/account/ways", ways.show, name="account:ways"),
    Route("/account/ways", ways.change, methods=["POST"]),
    Route("/desk/account", ways.show, name="account:staff_ways"),
    Route("/desk/account", ways.change, methods=["POST"]),
]
