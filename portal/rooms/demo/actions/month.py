"""How does the demo's month come into the house? Filed and moved like every case, at the times of its stories.

It goes on where it was if it was stopped: a story's filing has a key of its own, and each of its steps is one
event. When all is told, what the month would have sent counts as sent.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from tortoise.expressions import F

from portal.database.transactions import transaction
from portal.kernel import answers, catalogue, files, holidays, keys, permissions
from portal.kernel.cases import Filing, Petitioner, file, find_filed, move
from portal.kernel.ids import new_token
from portal.kernel.models import Case, Counter, Draft, Notice, OutboxMessage, Person
from portal.kernel.moves import PETITIONER, Actor
from portal.rooms.demo.actions.photos import photo
from portal.rooms.demo.definition import CLIENT_DEPARTMENT, OFFICERS, RESIDENTS, STAFF
from portal.rooms.demo.queries.month import BEGAN, FINISHED, value_of
from portal.rooms.demo.rules import Step, Story, plan

Progress = Callable[[int, int], None]
CLERK, SUPERVISOR, FRONT_DESK = (account.login for account in STAFF[:3])


@dataclass(frozen=True)
class _Turn:
    """One thing that happens: a filing (`step` None) or a move, the `place`-th event of its story."""

    at: datetime
    place: int
    story: Story
    step: Step | None


async def live_through(now: datetime, progress: Progress) -> bool:
    """File and move the month before `now`; False if that was done before. `progress(done, of)` is told."""
    if await value_of(FINISHED):
        return False
    began = await begin(now)
    told = plan(began, await holidays.current_calendar(), catalogue.service)
    turns = sorted((turn for story in told for turn in _turns(story)), key=lambda turn: (turn.at, turn.place))
    actors = await _actors()
    for done, turn in enumerate(turns):
        progress(done, len(turns))
        await _take(turn, actors)
    await _settle(now)
    progress(len(turns), len(turns))
    return True


async def begin(now: datetime) -> datetime:
    """Mark the database as a demo's, before anybody is let in; returns the first beginning, the stories' present."""
    before = await value_of(BEGAN)
    if not before:
        before = int(now.timestamp())
        await Counter.create(name=BEGAN, value=before)
    return datetime.fromtimestamp(before, UTC)


def _turns(story: Story) -> list[_Turn]:
    moves = [_Turn(step.at, place, story, step) for place, step in enumerate(story.steps, start=1)]
    return [_Turn(story.filed_at, 0, story, None), *moves]


async def _take(turn: _Turn, actors: dict[str, Actor]) -> None:
    case = await find_filed(_key(turn.story))
    if turn.step is None:
        if case is None:
            await _file(turn.story)
        return
    if case is None or case.seq > turn.place:
        return
    actor = PETITIONER if turn.step.by == "petitioner" else actors[_who(turn.step.by, case)]
    await move(case.id, turn.step.move, actor=actor, now=turn.at, data=turn.step.data)


def _key(story: Story) -> str:
    return f"demo-month-{story.number}"


def _who(by: str, case: Case) -> str:
    """The login of who does it."""
    if by == "front_desk":
        return FRONT_DESK
    if case.department in OFFICERS:
        return OFFICERS[case.department].login
    return SUPERVISOR if by == "supervisor" else CLERK


async def _actors() -> dict[str, Actor]:
    logins = [account.login for account in STAFF] + [officer.login for officer in OFFICERS.values()]
    return {
        person.login: await permissions.staff_actor(person)
        for person in await Person.filter(login__in=logins)
    }


async def _file(story: Story) -> None:
    service = catalogue.service(story.text.service)
    raw: dict[str, str | list[str]] = dict(story.answers)
    draft = await _with_photo(story, service) if story.text.photo else None
    if draft is not None:
        raw["photos"] = [str(row.id) for row in await files.for_draft(draft)]
    checked = answers.check(service, raw)
    if not checked.ok:
        raise ValueError(f"the demo's text for {service.code} is not right: {sorted(checked.errors)}")
    resident = RESIDENTS[story.resident]
    petitioner = Petitioner(
        resident.name, resident.address, resident.phone, resident.email, email_proved=bool(resident.email)
    )
    filing = Filing(
        service, checked.answers, petitioner, _key(story), draft_id=draft.id if draft is not None else None
    )
    await file(filing, actor=PETITIONER, now=story.filed_at)


async def _with_photo(story: Story, service: catalogue.Service) -> Draft:
    row, _ = keys.new_data_key(story.filed_at)
    draft = Draft(
        session_id="demo",
        service_code=service.code,
        service_version=service.version,
        idempotency_key=new_token(),
        key_id=row.id,
        saved_at=story.filed_at,
        expires_at=story.filed_at + timedelta(days=7),
    )
    async with transaction():
        await row.save(force_create=True)
        await draft.save(force_create=True)
    # Nothing secret hangs on it; the same story shows the same scene.
    name, data = photo(story.text.photo, random.Random(story.number))  # noqa: S311
    await files.attach_to_draft(draft, "photos", files.Upload(name, data), story.filed_at)
    return draft


async def _settle(now: datetime) -> None:
    """Letters and messages of the month are not sent anew; what the own system can still take up is left to it."""
    async with transaction():
        letters = Notice.filter(channel__in=["mail", "sms"], state="pending")
        await letters.update(state="sent", sent_at=F("available_at"))
        waiting = await _fresh_cases()
        past = OutboxMessage.filter(state="pending")
        if waiting:
            past = past.exclude(case_id__in=waiting)
        await past.update(state="acknowledged", acknowledged_at=F("created_at"))
        await Counter.create(name=FINISHED, value=int(now.timestamp()))


async def _fresh_cases() -> list[UUID]:
    found = Case.filter(department=CLIENT_DEPARTMENT, stage="submitted")
    return [UUID(str(case_id)) for case_id in await found.values_list("id", flat=True)]
