"""How does a case move? One function for the web, the desk, the counter and the back office.

It checks who asks (`permissions`), whether it is open now (`policies`), the room's guards; then the
room's effects run, the stage changes, and the event, outbox row and notice are written together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.models import Model

from portal.database.rows import insert
from portal.database.transactions import transaction
from portal.kernel import (
    agents,
    catalogue,
    holidays,
    notices,
    outbox,
    permissions,
    policies,
    public,
    receipts,
    timeline,
)
from portal.kernel.cases.contents import key_of, petitioner_of, reach_of
from portal.kernel.models import Attachment, Case, Event
from portal.kernel.moves import Actor, Attempt, Binding, Move, UnknownMove, binding, bindings


async def move(
    case_id: UUID,
    name: str,
    *,
    actor: Actor,
    now: datetime,
    data: Mapping[str, Any] | None = None,
    seen: int | None = None,
    files: Sequence[UUID] = (),
) -> Event:
    """Make a move and return its event; on any refusal nothing changes.

    `seen` is the last event the person had on screen: if others came after it, CaseChanged. `files`
    are attachments of the case that this event brings. Raises UnknownMove, NotAllowed, MoveNotOpen,
    CaseChanged, AuthorityEnded, Refusal (missing words), and what the room's guards refuse.
    """
    ready = await _ready(case_id, name, actor, now)
    async with transaction():
        # Inside, so that a holiday declared a moment ago is either counted here or finds this case when it re-dates.
        calendar = await holidays.current_calendar()
        case = await Case.get(id=case_id)
        before = public.Before(case.department, case.stage)
        bound = binding(case.room)
        if name not in bound.definition.moves:
            raise UnknownMove(name)
        service = await catalogue.service_version(case.service_code, case.service_version)
        attempt = Attempt(
            case, bound.definition.moves[name], actor, data or {}, now, service, calendar, ready=ready
        )
        check(attempt, bound, seen)
        if actor.kind == "agent":
            await agents.check_agent(case, actor, name, now)
        for effect in bound.effects.get(name, ()):
            await effect(attempt)
        event = await _write(attempt, bound, files)
        await public.moved(case, service, event, before)
        return event


async def _ready(case_id: UUID, name: str, actor: Actor, now: datetime) -> Any:
    """What the room gets ready ahead of the transaction for this move; most moves need nothing.

    Nothing is done for who may not make it. Raises NotAllowed.
    """
    if not any(name in bound.ahead for bound in bindings().values()):
        return None
    case = await Case.get(id=case_id)
    bound = binding(case.room)
    if name not in bound.ahead:
        return None
    permissions.check_makes_move(actor, case, bound.definition.moves[name])
    return await bound.ahead[name](case, now)


def check(attempt: Attempt, bound: Binding, seen: int | None) -> None:
    """All that can be refused, in order: right, version seen, stage, words, the room's guards."""
    permissions.check_makes_move(attempt.actor, attempt.case, attempt.move)
    policies.check_seen(attempt.case, seen)
    policies.check_stage(attempt.case, attempt.move, bound.definition.stages)
    policies.check_words(attempt.move, attempt.data)
    for guard in bound.guards.get(attempt.move.name, ()):
        guard(attempt)


async def _write(attempt: Attempt, bound: Binding, files: Sequence[UUID]) -> Event:
    case, step = attempt.case, attempt.move
    if step.target is not None:
        case.stage = step.target
        if not bound.definition.stages[step.target].open:
            case.closed_at = attempt.now
    key = await key_of(case)
    texts = {name: attempt.data[name] for name in step.texts if attempt.data.get(name)}
    event = timeline.compose(
        case,
        kind=step.name,
        now=attempt.now,
        actor=attempt.actor,
        audience=step.audience,
        key=key,
        meta={**attempt.meta, **timeline.brought(await _blobs(case, files)), "stage": case.stage},
        body={**texts, **attempt.body},
    )
    new: list[Model] = [event]
    if step.outward:
        new.append(outbox.compose(case, event))
    if step.notice:
        reach = reach_of(case, petitioner_of(case, key))
        new += notices.compose(case, event, step.notice, reach=reach)
    await case.save()
    await insert(*new)
    if files:
        await Attachment.filter(id__in=list(files), case_id=case.id).update(event_seq=event.seq)
    if case.public:
        await receipts.grow("public")
    return event


async def _blobs(case: Case, files: Sequence[UUID]) -> list[str]:
    if not files:
        return []
    rows = Attachment.filter(id__in=list(files), case_id=case.id)
    return [str(blob) for blob in await rows.values_list("blob", flat=True)]


def allowed_moves(case: Case, actor: Actor) -> list[Move]:
    """The moves this actor could make now by right and stage (guards may still refuse the words)."""
    moves = binding(case.room).definition.moves.values()
    return [step for step in moves if case.stage in step.sources and _may(actor, case, step)]


def _may(actor: Actor, case: Case, step: Move) -> bool:
    try:
        permissions.check_makes_move(actor, case, step)
    except permissions.NotAllowed:
        return False
    return True
