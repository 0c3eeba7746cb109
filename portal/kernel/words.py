"""How does code below the web name a sentence for people without translating it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:  # noqa: N802 — gettext's customary name, known to the extractor
    """Mark a Korean source sentence for translation and return it unchanged."""
    return text


@dataclass(frozen=True)
class Message:
    """A source sentence with its parameters (`%(name)s`), translated where it is shown."""

    text: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.params if self.params else self.text
