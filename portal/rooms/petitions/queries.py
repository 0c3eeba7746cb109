"""What may a petitioner read of their own case? Everything but staff's own notes and a decision before its notice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.kernel import catalogue, deadlines, files, holidays, keys, timeline
from portal.kernel.cases import (
    Petitioner,
    answer_of,
    answers_of,
    key_of,
    lead_of,
    parts_of,
    petitioner_of,
    reckoning_of,
)
from portal.kernel.cases.clock import due_if_extended, is_objection
from portal.kernel.catalogue import Service
from portal.kernel.deadlines import Reckoning
from portal.kernel.models import Case, Notice, Person
from portal.kernel.timeline import Entry
from portal.kernel.visibility import AUDIENCES
from portal.rooms.petitions.rules import Dates, asked_extension


@dataclass(frozen=True)
class Contents:
    """What the petitioner told and sent, opened with the case's key."""

    petitioner: Petitioner
    answers: Mapping[str, Any]
    files: tuple[files.Listed, ...]


@dataclass(frozen=True)
class Clocks:
    """Whatever of the case's clocks runs: `acceptance` and `latest` until it is accepted, `reckoning` after,
    `object_until` once a refusal was told (민원법 35), `if_extended` while consent to an extension is asked for."""

    acceptance: Reckoning | None = None
    latest: Reckoning | None = None
    reckoning: Reckoning | None = None
    object_until: Reckoning | None = None
    if_extended: datetime | None = None


@dataclass(frozen=True)
class Related:
    """What else belongs to it: the petition it is or was merged with, the files of the answer that was given there, and
    the petitions that were one with it."""

    lead: Case | None = None
    answer_files: tuple[files.Listed, ...] = ()
    parts: tuple[Case, ...] = ()


@dataclass(frozen=True)
class Opened:
    """A case as its petitioner reads it. `contents` are None once its key was destroyed.

    `officers` are names by person id.
    """

    case: Case
    service: Service
    entries: tuple[Entry, ...]
    notices: tuple[Notice, ...]
    officers: Mapping[str, str]
    contents: Contents | None
    clocks: Clocks
    related: Related

    def last(self, *kinds: str) -> Entry | None:
        """The newest event of these kinds, if any."""
        return next((entry for entry in reversed(self.entries) if entry.kind in kinds), None)

    def files_of(self, seq: int) -> list[files.Listed]:
        """The files that an event brought; of a merged petition's answer those of the leading one."""
        if self.related.answer_files and any(
            entry.seq == seq and entry.kind == "notify" for entry in self.entries
        ):
            return list(self.related.answer_files)
        listed = self.contents.files if self.contents else ()
        return [file for file in listed if file.event_seq == seq]


def dates_of(case: Case) -> Dates:
    """What was promised of a case, for the rules of lateness."""
    return Dates(case.clock, case.accept_by, case.accepted_at, case.due_at)


async def opened(case: Case) -> Opened:
    """Open a case for its petitioner. Raises UnknownService if its version of the service is not stored."""
    try:
        key: bytes | None = await key_of(case)
    except keys.KeyDestroyed:
        key = None
    entries = await timeline.read(case, AUDIENCES["petitioner"], key)
    return Opened(
        case=case,
        service=await catalogue.service_version(case.service_code, case.service_version),
        entries=tuple(entries),
        notices=tuple(await Notice.filter(case_id=case.id).order_by("-event_seq", "-channel")),
        officers=await _names(entry.actor_id for entry in entries if entry.actor_kind == "staff"),
        contents=await _contents(case, key) if key else None,
        clocks=await _clocks(case),
        related=await _related(case),
    )


async def _related(case: Case) -> Related:
    parts = tuple(one for one in await parts_of(case) if one.id != case.id)
    return Related(await lead_of(case), tuple(await answer_files(case)), parts)


async def answer_files(case: Case) -> list[files.Listed]:
    """The files of the answer that a merged case was told with its lead; none before, and none once they are gone."""
    told = await answer_of(case) if case.stage == "notified" else None
    if told is None:
        return []
    lead, seq = told
    try:
        listed = await files.for_case(lead, AUDIENCES["petitioner"])
    except keys.KeyDestroyed:
        return []
    return [file for file in listed if file.event_seq == seq]


async def _contents(case: Case, key: bytes) -> Contents:
    listed = await files.for_case(case, AUDIENCES["petitioner"])
    return Contents(petitioner_of(case, key), answers_of(case, key), tuple(listed))


async def _clocks(case: Case) -> Clocks:
    calendar = await holidays.current_calendar()
    try:
        if case.accepted_at is not None:
            told = case.closed_at if case.outcome == "refused" and not is_objection(case) else None
            until = deadlines.reckon_duty("object_to_refusal", told, calendar.as_told(told)) if told else None
            days = asked_extension(case.clock)
            return Clocks(
                reckoning=reckoning_of(case, calendar),
                object_until=until,
                if_extended=due_if_extended(case, calendar, days) if days else None,
            )
        rule = deadlines.Rule.parse(str(case.clock["rule"]))
        return Clocks(
            acceptance=deadlines.acceptance_reckoning(case.submitted_at, calendar),
            latest=deadlines.latest_promise(case.submitted_at, rule, calendar),
        )
    except deadlines.UnknownYear:
        # A date beyond the holidays that are known yet stays untold rather than guessed.
        return Clocks()


async def _names(ids: Iterable[str]) -> dict[str, str]:
    wanted = {UUID(one) for one in ids if one}
    return {str(one.id): one.name for one in await Person.filter(id__in=list(wanted))} if wanted else {}
