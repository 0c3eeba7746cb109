"""Where does a program find GeoReport v2? Each address ends in its format, `.xml` or `.json`."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from portal.rooms.open311 import pages

BASE = "/open311/v2"
ROUTES: list[BaseRoute] = [
    Route("/open311/discovery.{form}", pages.discovery, name="open311:discovery"),
    Route(f"{BASE}/services.{{form}}", pages.services, name="open311:services"),
    Route(f"{BASE}/services/{{code}}.{{form}}", pages.service, name="open311:service"),
    Route(f"{BASE}/requests.{{form}}", pages.requests, name="open311:requests"),
    Route(f"{BASE}/requests.{{form}}", pages.file, name="open311:file", methods=["POST"]),
    Route(f"{BASE}/requests/{{no}}.{{form}}", pages.request, name="open311:request"),
    Route(f"{BASE}/tokens/{{token}}.{{form}}", pages.token, name="open311:token"),
]
