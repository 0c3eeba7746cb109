"""Do files stay with their draft and case, within the limits, and open to nobody else?"""

from __future__ import annotations

from uuid import uuid4

import pytest

from portal.kernel import files
from portal.kernel.files import (
    AttachmentNotFound,
    FileRefused,
    Infected,
    NotScannedYet,
    TooManyFiles,
    Upload,
)
from portal.kernel.files.refused import DraftClosed
from portal.kernel.models import Attachment
from portal.kernel.privacy import ResidentNumberFound
from portal.kernel.refusals import Refusal
from portal.settings import settings
from tests.cast import NOW
from tests.kernel import clamd, papers
from tests.kernel.drafts import PHOTO, a_draft, content, filed_with, kept


@pytest.fixture(autouse=True)
def both_ends(files_at: str) -> None:
    """Everything here holds for files in a folder and in a bucket."""


@pytest.fixture
def scanner(house, monkeypatch):
    """Sets the scanner's address, with CLAMD=required."""

    def use(address: str) -> None:
        monkeypatch.setenv("CLAMD", "required")
        monkeypatch.setenv("CLAMD_ADDRESS", address)
        settings.cache_clear()

    yield use
    settings.cache_clear()


async def test_a_photo_lies_sealed_with_its_name_and_offers_its_facts(house):
    draft = await a_draft()
    listed = await files.attach_to_draft(draft, "photos", PHOTO, NOW)
    assert (listed.name, listed.media_type, listed.state) == ("가로등.jpg", "image/jpeg", "stored")
    assert listed.facts is not None
    assert listed.facts.latitude == 35.2431
    assert await files.for_draft(draft) == [listed]
    row = await Attachment.get(id=listed.id)
    assert "가로등".encode() not in bytes(row.name_ct)
    assert len(await content(await files.open_for(draft, listed.id))) == listed.size


async def test_after_filing_the_case_has_its_files_and_the_draft_none(house):
    draft = await a_draft()
    listed = await files.attach_to_draft(draft, "photos", PHOTO, NOW)
    before = await content(await files.open_for(draft, listed.id))
    case = await filed_with(draft)
    (found,) = await files.for_case(case)
    assert (found.id, found.name) == (listed.id, "가로등.jpg")
    opened = await files.open_for(case, found.id)
    assert await content(opened) == before
    with pytest.raises(AttachmentNotFound):
        await files.open_for(draft, found.id)


async def test_the_place_and_time_of_a_photo_do_not_stay_with_the_case(house):
    draft = await a_draft()
    await files.attach_to_draft(draft, "photos", PHOTO, NOW)
    (found,) = await files.for_case(await filed_with(draft))
    assert found.facts is None


async def test_a_file_of_another_case_is_as_unknown_as_none_at_all(house):
    mine, theirs = await a_draft(), await a_draft()
    listed = await files.attach_to_draft(mine, "photos", PHOTO, NOW)
    await files.attach_to_draft(theirs, "photos", PHOTO, NOW)
    case = await filed_with(theirs)
    for owner, attachment in ((theirs, listed.id), (case, listed.id), (mine, uuid4())):
        with pytest.raises(AttachmentNotFound):
            await files.open_for(owner, attachment)
    with pytest.raises(AttachmentNotFound):
        await files.remove(theirs, listed.id)
    assert len(await files.for_draft(mine)) == 1


async def test_a_file_for_staff_is_not_shown_to_the_petitioner(house):
    case = await filed_with(await a_draft())
    report = [Upload("검토.pdf", papers.pdf())]
    async with files.brought(case, "note", report, audience="staff", now=NOW) as (attachment,):
        await Attachment.filter(id=attachment).update(event_seq=2)
    assert await files.for_case(case, ("public", "petitioner")) == []
    with pytest.raises(AttachmentNotFound):
        await files.open_for(case, attachment, ("public", "petitioner"))
    (listed,) = await files.for_case(case, ("public", "petitioner", "staff"))
    assert (listed.name, listed.event_seq) == ("검토.pdf", 2)


