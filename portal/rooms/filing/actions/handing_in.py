"""When is a form complete, and how does it become a case? The same for the pages and for one request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from portal.database.transactions import transaction
from portal.kernel import answers, catalogue, notices
from portal.kernel.cases import Filed, Filing, Petitioner, file
from portal.kernel.models import Attachment, Draft, Person
from portal.kernel.moves import PETITIONER
from portal.kernel.notices.wishes import SMS
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message
from portal.rooms.filing.actions.drafts import NeedsIdentity, write
from portal.rooms.filing.definition import LONGEST_KEY, SHORTEST_KEY
from portal.rooms.filing.queries import OpenDraft, is_of_account
from portal.rooms.filing.rules import is_key

CONSENT = "consent"


class Incomplete(Refusal):
    """Answers are missing or wrong; `fields` says which and what to do."""

    def __init__(self, errors: Mapping[str, Message]) -> None:
        super().__init__(N_("아직 제출하지 않았습니다. 표시된 칸을 확인해 주세요."), fields=errors)


class ConsentMissing(Refusal):
    """Without consent to the collection of contact data (보호법 15①1) the form is not taken."""

    def __init__(self) -> None:
        sentence = N_(
            "개인정보 수집·이용에 동의해 주세요. 동의하지 않으면 전화나 방문으로 신청할 수 있습니다."
        )
        super().__init__(sentence, fields={CONSENT: sentence})


class BadKey(Refusal):
    """The client's key is missing, or too short to be its own alone."""

    def __init__(self) -> None:
        sentence = N_("key에는 이 신청만의 값을 16자에서 128자 사이로 적어 주세요. 예: UUID")
        super().__init__(sentence, fields={"key": sentence})


def check_contact(opened: OpenDraft) -> dict[str, Message]:
    """What is missing or wrong about the petitioner, by input."""
    checked = answers.check_petitioner(opened.content.petitioner)
    errors = dict(checked.errors)
    found = checked.answers
    if "petitioner_email" in found and "petitioner_phone" not in found and not opened.email_proved:
        errors.setdefault(
            "petitioner_email",
            Message(N_("이메일로 받은 확인번호를 입력해 주세요. 이메일 대신 전화번호를 적어도 됩니다.")),
        )
    return errors


def petitioner_of(typed: Mapping[str, str], *, email_proved: bool) -> Petitioner:
    """The petitioner out of what was typed, which was checked before."""
    found = answers.check_petitioner(typed).answers
    return Petitioner(
        name=str(found["petitioner_name"]),
        address=answers.address_line(found["petitioner_address"]),
        phone=str(found.get("petitioner_phone", "")),
        email=str(found.get("petitioner_email", "")),
        email_proved=email_proved,
        # The page that asked for the number said that messages go to it, and how to stop them.
        sms=notices.offered(SMS) and bool(found.get("petitioner_phone")),
    )


async def hand_in(opened: OpenDraft, *, consent: bool, lang: str, now: datetime) -> Filed:
    """File a draft. Raises Incomplete, ConsentMissing, answers.StaleForm, and what `cases.file` raises."""
    raw, begun_with = opened.raw, opened.row.service_version
    if begun_with != opened.service.version:
        # What has no input any more is shown to its writer before anything is filed.
        raw |= opened.content.left_over
    checked = answers.check(opened.service, raw, version=begun_with)
    errors = checked.errors | check_contact(opened)
    if errors:
        raise Incomplete(errors)
    if not consent:
        raise ConsentMissing()
    await _forget_facts(opened)
    filing = Filing(
        service=opened.service,
        answers=checked.answers,
        petitioner=petitioner_of(opened.content.petitioner, email_proved=opened.email_proved),
        key=opened.row.idempotency_key,
        lang=lang,
        draft_id=opened.row.id,
        person_id=opened.person.id if opened.person else None,
    )
    return await file(filing, actor=PETITIONER, now=now)


async def _forget_facts(opened: OpenDraft) -> None:
    """What a photo told of place and time goes along only as an answer that its owner took over."""
    if any(file.facts for file in opened.files):
        await Attachment.filter(draft_id=opened.row.id).update(facts_ct=None)


async def adopt(opened: OpenDraft, now: datetime) -> None:
    """Carry a draft over to the present version of its service; what does not fit is set aside."""
    async with transaction():
        row = await Draft.get_or_none(id=opened.row.id)
        if row is not None:
            await write(row, opened, opened.content, now)


async def hand_in_at_once(
    service: catalogue.Service,
    *,
    key: str,
    raw: Mapping[str, str],
    petitioner: Mapping[str, str],
    consent: bool,
    lang: str,
    now: datetime,
    person: Person | None = None,
) -> Filed:
    """File everything that came in one request, without files; `person` is the resident signed in.

    Raises NeedsIdentity, BadKey, UnknownFields, Incomplete, ConsentMissing, and what `cases.file` raises.
    """
    if service.identity == "verified":
        raise NeedsIdentity()
    if not is_key(key, SHORTEST_KEY, LONGEST_KEY):
        raise BadKey()
    # A file is an id only our own upload gives: here there is none.
    files = {field.name for field in service.fields if field.kind == "file"} & raw.keys()
    if files:
        raise answers.UnknownFields(files)
    checked = answers.check(service, raw)
    errors = checked.errors | answers.check_petitioner(petitioner).errors
    if errors:
        raise Incomplete(errors)
    if not consent:
        raise ConsentMissing()
    who = petitioner_of(petitioner, email_proved=False)
    filing = Filing(
        service=service,
        answers=checked.answers,
        petitioner=replace(who, email_proved=is_of_account(who.email, person)),
        key=key,
        lang=lang,
        person_id=person.id if person else None,
    )
    return await file(filing, actor=PETITIONER, now=now)
