"""In which form does a program get its answer, also when it is refused?"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel.catalogue import Service
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.open311 import queries, rules
from portal.rooms.open311.definition import TYPES
from portal.web import clock, i18n, site
from portal.web.limits import TooMany

Handler = Callable[[Request], Awaitable[Response]]
STATUSES: Final = {"not_found": 404, "forbidden": 403, "too_many": 429}
"""Everything else that can't be done is 400 (GeoReport v2, Errors)."""
HEADERS: Final = {"Access-Control-Allow-Origin": "*"}


class NoSuchService(Refusal):
    """No service of this code can be filed here."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("그런 service_code가 없습니다."))


class NoSuchPlace(Refusal):
    """The request is for another jurisdiction."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("그런 jurisdiction_id가 없습니다. 이 누리집은 한 구만 맡으므로 빼도 됩니다."))


class NoSuchFormat(Refusal):
    """The address ends in a format that there is not."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("xml과 json으로만 드립니다."))


def answered(handler: Handler) -> Handler:
    """A handler whose refusals are told as the specification wants them."""

    @functools.wraps(handler)
    async def served(request: Request) -> Response:
        try:
            if request.path_params["form"] not in TYPES:
                raise NoSuchFormat()
            asked = request.query_params.get("jurisdiction_id", "").strip()
            check_place(request, asked)
            return await handler(request)
        except Refusal as refusal:
            return _refused(request, refusal)

    return served


def answer(request: Request, name: str, said: Any, status: int = 200) -> Response:
    """The answer called `name` in the format of the address."""
    form = request.path_params["form"]
    body = rules.written(name, said, form)
    return Response(body, status, headers=HEADERS | {"Content-Type": rules.media_type(form)})


def _refused(request: Request, refusal: Refusal) -> Response:
    words = i18n.of(request)
    status = STATUSES.get(refusal.kind, 400)
    said = [f"{name}: {words(message)}" for name, message in refusal.fields.items()]
    errors = [{"code": status, "description": text} for text in said or [words(refusal.message)]]
    form = request.path_params["form"] if request.path_params["form"] in TYPES else "xml"
    headers = HEADERS | {"Content-Type": rules.media_type(form)}
    if isinstance(refusal, TooMany):
        wait = (refusal.until - clock.now(request)).total_seconds()
        headers["Retry-After"] = str(max(1, round(wait)))
    return Response(rules.written("errors", errors, form), status, headers=headers)


def check_place(request: Request, asked: str) -> None:
    """Raises NoSuchPlace; we are one jurisdiction, called by our host."""
    host = urlsplit(site.of(request).base_url).hostname or ""
    if asked and asked.removeprefix("www.") != host.removeprefix("www."):
        raise NoSuchPlace()


def found_service(code: str) -> Service:
    """A service that programs may file. Raises NoSuchService."""
    found = queries.service(code)
    if found is None:
        raise NoSuchService()
    return found
