"""Does a department's system get the files of its own cases, and no others?"""

from __future__ import annotations

import io

from PIL import Image

from portal.kernel import files, keys
from portal.kernel.cases import Filing, file
from portal.kernel.files import Upload
from portal.kernel.ids import new_token
from portal.kernel.models import AccessLog, Attachment, Case, Draft
from portal.kernel.moves import PETITIONER
from tests.cast import HANEUL, NOW, Cast, service_of
from tests.sync.conftest import Exchange


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(out, "PNG")
    return out.getvalue()


async def filed_with_a_picture() -> Case:
    service = service_of("cleaning", "living_report")
    row, _ = keys.new_data_key(NOW)
    await row.save(force_create=True)
    key = new_token()
    draft = await Draft.create(
        session_id="s",
        service_code=service.code,
        service_version=service.version,
        idempotency_key=key,
        key_id=row.id,
        saved_at=NOW,
        expires_at=NOW,
    )
    await files.attach_to_draft(draft, "photo", Upload("골목 사진.png", picture()), NOW)
    filing = Filing(service, {"description": "쓰레기"}, HANEUL, key, draft_id=draft.id)
    return (await file(filing, actor=PETITIONER, now=NOW)).case


async def test_a_message_links_to_files_that_the_department_fetches_with_its_secret(exchange: Exchange):
    case = await filed_with_a_picture()
    (message,) = (await exchange.cleaning.lease()).messages
    (listed,) = message["data"]["attachments"]
    assert (listed["name"], listed["media_type"], listed["state"]) == ("골목 사진.png", "image/png", "stored")
    data = await exchange.cleaning.fetch(listed["href"])
    assert len(data) == listed["size"]
    assert Image.open(io.BytesIO(data)).size == (8, 8)
    look = await AccessLog.get()
    assert (look.actor, look.case_id, look.what) == ("back_office:cleaning-1", case.id, "attachment")


async def test_a_name_with_quotes_and_line_breaks_stays_data_in_the_header(exchange: Exchange):
    await filed_with_a_picture()
    (message,) = (await exchange.cleaning.lease()).messages
    (listed,) = message["data"]["attachments"]
    answer = await exchange.cleaning._send("GET", f"/sync/v1/attachments/{listed['id']}")
    assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%EA")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_another_departments_and_unknown_files_look_alike(exchange: Exchange, house: Cast):
    await filed_with_a_picture()
    found = await Attachment.get()
    answers = [
        await exchange.construction._send("GET", f"/sync/v1/attachments/{one}")
        for one in (found.id, "019cd53a-7000-7000-8000-000000000003")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json()["detail"] == answers[1].json()["detail"]
    assert not await AccessLog.exists()


async def test_what_staff_keep_to_themselves_is_not_given(exchange: Exchange, house: Cast):
    await filed_with_a_picture()
    await Attachment.all().update(audience="staff")
    (message,) = (await exchange.cleaning.lease()).messages
    assert message["data"]["attachments"] == []
    found = await Attachment.get()
    answer = await exchange.cleaning._send("GET", f"/sync/v1/attachments/{found.id}")
    assert answer.status_code == 404


async def test_a_file_in_quarantine_is_named_and_fetched_later(exchange: Exchange, house: Cast):
    await filed_with_a_picture()
    await Attachment.all().update(state="quarantined")
    (message,) = (await exchange.cleaning.lease()).messages
    (listed,) = message["data"]["attachments"]
    assert listed["state"] == "quarantined"
    answer = await exchange.cleaning._http.get(listed["href"], headers=exchange.cleaning._headers)
    assert answer.status_code >= 400
    await Attachment.all().update(state="stored")
    assert await exchange.cleaning.fetch(listed["href"])
