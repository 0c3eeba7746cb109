"""How do routes become the web application: which middleware, in which order?

Pure ASGI only: one BaseHTTPMiddleware would cost four fifths of the speed. From the outside in: the clock,
the headers, the log, the house's mode, public pages that stand ready, compression, the session's cookies, answers to
refusals, the body's limit, the guard, and who is let in.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Lifespan

from portal.kernel.refusals import Refusal
from portal.web import errors, guard, health, metrics, preferences
from portal.web.body import BodyLimit
from portal.web.cache import Ready
from portal.web.clock import Clock
from portal.web.guard import Guard
from portal.web.headers import Headers
from portal.web.modes import Doorkeeper, Modes
from portal.web.session_cookies import Sessions
from portal.web.site import Site
from portal.web.watch import Watch

GZIP_LEVEL = 5


def create(
    routes: Sequence[BaseRoute], site: Site, *, lifespan: Lifespan[Starlette] | None = None
) -> Starlette:
    """The application: the rooms' routes, the static files, and the web layer's own addresses."""
    app = Starlette(
        routes=[
            Mount(site.static.mount, site.static),
            Route("/preferences", preferences.choose, name="web:preferences"),
            Route("/healthz", health.healthz, name="web:healthz"),
            Route("/readyz", health.readyz, name="web:readyz"),
            Route("/metrics", metrics.metrics, name="web:metrics"),
            Route("/token", guard.fresh_token, name="web:token"),
            *routes,
        ],
        middleware=[
            Middleware(Clock, read=site.read_clock),
            Middleware(Headers, https=site.secure, trusted=site.trusted_proxies),
            Middleware(Watch, meter=site.meter),
            Middleware(Modes, read=site.read_mode),
            Middleware(Ready, store=site.store),
            Middleware(GZipMiddleware, minimum_size=500, compresslevel=GZIP_LEVEL),
            Middleware(Sessions, secure=site.secure),
            Middleware(errors.Errors, raise_unexpected=site.raise_unexpected),
            Middleware(BodyLimit),
            Middleware(Guard, secret=site.secret, base_url=site.base_url),
            Middleware(Doorkeeper),
        ],
        exception_handlers={Refusal: errors.answer, HTTPException: errors.answer},
        lifespan=lifespan,
    )
    app.state.site = site
    return app
