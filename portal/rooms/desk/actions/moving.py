"""How does an officer's move reach the case, with the files it brings? All of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.kernel.cases import move
from portal.kernel.files import Upload, brought
from portal.kernel.models import Case
from portal.kernel.moves import Actor

# Files come in with the move that brings them; until the result notice a decision's files are staff's own.
_FILES_OF = {
    "decide": ("answer", "staff"),
    "supplement": ("supplement", "petitioner"),
    "object": ("objection", "petitioner"),
}


@dataclass(frozen=True)
class Wanted:
    """A move as it was asked for: its data, the last event on the officer's screen, and files."""

    name: str
    data: Mapping[str, Any]
    seen: int | None
    uploads: Sequence[Upload] = ()


async def make_move(case: Case, wanted: Wanted, *, actor: Actor, now: datetime) -> None:
    """Make a move with its files, all or nothing. Raises what `cases.move` and `files.brought` raise."""
    field, audience = _FILES_OF.get(wanted.name, ("files", "staff"))
    uploads = list(wanted.uploads)
    data = {**wanted.data, "files": [upload.name for upload in uploads]} if uploads else dict(wanted.data)
    coming: AbstractAsyncContextManager[list[UUID]] = nullcontext([])
    if uploads:
        coming = brought(case, field, uploads, audience=audience, now=now)
    async with coming as ids:
        await move(case.id, wanted.name, actor=actor, now=now, data=data, seen=wanted.seen, files=ids)
