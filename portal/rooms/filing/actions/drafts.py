"""How does a draft begin, and how do words and files get into it? Resident numbers never do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from portal.database.transactions import transaction
from portal.kernel import answers, catalogue, files, keys, privacy
from portal.kernel.ids import new_token
from portal.kernel.models import DataKey, Draft
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.filing.definition import DRAFT_LIFE
from portal.rooms.filing.queries import DraftNotFound, OpenDraft, content_of, draft_place, preview_of
from portal.rooms.filing.rules import Content, Typed


class NeedsIdentity(Refusal):
    """The service is only for people whose identity was verified."""

    kind = "forbidden"

    def __init__(self) -> None:
        super().__init__(
            N_(
                "본인 확인이 필요한 민원이라 아직 여기에서 신청할 수 없습니다. "
                "신분증을 가지고 구청이나 동 행정복지센터로 와 주세요."
            )
        )


async def start(service: catalogue.Service, browser: str, now: datetime) -> Draft:
    """An empty draft of this browser under a data key of its own. Raises NeedsIdentity."""
    if service.identity == "verified":
        raise NeedsIdentity()
    row, _ = keys.new_data_key(now)
    draft = Draft(
        session_id=browser,
        service_code=service.code,
        service_version=service.version,
        idempotency_key=new_token(),
        key_id=row.id,
        saved_at=now,
        expires_at=now + DRAFT_LIFE,
    )
    async with transaction():
        await row.save(force_create=True)
        await draft.save(force_create=True)
    return draft


async def save_answers(opened: OpenDraft, typed: Typed, now: datetime) -> Content:
    """Keep what was typed into the service's inputs, right or wrong. Raises ResidentNumberFound, DraftNotFound."""
    return await _save(opened, typed, lambda content: content.with_answers(typed), now)


async def save_petitioner(opened: OpenDraft, typed: Typed, now: datetime) -> Content:
    """Keep what was typed about the petitioner. Raises ResidentNumberFound, DraftNotFound."""
    return await _save(opened, typed, lambda content: content.with_petitioner(typed), now)


async def _save(
    opened: OpenDraft, typed: Typed, change: Callable[[Content], Content], now: datetime
) -> Content:
    privacy.check_no_resident_number(typed)
    async with transaction():
        # Read anew: an autosave may have come between.
        row = await Draft.get_or_none(id=opened.row.id)
        if row is None:
            raise DraftNotFound()
        content = content_of(row, opened.key)
        if row.service_version != opened.service.version:
            content = content.fitted(answers.known_inputs(opened.service))
        content = change(content)
        await write(row, opened, content, now)
    return content


async def write(row: Draft, opened: OpenDraft, content: Content, now: datetime) -> None:
    """Seal a draft's words for the present version of its service; inside a transaction."""
    row.content_ct = keys.seal(opened.key, content.to_json().encode(), draft_place(row.id))
    row.service_version = opened.service.version
    row.saved_at, row.expires_at = now, now + DRAFT_LIFE
    await row.save(update_fields=["content_ct", "service_version", "saved_at", "expires_at"])


async def attach(opened: OpenDraft, field: str, upload: files.Upload, now: datetime) -> files.Listed:
    """Add a file. Raises FileRefused (also when the service takes fewer files) and ResidentNumberFound."""
    most = opened.service.attachments.max
    if len(await files.for_draft(opened.row)) >= most:
        raise files.TooManyFiles(most=most)
    file = await files.attach_to_draft(opened.row, field, upload, now)
    preview = await preview_of(opened, file)
    if preview:
        await _save(opened, {}, lambda content: content.with_preview(str(file.id), preview), now)
    return file


async def discard(opened: OpenDraft) -> None:
    """Give a draft up with its files and its key, so that nobody at the same computer finds it."""
    await files.remove_all(opened.row)
    async with transaction():
        if await Draft.filter(id=opened.row.id).delete():
            await DataKey.filter(id=opened.row.key_id).delete()


async def remove(opened: OpenDraft, attachment: UUID) -> None:
    """Take a file out again. Raises AttachmentNotFound."""
    await files.remove(opened.row, attachment)
