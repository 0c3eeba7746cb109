"""What did a look at one thing find, and what is to be done?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

State = Literal["ok", "mind", "wrong"]
LABELS: Final[dict[State, str]] = {"ok": "OK", "mind": "주의", "wrong": "문제"}


@dataclass(frozen=True)
class Finding:
    """One line of the table: what was looked at, how it is, what was seen, what to do. No secrets, nobody's data."""

    area: str
    subject: str
    state: State
    said: str
    advice: str = ""


@dataclass(frozen=True)
class Area:
    """A region of the house whose findings stand together."""

    name: str

    def ok(self, subject: str, said: str = "") -> Finding:
        """All is well."""
        return Finding(self.name, subject, "ok", said)

    def mind(self, subject: str, said: str, advice: str) -> Finding:
        """Works, but somebody should look at it."""
        return Finding(self.name, subject, "mind", said, advice)

    def wrong(self, subject: str, said: str, advice: str) -> Finding:
        """Does not work, or is not safe."""
        return Finding(self.name, subject, "wrong", said, advice)
