"""Is a file taken for what it is, cleaned of what it tells, and refused in plain words?"""

from __future__ import annotations

import io
import zipfile
import zlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from portal.kernel.files import MAX_BYTES, PhotoFacts, examine
from portal.kernel.files.refused import (
    Damaged,
    EmptyFile,
    FileRefused,
    FileTooLarge,
    HasMacros,
    Overblown,
    TooManyPixels,
    UnknownFormat,
)
from portal.kernel.files.sniff import sniff
from tests.kernel import papers

PLACE_AND_TIME = PhotoFacts(datetime(2026, 3, 9, 5, 30, tzinfo=UTC), 35.2431, 129.0921)
SECRETS = (b"Secret", b"Exif", b"2026:03:09")


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def is_blue(pixel: object) -> bool:
    assert isinstance(pixel, tuple)
    return bool(pixel[2] > 120 > pixel[0])


@pytest.mark.parametrize(
    ("data", "media_type", "name"),
    [
        (papers.jpeg(), "image/jpeg", "paper.jpg"),
        (papers.png(), "image/png", "paper.png"),
        (papers.heic(), "image/jpeg", "paper.jpg"),
        (papers.pdf(), "application/pdf", "paper.pdf"),
        (papers.hwp5(), "application/x-hwp", "paper.hwp"),
        (papers.hwp3(), "application/x-hwp", "paper.hwp"),
        (papers.hwpx(), "application/hwp+zip", "paper.hwpx"),
        (
            papers.docx(),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "paper.docx",
        ),
        (papers.xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "paper.xlsx"),
    ],
)
async def test_a_file_is_told_by_its_content_whatever_its_name(data, media_type, name):
    found = await examine(data, "paper.heic")
    assert (found.media_type, found.clean_name) == (media_type, name)


async def test_documents_are_kept_byte_by_byte():
    for data in (papers.pdf(), papers.hwp5(), papers.hwpx(), papers.docx()):
        assert (await examine(data, "a")).data == data


@pytest.mark.parametrize("photo", [papers.jpeg, papers.png, papers.heic])
async def test_place_and_time_are_offered_and_then_gone(photo):
    found = await examine(photo(papers.exif_of()), "photo")
    assert found.facts == PLACE_AND_TIME
    assert not any(secret in found.data for secret in SECRETS)
    assert opened(found.data).getexif() == {}


async def test_a_time_with_its_offset_is_the_instant_it_names():
    found = await examine(papers.jpeg(papers.exif_of(offset="+02:00", place=False)), "photo")
    assert found.facts == PhotoFacts(datetime(2026, 3, 9, 12, 30, tzinfo=UTC))


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "yesterday", "    :  :     :  :  "])
async def test_an_unbelievable_time_is_no_fact(taken):
    assert (await examine(papers.jpeg(papers.exif_of(taken=taken, place=False)), "photo")).facts is None


async def test_an_upright_jpeg_keeps_its_very_pixels():
    data = papers.jpeg(papers.exif_of(), progressive=True, icc_profile=b"colours")
    found = await examine(data, "photo")
    assert opened(found.data).tobytes() == opened(data).tobytes()
    assert opened(found.data).info["icc_profile"] == b"colours"


@pytest.mark.parametrize("mode", ["L", "CMYK"])
async def test_grey_and_print_colours_keep_their_pixels(mode):
    data = papers.jpeg(papers.exif_of(), mode=mode)
    assert opened((await examine(data, "photo")).data).tobytes() == opened(data).tobytes()


@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(2, (60, 3)), (3, (60, 44)), (4, (3, 44)), (5, (3, 3)), (6, (44, 3)), (7, (44, 60)), (8, (3, 60))],
)
@pytest.mark.parametrize("photo", [papers.jpeg, papers.png])
async def test_a_photo_on_its_side_is_turned_upright(photo, orientation, corner):
    found = await examine(photo(papers.exif_of(orientation=orientation)), "photo")
    image = opened(found.data).convert("RGB")
    assert image.size == ((64, 48) if orientation < 5 else (48, 64))
    assert is_blue(image.getpixel(corner))
    assert not any(secret in found.data for secret in SECRETS)


@pytest.mark.parametrize(("orientation", "corner"), [(3, (60, 44)), (6, (44, 3)), (8, (3, 60))])
async def test_a_heic_photo_is_turned_once_and_only_once(orientation, corner):
    found = await examine(papers.heic(papers.exif_of(orientation=orientation)), "photo.heic")
    assert is_blue(opened(found.data).getpixel(corner))
    assert opened(found.data).getexif() == {}


async def test_what_is_glued_behind_a_photo_is_cut_off():
    glued = papers.packed({"payload.js": "x"})
    found = await examine(papers.jpeg(tail=glued), "photo.jpg")
    assert not zipfile.is_zipfile(io.BytesIO(found.data))
    assert found.data.endswith(b"\xff\xd9")
    behind = await examine(papers.png() + glued, "photo.png")
    assert not zipfile.is_zipfile(io.BytesIO(behind.data))


