"""Which files go along when petitions are merged or split? The answer's to each; what was filed to its parts."""

from __future__ import annotations

import pytest

from portal.kernel import cases, files, ledger
from portal.kernel.models import Attachment, Case
from portal.kernel.moves import PETITIONER
from tests.cast import NOW, filed
from tests.kernel.papers import jpeg, pdf
from tests.rooms.petitions.conftest import ANSWER
from tests.rooms.petitions.test_merging import neighbour


@pytest.fixture
def move(run, cast):
    """Make a move as the clerk, with a file if one is named."""

    async def make(case, name, file, audience, data):
        if file is None:
            await cases.move(case.id, name, actor=cast.minsu, now=NOW, data=data)
            return
        upload = files.Upload(*file)
        async with files.brought(case, "files", [upload], audience=audience, now=NOW) as ids:
            actor = PETITIONER if name == "supplement" else cast.minsu
            await cases.move(case.id, name, actor=actor, now=NOW, data={**data, "files": 1}, files=ids)

    return lambda case, name, file=None, audience="staff", **data: run(make(case, name, file, audience, data))


def numbers(found: list[Case]) -> str:
    return " ".join(case.receipt_no for case in found)


def test_the_answers_files_are_read_by_each_and_what_another_filed_by_nobody(run, move, client):
    """민원법 7, 27."""
    street = []
    for number in range(5):
        case = run(filed(petitioner=neighbour(number)))
        move(case, "accept")
        street.append(case)
    lead, mine, *_ = street
    move(lead, "request_supplement", request="사진", days="7")
    move(lead, "supplement", ("내사진.jpg", jpeg()), "petitioner", supplement="여기 있습니다.")
    move(lead, "merge", cases=numbers(street[1:]))
    move(lead, "decide", ("결과.pdf", pdf()), **ANSWER)
    own, answer = run(Attachment.filter(case_id=lead.id).order_by("event_seq", "created_at"))
    client.get(f"/cases/{mine.receipt_no}", params={"k": cases.link_token(mine)})
    href = f"/cases/{mine.receipt_no}/files"
    assert client.get(f"{href}/{answer.id}").status_code == 404, "not before it is told"
    move(lead, "notify")
    page = client.get(f"/cases/{mine.receipt_no}").text
    assert f"{href}/{answer.id}" in page
    assert "결과.pdf" in page
    assert "내사진.jpg" not in page
    assert client.get(f"{href}/{answer.id}").content.startswith(b"%PDF")
    assert client.get(f"{href}/{own.id}").status_code == 404
    assert client.get(f"/cases/{lead.receipt_no}/files/{answer.id}").status_code == 404
    assert run(ledger.verify()).faults == ()


def test_a_part_has_its_own_copy_of_what_was_filed(run, move, client):
    """Under its own key, so that each can be destroyed by itself (기록물법 시행령 43조)."""
    case = run(filed())

    async def with_the_filing():
        row = await files.prepare(await cases.key_of(case), "photos", files.Upload("가로등.jpg", jpeg()), NOW)
        row.case_id = case.id
        await row.save(force_create=True)

    run(with_the_filing())
    move(case, "accept")
    move(case, "split", part="일부", reason="까닭")
    part = run(Case.get(origin_id=case.id))
    (copy,) = run(Attachment.filter(case_id=part.id))
    (first,) = run(Attachment.filter(case_id=case.id))
    assert copy.blob != first.blob
    client.get(f"/cases/{case.receipt_no}", params={"k": cases.link_token(case)})
    assert "가로등.jpg" in client.get(f"/cases/{part.receipt_no}").text
    one = client.get(f"/cases/{case.receipt_no}/files/{first.id}").content
    assert client.get(f"/cases/{part.receipt_no}/files/{copy.id}").content == one
    assert [fault.receipt_no for fault in run(ledger.verify()).faults] == [case.receipt_no], "not the part"
