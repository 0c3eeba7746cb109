"""How does a walk-in's petition become a case while they wait? The same checks and the same way in as the web form.

Papers that lie on the counter need not be uploaded, so a missing file is no error here; everything else is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from portal.database.transactions import transaction
from portal.kernel import answers, files, keys, paper, privacy
from portal.kernel.answers.normal import day
from portal.kernel.canonical import canonical
from portal.kernel.cases import (
    Filed,
    Filing,
    KeyReused,
    Petitioner,
    answers_of,
    file,
    find_filed,
    key_of,
    move,
    petitioner_of,
)
from portal.kernel.catalogue import Service
from portal.kernel.files import Upload
from portal.kernel.models import DataKey, Draft
from portal.kernel.moves import Actor, binding
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message
from portal.rooms.desk.rules import handed_in

ACCEPT: Final = "accept"
_DRAFT_LIFE: Final = timedelta(hours=1)


class Incomplete(Refusal):
    """Answers are missing or wrong; `fields` says which, by input."""

    def __init__(self, errors: Mapping[str, Message]) -> None:
        super().__init__(N_("아직 접수하지 않았습니다. 표시된 칸을 확인해 주세요."), fields=errors)


@dataclass(frozen=True)
class Entry:
    """One entry at the counter: what was typed by input, the files by field, the page's own key."""

    service: Service
    raw: Mapping[str, str]
    petitioner: Mapping[str, str]
    key: str
    uploads: Sequence[tuple[str, Upload]] = ()
    accept: bool = True
    sms: bool = False
    paper: Mapping[str, str] | None = None
    """Of a numbered paper form: `paper_no`, `paper_date` and `paper_time` as typed."""


async def enter(entry: Entry, *, actor: Actor, lang: str, now: datetime) -> Filed:
    """File it and, if wanted, accept it, in one transaction. The same key and words again give the same case.

    A paper form keeps its own number and the time it was handed in, which is also when it was accepted.
    Raises Incomplete, ResidentNumberFound, FileRefused, NotAllowed, KeyReused, PaperRefused.
    """
    said, petitioner = _checked(entry)
    known = await _filed_before(entry, said, petitioner)
    if known is not None:
        return known
    on_paper = await _paper_of(entry, now)
    draft = await _draft_with(entry, now) if entry.uploads else None
    if draft is not None:
        for one in await files.for_draft(draft):
            ids = said.setdefault(one.field, [])
            if isinstance(ids, list):
                ids.append(str(one.id))
    filing = Filing(
        service=entry.service,
        answers=said,
        petitioner=petitioner,
        key=entry.key,
        channel="paper" if on_paper else "counter",
        lang=lang,
        draft_id=draft.id if draft is not None else None,
        on_paper=on_paper,
    )
    try:
        async with transaction():
            filed = await file(filing, actor=actor, now=now)
            if entry.accept and not filed.repeated and _can_accept(entry.service):
                at_hand = {"at_hand": "yes"} if on_paper else {}
                await move(filed.case.id, ACCEPT, actor=actor, now=now, data=at_hand)
    except Refusal as refusal:
        if draft is not None:
            await _give_up(draft)
        # Pressed twice at the same moment with files, which are never the same ones twice.
        known = await _filed_before(entry, said, petitioner) if isinstance(refusal, KeyReused) else None
        if known is None:
            raise
        return known
    return filed


async def _paper_of(entry: Entry, now: datetime) -> paper.Paper | None:
    if entry.paper is None:
        return None
    typed = entry.paper
    when = handed_in(day(typed["paper_date"]) or "", typed["paper_time"])
    return await paper.read(typed["paper_no"], when, now)


async def _filed_before(entry: Entry, said: Mapping[str, object], petitioner: Petitioner) -> Filed | None:
    """The case of this entry, if it was filed already. Raises KeyReused if that one says something else."""
    case = await find_filed(entry.key)
    if case is None:
        return None
    key = await key_of(case)
    same = (
        case.service_code == entry.service.code
        and petitioner_of(case, key) == petitioner
        and _words(entry.service, answers_of(case, key)) == _words(entry.service, said)
    )
    if not same:
        raise KeyReused()
    return Filed(case, repeated=True)


def _words(service: Service, said: Mapping[str, object]) -> str:
    papers = {field.name for field in service.fields if field.kind == "file"}
    return canonical({name: value for name, value in said.items() if name not in papers})


def _checked(entry: Entry) -> tuple[dict[str, answers.Answer], Petitioner]:
    privacy.check_no_resident_number(
        {**entry.raw, **entry.petitioner}, [upload.name for _, upload in entry.uploads]
    )
    checked = answers.check(entry.service, entry.raw)
    who = answers.check_petitioner(entry.petitioner)
    papers = {field.name for field in entry.service.fields if field.kind == "file"}
    errors = who.errors | {name: said for name, said in checked.errors.items() if name not in papers}
    if errors:
        raise Incomplete(errors)
    found = who.answers
    return dict(checked.answers), Petitioner(
        name=str(found["petitioner_name"]),
        address=answers.address_line(found["petitioner_address"]),
        phone=str(found.get("petitioner_phone", "")),
        email=str(found.get("petitioner_email", "")),
        email_proved=False,
        sms=entry.sms,
    )


def _can_accept(service: Service) -> bool:
    return ACCEPT in binding(service.room).definition.moves


async def _draft_with(entry: Entry, now: datetime) -> Draft:
    """A draft that holds the files until the case takes them over, with its key. Raises FileRefused."""
    row, _ = keys.new_data_key(now)
    draft = Draft(
        session_id="",
        service_code=entry.service.code,
        service_version=entry.service.version,
        idempotency_key=entry.key,
        key_id=row.id,
        saved_at=now,
        expires_at=now + _DRAFT_LIFE,
    )
    async with transaction():
        await row.save(force_create=True)
        await draft.save(force_create=True)
    try:
        for field, upload in entry.uploads:
            await files.attach_to_draft(draft, field, upload, now)
    except Refusal:
        await _give_up(draft)
        raise
    return draft


async def _give_up(draft: Draft) -> None:
    await files.remove_all(draft)
    async with transaction():
        await Draft.filter(id=draft.id).delete()
        await DataKey.filter(id=draft.key_id).delete()
