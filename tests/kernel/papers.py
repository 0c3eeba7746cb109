"""Which files do residents send? Small real ones of each kind, made here."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

import pillow_heif
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

RED, BLUE = (200, 30, 30), (30, 30, 200)


def exif_of(
    *, orientation: int = 1, taken: str = "2026:03:09 14:30:00", offset: str = "", place: bool = True
) -> bytes:
    """An Exif block with time, place (35.2431 N, 129.0921 E), camera and owner."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x013B] = orientation, "SecretCamera", "SecretOwner"
    details = {0x9003: taken}
    if offset:
        details[0x9011] = offset
    exif._ifds[0x8769] = details
    if place:
        exif._ifds[0x8825] = {1: "N", 2: (35.0, 14.0, 35.16), 3: "E", 4: (129.0, 5.0, 31.56)}
    return exif.tobytes()


def picture(width: int = 64, height: int = 48, mode: str = "RGB") -> Image.Image:
    """Red, with a blue top left corner by which turning shows."""
    image = Image.new("RGB", (width, height), RED)
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), fill=BLUE)
    return image.convert(mode)


def jpeg(exif: bytes = b"", *, tail: bytes = b"", mode: str = "RGB", **options: object) -> bytes:
    """A photo with a comment and whatever a phone glues behind it."""
    out = io.BytesIO()
    picture(mode=mode).save(out, "JPEG", quality=95, exif=exif, comment=b"SecretComment", **options)
    return out.getvalue() + tail


def png(exif: bytes = b"") -> bytes:
    """A screenshot with a text chunk."""
    out = io.BytesIO()
    text = PngInfo()
    text.add_text("Author", "SecretOwner")
    picture().save(out, "PNG", pnginfo=text, **({"exif": exif} if exif else {}))
    return out.getvalue()


def heic(exif: bytes = b"") -> bytes:
    """A photo of an iPhone."""
    out = io.BytesIO()
    pillow_heif.from_pillow(picture()).save(
        out, format="HEIF", quality=90, **({"exif": exif} if exif else {})
    )
    return out.getvalue()


def pdf() -> bytes:
    """A printed page."""
    out = io.BytesIO()
    picture().save(out, "PDF")
    return out.getvalue()


def ole(stream: str, content: bytes) -> bytes:
    """An OLE file with one stream (MS-CFB, version 3)."""
    body = content.ljust(4096, b"\0")
    sectors = len(body) // 512
    fat = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, 2 + sectors), 0xFFFFFFFE]
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
    )
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", *fat, *[0xFFFFFFFF] * (128 - len(fat)))
    entries = (
        _entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + _entry(stream, 2, 0xFFFFFFFF, 2, len(body)) + bytes(256)
    )
    return head + table + entries + body


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le")
    none = 0xFFFFFFFF
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(raw) + 2, kind, 1, none, none, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def hwp5() -> bytes:
    """A 한글 document of version 5."""
    return ole("FileHeader", b"HWP Document File".ljust(32, b"\0") + b"\x00\x03\x00\x05")


def hwp3() -> bytes:
    """A 한글 document of 1996."""
    return b"HWP Document File V3.00 \x1a\x01\x02\x03\x04\x05" + bytes(200)


def packed(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def hwpx() -> bytes:
    """A 한글 document of today."""
    return packed(
        {
            "mimetype": "application/hwp+zip",
            "version.xml": "<v/>",
            "Contents/content.hpf": "<p/>",
            "Contents/header.xml": "<h/>",
        }
    )


def office(
    kind: str = "wordprocessingml.document",
    main: str = "word/document.xml",
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """A document of Word, or of what `kind` says; `more` are further parts."""
    full = kind if "/" in kind else f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"
    types = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{full}"/></Types>'
    )
    return packed({"[Content_Types].xml": types, main: "<d/>", **(more or {})})


def docx() -> bytes:
    """A document of Word."""
    return office()


def xlsx() -> bytes:
    """A sheet of Excel."""
    return office("spreadsheetml.sheet", "xl/workbook.xml")
