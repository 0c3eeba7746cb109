"""How does a town with many filings come about quickly? Through the kernel's own functions, many in a transaction."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import uuid4

from portal.database.transactions import transaction
from portal.kernel import cases, files, keys
from portal.kernel.models import Attachment, Case, Draft
from portal.kernel.moves import PETITIONER, Actor
from tests.cast import HANEUL, NOW, service_of

BATCH = 100


async def filed_with_file(number: int, now: datetime = NOW) -> Case:
    """A filing with one small file of its own, as the web form makes it."""
    service = service_of("construction", "living_report")
    row, key = keys.new_data_key(now)
    await row.save(force_create=True)
    draft = Draft(session_id="town", service_code=service.code, service_version=service.version)
    draft.idempotency_key, draft.key_id = str(uuid4()), row.id
    draft.saved_at, draft.expires_at = now, now + timedelta(days=30)
    await draft.save(force_create=True)
    await attach(draft, key, f"사진 {number}".encode() * 50, now)
    filing = cases.Filing(
        service=service,
        answers={"description": f"{number}번 가로등이 꺼져 있습니다."},
        petitioner=HANEUL,
        key=draft.idempotency_key,
        draft_id=draft.id,
    )
    return (await cases.file(filing, actor=PETITIONER, now=now)).case


async def attach(draft: Draft, key: bytes, data: bytes, now: datetime = NOW) -> Attachment:
    """A file of a draft, without the examination that is tested elsewhere."""
    blob = await files.store().put(key, data)
    row = Attachment(draft_id=draft.id, field="photos", media_type="image/jpeg", size=len(data), blob=blob)
    row.name_ct, row.created_at = keys.seal(key, "사진.jpg".encode(), f"{row.id}:name".encode()), now
    await row.save(force_create=True)
    return row


async def grown(number: int) -> list[Case]:
    """A town with so many filings."""
    found: list[Case] = []
    while len(found) < number:
        async with transaction():
            found += [await filed_with_file(len(found)) for _ in range(min(BATCH, number - len(found)))]
    return found


async def answered(case: Case, officer: Actor, now: datetime = NOW) -> Case:
    """The case, brought to its end."""
    for name in ("accept", "review"):
        await cases.move(case.id, name, actor=officer, now=now)
    data = {"outcome": "answered", "answer": "고쳤습니다."}
    await cases.move(case.id, "decide", actor=officer, now=now, data=data)
    await cases.move(case.id, "notify", actor=officer, now=now)
    return await Case.get(id=case.id)


async def read(case: Case) -> dict[str, str]:
    """What the case and its files say, as hashes. Raises KeyDestroyed."""
    case = await Case.get(id=case.id)
    key = await cases.key_of(case)
    said = {"words": repr(cases.answers_of(case, key)), "who": repr(cases.petitioner_of(case, key))}
    for row in await Attachment.filter(case_id=case.id):
        said[row.blob] = hashlib.sha256(await files.store().get(key, row.blob)).hexdigest()
    return said
