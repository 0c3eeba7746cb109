"""What does a draft hold, whose is it, and what can be offered from its photos? Reads only."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from anyio import to_thread
from PIL import Image, ImageOps

from portal.kernel import answers, catalogue, deadlines, files, holidays, keys
from portal.kernel.answers.normal import position
from portal.kernel.cases import Filed
from portal.kernel.models import ContactProof, Draft, Person
from portal.kernel.refusals import Refusal
from portal.kernel.sending.code_letter import contact_place
from portal.kernel.words import N_, Message
from portal.rooms.filing.rules import Content


class DraftNotFound(Refusal):
    """No such draft, filed, expired, or another browser's: one answer for all."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(
            N_(
                "작성하던 신청서를 찾지 못했습니다. 이미 제출했다면 ‘내 민원’에서 볼 수 있습니다. "
                "아니라면 민원 찾기에서 다시 시작해 주세요."
            )
        )


@dataclass(frozen=True)
class Proof:
    """Where the proving of an e-mail address stands. `until` (UTC) is when the code runs out."""

    email: str
    proved: bool
    until: datetime
    tries: int


@dataclass(frozen=True)
class OpenDraft:
    """A draft with its words and files opened, for the version of the service that is in force.

    `person` is the resident signed in, whose it is.
    """

    row: Draft
    key: bytes
    service: catalogue.Service
    content: Content
    files: tuple[files.Listed, ...]
    proof: Proof | None
    person: Person | None = None

    @property
    def changed(self) -> bool:
        """Whether the form became another one since it was begun."""
        return self.content.changed or self.row.service_version != self.service.version

    @property
    def raw(self) -> dict[str, str | list[str]]:
        """The answers as `kernel.answers.check` takes them: words as typed, files by their ids."""
        raw: dict[str, str | list[str]] = dict(self.content.answers)
        for field in self.service.fields:
            ids = [str(file.id) for file in self.files if file.field == field.name]
            if field.kind == "file" and ids:
                raw[field.name] = ids
        return raw

    @property
    def email_proved(self) -> bool:
        """Whether the address that stands in the form now was proved by a code."""
        typed = answers.check_petitioner(self.content.petitioner).answers.get("petitioner_email", "")
        return self.proves(str(typed))

    def proves(self, email: str) -> bool:
        """Whether this address was proved by a code: in this form, or by its writer's account."""
        if not email:
            return False
        here = self.proof is not None and self.proof.proved and self.proof.email == email
        return here or is_of_account(email, self.person)


def is_of_account(email: str, person: Person | None) -> bool:
    """Whether the person signed in has proved this address for their account."""
    return bool(email and person and person.email_hash == keys.keyed_hash("email", email))


def draft_place(draft: UUID) -> bytes:
    """Where `Draft.content_ct` is sealed to."""
    return f"{draft}:draft".encode()


def content_of(row: Draft, key: bytes) -> Content:
    """What was typed so far; empty for a fresh draft."""
    if row.content_ct is None:
        return Content()
    return Content.from_json(keys.unseal(key, bytes(row.content_ct), draft_place(row.id)).decode())


async def draft_of(
    draft: UUID, code: str, browser: str, now: datetime, person: Person | None = None
) -> OpenDraft:
    """The draft of this browser (`BrowserSession.key`), where `person` is signed in as a resident.

    Raises DraftNotFound, UnknownService.
    """
    service = catalogue.service(code)
    row = await _row(draft, code, browser, now)
    key = keys.unwrap(row.key)
    content = content_of(row, key)
    if row.service_version != service.version:
        content = content.fitted(answers.known_inputs(service))
    listed = tuple(await files.for_draft(row))
    return OpenDraft(row, key, service, content, listed, await _proof(row.proof_id), person)


async def _row(draft: UUID, code: str, browser: str, now: datetime) -> Draft:
    found = Draft.filter(id=draft, session_id=browser, service_code=code, expires_at__gt=now)
    row = await found.select_related("key").first() if browser else None
    if row is None:
        raise DraftNotFound()
    return row


async def _proof(proof: UUID | None) -> Proof | None:
    row = await ContactProof.get_or_none(id=proof) if proof else None
    if row is None:
        return None
    email = keys.unseal_for_house(bytes(row.contact_sealed), contact_place(row.id))
    return Proof(email, row.proved_at is not None, row.expires_at, row.attempts)


async def last_draft(code: str, browser: str, now: datetime) -> Draft | None:
    """The draft of this service that this browser saved last, if any."""
    if not browser:
        return None
    found = Draft.filter(session_id=browser, service_code=code, expires_at__gt=now)
    return await found.order_by("-saved_at").first()


async def promise(submitted_at: datetime, rule: str) -> deadlines.Reckoning | None:
    """ "Filed now, answered by … at the latest"; None beyond the years whose holidays are known."""
    calendar = await holidays.current_calendar()
    try:
        return deadlines.latest_promise(submitted_at, deadlines.Rule.parse(rule), calendar)
    except deadlines.UnknownYear:
        return None


async def answer_by(filed: Filed) -> datetime | None:
    """The same instant for a case that was filed just now, counted on from its latest acceptance."""
    calendar = filed.calendar or await holidays.current_calendar()
    rule = deadlines.Rule.parse(str(filed.case.clock["rule"]))
    try:
        return deadlines.reckon(rule, filed.case.accept_by, calendar).due_at
    except deadlines.UnknownYear:
        return None


