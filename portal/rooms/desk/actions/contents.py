"""How does a member of staff save, keep as a draft or take down a public content?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from portal.kernel import catalogue, contents, permissions
from portal.kernel.contents import Content, Draft, Item
from portal.kernel.moves import Actor
from portal.kernel.words import N_


@dataclass(frozen=True)
class Editor:
    """Who edits: the actor, and the login that the version will name."""

    actor: Actor
    login: str


async def save(draft: Draft, *, seen: int | None, editor: Editor, now: datetime) -> Item[Content]:
    """Save the next version of a content, or a new one (`seen` None).

    The editor must be allowed both for who owned it and for who will. Raises NotAllowed, InvalidContent,
    UnknownContent, EditConflict, SlugTaken.
    """
    if seen is not None:
        before = await contents.newest(draft.kind, draft.slug)
        permissions.check_edits_public(editor.actor, draft.kind, before.owner)
    permissions.check_edits_public(editor.actor, draft.kind, draft.owner)
    known = {one.code for one in catalogue.current().departments}
    if draft.owner not in known:
        raise contents.InvalidContent({"owner": N_("담당 부서를 골라 주세요.")})
    if draft.kind == "department" and draft.slug not in known:
        raise contents.InvalidContent({"slug": N_("부서를 골라 주세요.")})
    return await contents.save(draft, seen=seen, by=editor.login, now=now)


async def withdraw(kind: str, slug: str, *, seen: int, editor: Editor, now: datetime) -> Item[Content]:
    """Take a content down: its newest words stay in its history. Raises as `save` does."""
    before = await contents.newest(kind, slug)
    taken = Draft(kind, slug, before.data.model_dump(mode="json"), before.owner, before.review_by)
    return await save(replace(taken, state="withdrawn"), seen=seen, editor=editor, now=now)
