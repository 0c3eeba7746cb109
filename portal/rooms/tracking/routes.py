"""Where is the public record?"""

from starlette.routing import BaseRoute, Route

from portal.rooms.tracking import pages

ROUTES: list[BaseRoute] = [
    Route("/status", pages.listed, name="tracking:listed"),
    Route("/status/{no}", pages.case, name="tracking:case"),
    Route("/status/{no}/follow", pages.follow, methods=["GET", "POST"], name="tracking:follow"),
    Route("/open-data", pages.about, name="tracking:open_data"),
    Route("/open-data/cases.csv", pages.as_csv, name="tracking:csv"),
    Route("/open-data/cases.json", pages.as_json, name="tracking:json"),
    Route("/open-data/cases.atom", pages.as_atom, name="tracking:atom"),
    Route("/open-data/satisfaction", pages.satisfaction, name="tracking:satisfaction"),
    Route("/open-data/satisfaction.json", pages.satisfaction_json, name="tracking:satisfaction_json"),
    Route("/open-data/counts.json", pages.counts, name="tracking:counts"),
]