async def test_files_of_a_move_that_is_refused_do_not_stay(house):
    case = await filed_with(await a_draft())
    with pytest.raises(Refusal):
        async with files.brought(case, "papers", [PHOTO, PHOTO], audience="petitioner", now=NOW):
            raise Refusal("거절")
    with pytest.raises(FileRefused):
        async with files.brought(case, "p", [PHOTO, Upload("a", b"MZ")], audience="petitioner", now=NOW):
            raise AssertionError
    with pytest.raises(TooManyFiles):
        async with files.brought(case, "papers", [PHOTO] * 6, audience="petitioner", now=NOW):
            raise AssertionError
    assert (await Attachment.all().count(), kept()) == (0, [])


async def test_a_sixth_file_is_refused_and_leaves_nothing(house):
    draft = await a_draft()
    for _ in range(5):
        await files.attach_to_draft(draft, "photos", Upload("a.pdf", papers.pdf()), NOW)
    with pytest.raises(TooManyFiles, match="5개"):
        await files.attach_to_draft(draft, "photos", PHOTO, NOW)
    assert len(kept()) == 5


async def test_a_removed_file_is_gone_from_list_and_store(house):
    draft = await a_draft()
    listed = await files.attach_to_draft(draft, "photos", PHOTO, NOW)
    await files.remove(draft, listed.id)
    assert await files.for_draft(draft) == []
    assert kept() == []


async def test_a_draft_given_up_leaves_no_files(house):
    draft = await a_draft()
    for _ in range(2):
        await files.attach_to_draft(draft, "photos", PHOTO, NOW)
    await files.remove_all(draft)
    assert (await Attachment.all().count(), kept()) == (0, [])


@pytest.mark.parametrize(
    ("upload", "refusal"),
    [
        (Upload("900101-1234567 신청.pdf", papers.pdf()), ResidentNumberFound),
        (Upload("a.exe", b"MZ" + bytes(50)), FileRefused),
    ],
)
async def test_what_is_refused_was_never_stored(house, upload, refusal):
    with pytest.raises(refusal):
        await files.attach_to_draft(await a_draft(), "photos", upload, NOW)
    assert (await Attachment.all().count(), kept()) == (0, [])


async def test_a_file_for_a_draft_that_was_filed_meanwhile_is_refused(house):
    draft = await a_draft()
    await filed_with(draft)
    with pytest.raises(DraftClosed):
        await files.attach_to_draft(draft, "photos", PHOTO, NOW)
    assert kept() == []


async def test_a_clean_file_is_stored_at_once_and_an_infected_one_never(scanner):
    draft = await a_draft()
    async with clamd.listening() as address:
        scanner(address)
        listed = await files.attach_to_draft(draft, "photos", PHOTO, NOW)
        with pytest.raises(Infected, match="악성 코드"):
            await files.attach_to_draft(draft, "x", Upload("a.pdf", papers.pdf() + clamd.SIGN), NOW)
    assert listed.state == "stored"
    assert len(kept()) == 1


async def test_files_wait_in_quarantine_while_the_scanner_is_down_and_the_filing_is_taken(scanner):
    scanner("tcp:127.0.0.1:1")
    draft = await a_draft()
    good = await files.attach_to_draft(draft, "photos", PHOTO, NOW)
    bad = await files.attach_to_draft(draft, "papers", Upload("a.pdf", papers.pdf() + clamd.SIGN), NOW)
    assert (good.state, bad.state) == ("quarantined", "quarantined")
    case = await filed_with(draft)
    with pytest.raises(NotScannedYet):
        await files.open_for(case, good.id)
    assert (await files.rescan()).waiting == 2
    async with clamd.listening() as address:
        scanner(address)
        assert await files.rescan() == files.Rescanned(stored=1, rejected=(bad.id,), waiting=0)
    assert len(await content(await files.open_for(case, good.id))) == good.size
    with pytest.raises(Infected):
        await files.open_for(case, bad.id)
    assert await files.rescan() == files.Rescanned(0, (), 0)
