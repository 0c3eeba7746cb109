"""What do the pages share on which a petitioner changes something? May they, what was wrong, and where to say so."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import files
from portal.kernel.models import Case
from portal.kernel.privacy import ResidentNumberFound
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message
from portal.rooms.petitions import forms
from portal.rooms.petitions.definition import MOVES
from portal.rooms.petitions.pages.own import Access
from portal.rooms.petitions.rules import LONGEST_WORDS
from portal.web import casework, i18n, render


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


async def words_page(
    request: Request,
    template: str,
    case: Case,
    typed: str,
    wrong: Mapping[str, Message] | None = None,
    masks: bool = False,
    *,
    status: int = 200,
    **more: object,
) -> Response:
    """A page on which the petitioner writes to the office in own words: what was typed, and what was wrong with it."""
    context = {
        "case": case,
        "title": casework.title_of(case, i18n.of(request)),
        "contact": await casework.contact(case, i18n.of(request)),
        "typed": typed,
        "longest": LONGEST_WORDS,
        "masks": masks,
        **shown(wrong, request),
        **more,
    }
    return await render.page(request, template, context, status=status)
