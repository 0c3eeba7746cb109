"""Is this process alive (`/healthz`), and may people be sent to it (`/readyz`)?"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from portal.kernel import readiness
from portal.web import clock, metrics, modes


async def healthz(_: Request) -> Response:
    """GET /healthz — 200 as long as the process answers; it asks neither the database nor the disk."""
    return PlainTextResponse("ok\n")


async def readyz(request: Request) -> Response:
    """GET /readyz — 200 or 503, and what was looked at for who may read `/metrics`; others learn only which."""
    checks = await readiness.look(clock.now(request))
    ready = all(check.good for check in checks)
    said: dict[str, object] = {"ready": ready, "mode": modes.of(request.scope).name}
    if metrics.trusted(request):
        said["checks"] = {check.name: {"ok": check.good, "said": check.said} for check in checks}
    return JSONResponse(said, status_code=200 if ready else 503)
