"""What do the pages share on which a petitioner changes something? May they, what was wrong, and where to say so."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request

from portal.kernel import files
from portal.kernel.privacy import ResidentNumberFound
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message
from portal.rooms.petitions import forms
from portal.rooms.petitions.definition import MOVES
from portal.rooms.petitions.pages.own import Access
from portal.web import i18n


def said(refusal: Refusal) -> tuple[Mapping[str, Message], bool]:
    """What to say beside which field, and whether masking would help."""
    found = refusal.fields or {"": refusal.message}
    if isinstance(refusal, files.FileRefused):
        text = N_("%(name)s: %(why)s") if refusal.name else N_("%(why)s")
        found = {forms.FILES: Message(text, {"name": refusal.name, "why": refusal.message})}
    return found, isinstance(refusal, ResidentNumberFound)


def may(mine: Access, move: str) -> bool:
    """Whether this browser's right reaches so far, whatever the stage."""
    return mine.own or MOVES[move].power in mine.actor.roles


def shown(wrong: Mapping[str, Message] | None, request: Request) -> dict[str, object]:
    """The errors beside their fields, and the summary above them."""
    words = i18n.of(request)
    said = {name: words(message) for name, message in (wrong or {}).items()}
    return {
        "errors": said,
        "summary": [(f"f-{name}" if name else "", text) for name, text in said.items()],
    }
