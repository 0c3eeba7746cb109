"""By which name do logs, the answer's header and a person on the phone speak of one request?

A trusted proxy may have given the name already, so that its own log says the same; anybody else's is not taken:
it could be made to look like another's, or hold what does not belong into a log.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.types import Scope

from portal.kernel.ids import short_id

HEADER: Final = b"x-request-id"
# What nginx ($request_id, 32 hex digits), others' UUIDs and our own names look like. No phone number does.
_FORM: Final = re.compile(
    rb"(?=.*[a-z])[0-9a-z]{16,32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}"
)


def of(scope: Scope, trusted: frozenset[str]) -> str:
    """The name of a request: a trusted proxy's if it is well-formed, else a new one."""
    peer = scope.get("client")
    if trusted and peer and peer[0] in trusted:
        for name, value in scope["headers"]:
            if name == HEADER and _FORM.fullmatch(value):
                return str(value, "ascii")
    return short_id()
