"""How are the portal's processes started? `portal web` and `portal worker`, the lines of the Procfile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import structlog
import typer
import uvicorn

from portal import worker as worker_process
from portal.kernel.safekeeping.place import RESTORING
from portal.settings import settings
from portal.web import logs


def web() -> None:
    """Serve the portal over HTTP at PORTAL_HOST:PORTAL_PORT."""
    listen("portal.main:create_app")


def listen(application: str) -> None:
    """Serve an application (`module:factory`) as the portal is served; the bench and fault tests use it too."""
    chosen = settings()
    _need_database()
    logs.configure()
    with _traced("portal-web"):
        uvicorn.run(
            application,
            factory=True,
            host=chosen.host,
            port=chosen.port,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=20,
            log_config=None,
        )


def worker() -> None:
    """Send notices, hand over the outbox, settle the inbox, keep the clocks: until told to stop."""
    _need_database()
    logs.configure()
    with _traced("portal-worker"):
        asyncio.run(worker_process.run())


@contextmanager
def _traced(service: str) -> Iterator[None]:
    """Send spans to the operator's collector, if there is one. Only then is OpenTelemetry loaded."""
    if not settings().otel_endpoint:
        yield
        return
    try:
        telemetry = import_module("portal.telemetry")
    except ModuleNotFoundError as missing:
        structlog.get_logger().warning("tracing-off", missing=missing.name, install="district-portal[otel]")
        yield
        return
    provider = telemetry.start(service)
    try:
        yield
    finally:
        provider.shutdown()


def _need_database() -> None:
    """Say what to do instead of failing somewhere deep."""
    needed = [(settings().var / "keys", "keys make")]
    if not settings().on_postgres:
        needed.append((settings().database_path, "db migrate"))
    for path, command in needed:
        if not path.exists():
            typer.echo(
                f"{path} does not exist: run `portal {command}` first (see docs/operating.md)", err=True
            )
            raise typer.Exit(2)
    if (settings().var / RESTORING).exists():
        typer.echo(f"{settings().var}: the restore is not verified, see restored.json", err=True)
        raise typer.Exit(2)