@pytest.mark.parametrize(
    "data",
    [
        b"MZ" + bytes(100),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + bytes(50),
        b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom",
        b"\0\0\0\x18ftypavif\0\0\0\0mif1avif",
        b"  %PDF-1.4 %%EOF",
        papers.ole("WordDocument", b"\xec\xa5"),
        papers.ole("FileHeader", b"something else"),
        papers.packed({"a.txt": "x"}),
        papers.packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
        papers.office("presentationml.presentation", "ppt/presentation.xml"),
    ],
)
async def test_other_formats_are_refused_in_plain_words(data):
    with pytest.raises(UnknownFormat, match="이 파일은 열 수 없는 형식입니다") as refused:
        await examine(data, "/tmp/사진.jpg")
    assert refused.value.name == "사진.jpg"


@pytest.mark.parametrize(
    "data",
    [
        papers.jpeg()[:-40],
        papers.jpeg()[:300],
        b"\xff\xd8\xff\xd9",
        papers.png()[:-30],
        papers.png().replace(b"IDAT", b"IDAX"),
        papers.heic()[:-200],
        papers.heic()[:60],
        papers.pdf()[:-40],
        papers.hwp5()[:700],
        papers.docx()[:-20],
        papers.docx()[:200],
    ],
)
async def test_a_broken_file_is_refused_in_plain_words(data):
    with pytest.raises(Damaged, match="손상"):
        await examine(data, "a")


@pytest.mark.parametrize(
    "data",
    [
        papers.office("application/vnd.ms-word.document.macroEnabled.main+xml"),
        papers.office("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xl/workbook.xml"),
        papers.office(more={"word/vbaProject.bin": b"x"}),
        papers.office("spreadsheetml.sheet", "xl/workbook.xml", {"xl/macrosheets/sheet1.xml": b"x"}),
    ],
)
async def test_a_document_with_macros_is_refused_though_it_is_renamed(data):
    with pytest.raises(HasMacros, match="매크로"):
        await examine(data, "a.docx")


async def test_a_small_zip_that_grows_huge_is_refused_without_unpacking_it():
    with pytest.raises(Overblown):
        await examine(papers.office(more={"word/media/zeros": bytes(40 * 1024 * 1024)}), "a.docx")


async def test_a_zip_with_more_parts_than_a_document_has_is_refused():
    with pytest.raises(Overblown):
        await examine(papers.office(more={f"word/{n}.xml": b"" for n in range(5_001)}), "a.docx")


async def test_a_part_that_is_longer_than_it_says_is_refused():
    data = papers.office(more={"word/long.xml": b"A" * 5000})
    lying = data.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little"))
    assert lying != data
    with pytest.raises(Damaged):
        await examine(lying, "a.docx")


async def test_two_parts_of_one_name_are_refused():
    data = papers.office(more={"word/aa.xml": b"1", "word/bb.xml": b"2"}).replace(
        b"word/bb.xml", b"word/aa.xml"
    )
    with pytest.raises(Damaged):
        await examine(data, "a.docx")


async def test_entities_in_the_list_of_types_are_refused():
    types = '<!DOCTYPE t [<!ENTITY a "aaaa">]><Types xmlns="x">&a;</Types>'
    with pytest.raises(Damaged):
        await examine(papers.packed({"[Content_Types].xml": types, "word/document.xml": "<d/>"}), "a.docx")


@pytest.mark.parametrize("side", [9_000, 30_000])
async def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(side):
    head = (side).to_bytes(4) * 2 + b"\x08\x02\x00\x00\x00"
    chunk = b"\0\0\0\x0dIHDR" + head + zlib.crc32(b"IHDR" + head).to_bytes(4)
    normal = papers.png()
    data = normal[:8] + chunk + normal[33:]
    with pytest.raises(TooManyPixels, match="6400만 화소"):
        await examine(data, "a.png")


async def test_a_photo_of_a_thousand_scans_is_refused():
    data = papers.jpeg(progressive=True)
    last = data.rindex(b"\xff\xda")
    with pytest.raises(Damaged):
        await examine(data[:last] + data[last:-2] * 1000 + b"\xff\xd9", "a.jpg")


async def test_a_phones_second_picture_is_cut_off():
    out = io.BytesIO()
    papers.picture().save(out, "MPO", save_all=True, append_images=[papers.picture(mode="L")])
    found = await examine(out.getvalue(), "a.jpg")
    assert found.media_type == "image/jpeg"
    assert found.data.count(b"\xff\xd8\xff") == 1
    assert b"MPF" not in found.data


async def test_a_file_over_the_limit_or_without_bytes_is_refused(tmp_path):
    large = tmp_path / "large"
    large.write_bytes(b"%PDF-" + bytes(MAX_BYTES))
    with pytest.raises(FileTooLarge, match="20 MB"):
        await examine(large, "a.pdf")
    with large.open("rb") as file, pytest.raises(FileTooLarge):
        await examine(file, "a.pdf")
    with pytest.raises(EmptyFile):
        await examine(b"", "a.pdf")


@given(
    st.sampled_from([papers.jpeg(papers.exif_of()), papers.png(), papers.docx(), papers.hwp5()]), st.data()
)
def test_changed_bytes_are_taken_or_refused_and_nothing_else(paper, data):
    at = data.draw(st.integers(0, len(paper) - 8))
    changed = paper[:at] + data.draw(st.binary(min_size=1, max_size=8)) + paper[at + 8 :]
    try:
        kind = sniff(changed)
    except FileRefused:
        return
    assert kind.media_type
