"""Which files come with a form, what do their photos offer, and what is said about those that can't?"""

from __future__ import annotations

import base64
import io
import re

import pytest
from PIL import Image

from portal.kernel import files
from portal.kernel.cases import answers_of, key_of
from portal.kernel.models import Attachment, Draft
from tests.buckets import Buckets
from tests.kernel import papers
from tests.rooms.filing.resident import WHAT, WHERE, Resident, Run, path_of, picture

EMPTY = {"place-words": "", "place-lat": "", "place-lon": ""}


def ids(run: Run) -> list[str]:
    return [str(row.id) for row in run(Attachment.all().order_by("created_at"))]


def test_a_heic_photo_is_taken_as_jpeg_and_shown_small(resident: Resident, run: Run) -> None:
    resident.begin()
    page = resident.step("where", {**WHERE, "do": "upload"}, files=picture("IMG_1.HEIC", papers.heic()))
    assert page.status_code == 200
    assert "IMG_1.jpg" in page.text
    small = re.search(r'src="data:image/webp;base64,([^"]+)"', page.text)
    assert small
    assert Image.open(io.BytesIO(base64.b64decode(small[1]))).size == (48, 48)
    assert len(ids(run)) == 1


def test_files_become_the_case_s_and_are_named_on_the_receipt(resident: Resident, run: Run) -> None:
    resident.fill()
    resident.step("where", {**WHERE, "do": "upload"}, files=picture("가까이.jpg", papers.jpeg()))
    receipt = resident.submit()
    assert "가까이.jpg" in receipt.text
    case = resident.cases()[0]
    assert answers_of(case, run(key_of(case)))["photos"] == ids(run)
    assert [file.name for file in run(files.for_case(case))] == ["가까이.jpg"]


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("프로그램.jpg", b"MZ\x90\x00 not a photo", "열 수 없는 형식"),
        ("빈.pdf", b"", "빈 파일"),
        ("반쪽.jpg", papers.jpeg()[:200], "손상되어"),
    ],
)
def test_a_refused_file_is_named_with_its_reason_and_words_are_kept(
    resident: Resident, run: Run, name: str, body: bytes, said: str
) -> None:
    resident.begin()
    page = resident.step("where", WHERE, files=picture(name, body))
    assert page.status_code == 422
    assert "<title>오류:" in page.text
    assert name in page.text
    assert said in page.text
    assert 'href="#f-photos"' in page.text
    assert f'value="{WHERE["place-words"]}"' in page.text
    assert ids(run) == []


def test_a_file_over_twenty_megabytes_is_refused_and_the_others_are_kept(
    resident: Resident, run: Run
) -> None:
    resident.begin()
    upload = picture("큰.jpg", b"\xff\xd8\xff" + b"0" * (20 * 1024 * 1024)) + picture(
        "작은.jpg", papers.jpeg()
    )
    page = resident.step("where", WHERE, files=upload)
    assert page.status_code == 422
    assert "20 MB" in page.text
    assert "작은.jpg" in page.text
    assert f'value="{WHERE["place-words"]}"' in page.text
    assert len(ids(run)) == 1


def test_a_sixth_file_is_refused(resident: Resident, run: Run) -> None:
    resident.begin()
    # The worst photos for a page of at most 14 KB with a preview of each (`client` examines it).
    noise = io.BytesIO()
    Image.effect_noise((400, 300), 90).convert("RGB").save(noise, "JPEG")
    four = [part for number in range(4) for part in picture(f"{number}.jpg", noise.getvalue())]
    assert resident.step("where", {**WHERE, "do": "upload"}, files=four).status_code == 200
    two = picture("5.jpg", noise.getvalue()) + picture("6.jpg", papers.jpeg())
    page = resident.step("where", {**WHERE, "do": "upload"}, files=two)
    assert page.status_code == 422
    assert "5개까지" in page.text
    assert len(ids(run)) == 5


def test_a_file_can_be_taken_out_again_and_nobody_else_s(resident: Resident, run: Run) -> None:
    resident.begin()
    resident.step("where", {**WHERE, "do": "upload"}, files=picture("하나.jpg", papers.jpeg()))
    mine = ids(run)[0]
    with resident.away() as neighbour:
        neighbour.begin()
        assert neighbour.step("where", {**WHERE, "remove": mine}).status_code == 404
        assert neighbour.step("where", {**WHERE, "remove": "nonsense"}).status_code == 404
    page = resident.step("where", {**WHERE, "remove": mine})
    assert path_of(page) == f"{resident.base}/where"
    assert "하나.jpg" not in page.text
    assert ids(run) == []