@dataclass(frozen=True)
class Offer:
    """What a photo tells that would fill a field, for its owner to take or leave. `field` is an input's name."""

    kind: Literal["place", "date", "text"]
    file: UUID
    label: catalogue.Text
    taken_at: datetime | None = None


def offers_of(opened: OpenDraft) -> tuple[Offer, ...]:
    """At most one place and one time, of the newest photo that tells them, while their fields are empty."""
    newest = sorted(opened.files, key=lambda file: file.created_at, reverse=True)
    places = [offer for file in newest if (offer := _place_offer(opened, file))]
    times = [offer for file in newest if (offer := _time_offer(opened, file))]
    return (*places[:1], *times[:1])


def facts_filled(opened: OpenDraft, offer: Offer, line: str) -> dict[str, str]:
    """The inputs that taking an offer fills. `line` is the sentence for a long text."""
    facts = next(file.facts for file in opened.files if file.id == offer.file)
    field = _field_for(opened.service, offer.kind)
    if facts is None or field is None:
        return {}
    if offer.kind == "place":
        lat, lon = _position(facts) or ("", "")
        return {f"{field.name}-lat": lat, f"{field.name}-lon": lon}
    if offer.kind == "date" and facts.taken_at:
        return {field.name: deadlines.korean(facts.taken_at).date().isoformat()}
    before = opened.content.answers.get(field.name, "").rstrip()
    return {field.name: f"{before}\n{line}".lstrip()}


def _field_for(service: catalogue.Service, kind: str) -> catalogue.Field | None:
    wanted = "long_text" if kind == "text" else kind
    return next((field for field in service.fields if field.kind == wanted), None)


def _place_offer(opened: OpenDraft, file: files.Listed) -> Offer | None:
    field = _field_for(opened.service, "place")
    if field is None or file.facts is None or _position(file.facts) is None:
        return None
    if opened.content.answers.get(f"{field.name}-lat", "").strip():
        return None
    return Offer("place", file.id, field.label)


def _position(facts: files.PhotoFacts) -> tuple[str, str] | None:
    if facts.latitude is None or facts.longitude is None:
        return None
    return position(str(facts.latitude), str(facts.longitude))


PHOTO_LINE = N_("사진을 찍은 때: %(when)s")


def _time_offer(opened: OpenDraft, file: files.Listed) -> Offer | None:
    taken = file.facts.taken_at if file.facts else None
    if taken is None:
        return None
    date, text = _field_for(opened.service, "date"), _field_for(opened.service, "text")
    if date is not None:
        empty = not opened.content.answers.get(date.name, "").strip()
        return Offer("date", file.id, date.label, taken) if empty else None
    if text is None or _says_when(opened.content.answers.get(text.name, "")):
        return None
    return Offer("text", file.id, text.label, taken)


def _says_when(text: str) -> bool:
    """Whether a sentence of ours stands there already, in either language."""
    return any(start in text for start in ("사진을 찍은 때:", "Photo taken:"))


PREVIEW_PIXELS = 48
PREVIEW_QUALITY = 45


async def preview_of(opened: OpenDraft, file: files.Listed) -> str:
    """A photo of the draft as a square of 48 pixels, under a kilobyte of WebP in base64; "" for a document."""
    if not file.media_type.startswith("image/") or file.state != files.STORED:
        return ""
    found = await files.open_for(opened.row, file.id)
    body = b"".join([piece async for piece in found.pieces])
    return base64.b64encode(await to_thread.run_sync(_shrink, body)).decode()


def _shrink(body: bytes) -> bytes:
    # Decoded once already, when it was taken in, so its size is known to be bearable.
    with Image.open(io.BytesIO(body), formats=["JPEG", "PNG"]) as image:
        image.draft("RGB", (PREVIEW_PIXELS * 2, PREVIEW_PIXELS * 2))
        small = ImageOps.fit(image.convert("RGB"), (PREVIEW_PIXELS, PREVIEW_PIXELS))
        out = io.BytesIO()
        small.save(out, "WEBP", quality=PREVIEW_QUALITY)
    return out.getvalue()


def period_words(rule: str) -> Message:
    """A period of the law in words."""
    parsed = deadlines.Rule.parse(rule)
    return Message(_PERIODS[parsed.family], {"n": parsed.n, "hours": parsed.n * 8})


_PERIODS = {
    deadlines.Family.HOURS: N_("근무시간으로 %(n)s시간"),
    deadlines.Family.SHORT: N_("%(n)s일 (근무시간으로 %(hours)s시간)"),
    deadlines.Family.LONG: N_("%(n)s일 (토요일과 공휴일은 빼고 셉니다)"),
    deadlines.Family.WEEKS: N_("%(n)s주"),
    deadlines.Family.MONTHS: N_("%(n)s개월"),
    deadlines.Family.YEARS: N_("%(n)s년"),
    deadlines.Family.DISCLOSURE: N_("%(n)s일 (토요일과 공휴일은 빼고 셉니다)"),
    deadlines.Family.DISCLOSURE_OBJECTION: N_("%(n)s일 (토요일과 공휴일은 빼고 셉니다)"),
    deadlines.Family.DISCLOSURE_SILENCE: N_("%(n)s일 (토요일과 공휴일은 빼고 셉니다)"),
    deadlines.Family.CIVIL: N_("%(n)s일"),
    deadlines.Family.PASSED: N_("%(n)s일"),
}
