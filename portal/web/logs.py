"""What is written down about the house's work? Lines of JSON, with no personal data.

Neither addresses nor paths of requests are logged (a path may hold a secret link), and of an unexpected
error its type and place, not its message, which may quote what somebody typed.
"""

from __future__ import annotations

import inspect
import logging
import sys
import traceback
from typing import Any

import structlog
from starlette.types import Scope
from structlog.typing import Processor


def configure(*, level: int = logging.INFO) -> None:
    """Write one JSON line an event to standard output; other libraries' messages too.

    Silences uvicorn's access log: it would write secret links and search words down.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    render = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*shared, render],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stdout)
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _place_only, render],
        foreign_pre_chain=shared,
    )
    handler.setFormatter(formatter)
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logging.getLogger("uvicorn.access").disabled = True


def _place_only(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Replace a library's exception by its type and place."""
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event.update(describe(error))
    return event


def describe(error: BaseException) -> dict[str, Any]:
    """The type of an error and where it came from, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    return {
        "error": type(error).__qualname__,
        "trace": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    }


def handler(endpoint: object) -> str:
    """The name of the function that answers, without the package's; "" for what is no function (files)."""
    found = inspect.unwrap(endpoint) if callable(endpoint) else None
    if not inspect.isfunction(found):
        return ""
    return f"{found.__module__}.{found.__qualname__}".removeprefix("portal.").removeprefix("rooms.")


def database_away(scope: Scope, error: Exception) -> None:
    """Note in one line that a request could not be served; why the database is away says its own log."""
    structlog.get_logger().error(
        "database-away",
        request_id=scope["state"].get("request_id", ""),
        method=scope["method"],
        handler=handler(scope.get("endpoint")),
        error=type(error.__cause__ or error).__qualname__,
    )


def unexpected(scope: Scope, error: Exception) -> None:
    """Note an error that nobody foresaw, under the id that the person's page shows."""
    structlog.get_logger().error(
        "unexpected",
        request_id=scope["state"].get("request_id", ""),
        method=scope["method"],
        handler=handler(scope.get("endpoint")),
        **describe(error),
    )