def test_what_a_photo_tells_is_offered_and_never_taken_silently(resident: Resident) -> None:
    resident.begin()
    resident.step("what", WHAT)
    page = resident.step("where", WHERE, files=picture("현장.jpg", papers.jpeg(papers.exif_of())))
    assert path_of(page) == f"{resident.base}/where"
    assert "사진에 담긴 내용을 쓸까요?" in page.text
    assert "2026. 3. 9.(월) 오후 2시 30분" in page.text
    assert 'name="place-lat" value=""' in page.text
    following = resident.step("where", WHERE)
    assert path_of(following) == f"{resident.base}/contact"


def test_an_offered_place_and_time_fill_their_fields_when_taken(resident: Resident, run: Run) -> None:
    resident.begin()
    resident.step("what", WHAT)
    resident.step(
        "where", {**EMPTY, "do": "upload"}, files=picture("현장.jpg", papers.jpeg(papers.exif_of()))
    )
    photo = ids(run)[0]
    page = resident.step("where", {**EMPTY, "place-words": "북문", "take": f"place:{photo}"})
    assert 'name="place-lat" value="35.243100"' in page.text
    assert 'value="북문"' in page.text
    taken = {"place-words": "북문", "place-lat": "35.243100", "place-lon": "129.092100"}
    page = resident.step("where", {**taken, "take": f"text:{photo}"})
    assert "사진에 담긴 내용을 쓸까요?" not in page.text
    what = resident.client.get(f"{resident.base}/what").text
    assert f"{WHAT['details']}\n사진을 찍은 때: 2026. 3. 9.(월) 오후 2시 30분" in what
    page = resident.step("where", {**taken, "drop": "place"})
    assert 'name="place-lat" value=""' in page.text


def test_a_service_with_a_date_is_offered_the_day_of_the_photo(resident: Resident, run: Run) -> None:
    resident.service = "noise-smell"
    resident.begin()
    resident.step(
        "where", {**EMPTY, "do": "upload"}, files=picture("현장.jpg", papers.jpeg(papers.exif_of()))
    )
    resident.step("where", {**EMPTY, "take": f"date:{ids(run)[0]}"})
    assert 'type="date" value="2026-03-09"' in resident.client.get(f"{resident.base}/what").text


def test_ids_of_files_are_never_taken_from_a_form(resident: Resident, run: Run) -> None:
    resident.begin()
    resident.step("where", {**WHERE, "do": "upload"}, files=picture("하나.jpg", papers.jpeg()))
    stolen = ids(run)[0]
    with resident.away() as neighbour:
        neighbour.fill()
        neighbour.step("where", {**WHERE, "photos": stolen})
        neighbour.submit()
    case = resident.cases()[0]
    assert "photos" not in answers_of(case, run(key_of(case)))
    assert run(Draft.all().count()) == 1


def test_what_was_offered_and_not_taken_is_not_filed(resident: Resident, run: Run) -> None:
    resident.fill()
    resident.step(
        "where", {**WHERE, "do": "upload"}, files=picture("현장.jpg", papers.jpeg(papers.exif_of()))
    )
    resident.submit()
    case = resident.cases()[0]
    assert answers_of(case, run(key_of(case)))["place"] == {"words": WHERE["place-words"]}
    assert [file.facts for file in run(files.for_case(case))] == [None]


def test_with_the_store_away_words_stay_and_the_filing_goes_without_its_photo(
    resident: Resident, run: Run, in_bucket: Buckets
) -> None:
    resident.fill()
    with in_bucket.away():
        page = resident.step(
            "where", {**WHERE, "place-words": "온천천 다리 옆"}, files=picture("a.jpg", papers.jpeg())
        )
        assert page.status_code == 503
        assert "잠시 후 다시 보내 주세요" in page.text
        assert "온천천 다리 옆" in page.text
        assert "온천천 다리 옆" in resident.client.get(f"{resident.base}/where").text
        assert ids(run) == []
        receipt = resident.submit()
    assert receipt.status_code == 200
    case = resident.cases()[0]
    assert answers_of(case, run(key_of(case)))["place"]["words"] == "온천천 다리 옆"


def test_a_photo_in_a_bucket_is_the_case_s_like_any_other(
    resident: Resident, run: Run, in_bucket: Buckets
) -> None:
    resident.fill()
    resident.step("where", {**WHERE, "do": "upload"}, files=picture("가까이.jpg", papers.jpeg()))
    assert "가까이.jpg" in resident.submit().text
    (file,) = run(files.for_case(resident.cases()[0]))
    opened = run(files.open_for(resident.cases()[0], file.id))

    async def whole() -> bytes:
        return b"".join([piece async for piece in opened.pieces])

    assert run(whole()).startswith(b"\xff\xd8")
