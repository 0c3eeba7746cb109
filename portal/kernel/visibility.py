"""Who sees what? Audiences of events, and what a public row may say."""

from __future__ import annotations

from typing import Final

from portal.kernel.moves import Actor

AUDIENCES: Final[dict[str, tuple[str, ...]]] = {
    "public": ("public",),
    "petitioner": ("public", "petitioner"),
    "staff": ("public", "petitioner", "staff"),
    "log": ("public", "petitioner", "staff", "log"),
}


def audiences_of(actor: Actor) -> tuple[str, ...]:
    """The audiences whose events this actor may read (the contents only with the right to the case)."""
    if actor.kind in {"petitioner", "agent"}:
        return AUDIENCES["petitioner"]
    return AUDIENCES["staff"]
