"""What do the pages of an account have in common? Whose account it is, and how errors are said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from portal.kernel.words import Message
from portal.web import i18n


def said(request: Request, errors: Mapping[str, Message] | None) -> dict[str, Any]:
    """The errors beside their fields and in the summary above."""
    words = i18n.of(request)
    spoken = {name: words(message) for name, message in (errors or {}).items()}
    return {"errors": spoken, "summary": [(f"f-{name}", text) for name, text in spoken.items()]}
