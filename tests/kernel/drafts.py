"""What do the tests of files begin with? A draft, a photo, and the case that comes of them."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from portal.kernel import files, keys
from portal.kernel.cases import Filing, file
from portal.kernel.files import Upload
from portal.kernel.models import Case, Draft
from portal.kernel.moves import PETITIONER
from tests.cast import HANEUL, NOW, service_of
from tests.kernel import papers

PHOTO = Upload("가로등.jpg", papers.jpeg(papers.exif_of()))


async def a_draft() -> Draft:
    row, _ = keys.new_data_key(NOW)
    await row.save(force_create=True)
    service = service_of("construction", "living_report")
    return await Draft.create(
        session_id="s",
        service_code=service.code,
        service_version=service.version,
        idempotency_key=str(uuid4()),
        key_id=row.id,
        saved_at=NOW,
        expires_at=NOW + timedelta(days=1),
    )


async def filed_with(draft: Draft) -> Case:
    service = service_of("construction", "living_report")
    filing = Filing(service, {"description": "꺼졌습니다."}, HANEUL, draft.idempotency_key, draft_id=draft.id)
    return (await file(filing, actor=PETITIONER, now=NOW)).case


async def content(opened: files.Opened) -> bytes:
    return b"".join([piece async for piece in opened.pieces])


def kept() -> list[str]:
    return [one.blob for one in files.end().kept()]
