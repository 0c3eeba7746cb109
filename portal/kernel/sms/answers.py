"""What did a gateway answer, and does it mean never, later, or wait? Told without the words it answered in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from portal.kernel.notices.channels import Deferred, Refused

# A gateway's words may quote the number: only what looks like a code goes into our rows.
_CODE: Final = re.compile(r"[A-Za-z0-9._:-]{1,100}")


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and the JSON object that came with it (empty if none did)."""

    status: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a message ended: `arrived` is None while nobody knows; `code` is the gateway's."""

    arrived: bool | None
    code: str


def word(found: Any, name: str) -> str:
    """A short code out of an answer, or "" if it is none."""
    said = str(found.get(name) or "") if isinstance(found, Mapping) else ""
    return said if _CODE.fullmatch(said) else ""


def refused(status: int, code: str) -> Refused:
    """The gateway will never take this message."""
    return Refused(f"{status} {code}".strip())


def busy(status: int, code: str) -> Deferred:
    """The gateway did not take it now."""
    return Deferred(f"{status} {code}".strip())
