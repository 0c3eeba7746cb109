"""What does the house answer when a request is understood but can't be granted?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from portal.kernel.words import Message

Kind = Literal[
    "invalid",
    "not_found",
    "forbidden",
    "conflict",
    "gone",
    "too_many",
    "too_large",
    "unavailable",
    "signed_out",
]


class Refusal(Exception):
    """An expected refusal: it carries what to tell the person and changes nothing.

    `text` and the values of `fields` (field name → sentence) are Korean source sentences with
    `%(name)s` places filled from `params`; the web layer translates and renders them.
    """

    kind: Kind = "invalid"
    code: str = ""

    def __init__(
        self,
        text: str,
        *,
        kind: Kind | None = None,
        code: str = "",
        fields: Mapping[str, str | Message] | None = None,
        **params: object,
    ) -> None:
        self.message = Message(text, params)
        super().__init__(str(self.message))
        self.kind = kind or type(self).kind
        self.code = code or type(self).code or type(self).__name__
        self.fields: dict[str, Message] = {
            name: value if isinstance(value, Message) else Message(value, params)
            for name, value in (fields or {}).items()
        }
