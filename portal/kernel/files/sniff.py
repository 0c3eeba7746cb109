"""What is this file really? Told by its content; the name and the browser's claim count for nothing."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Final

import olefile

from portal.kernel.files import zips
from portal.kernel.files.refused import Damaged, UnknownFormat

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HWP3: Final = b"HWP Document File V3.00 \x1a\x01\x02\x03\x04\x05"
_HWP5: Final = b"HWP Document File\0"
_HEIC_BRANDS: Final = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
)


@dataclass(frozen=True)
class Kind:
    """A kind of file that we take."""

    media_type: str
    extension: str


JPEG: Final = Kind("image/jpeg", ".jpg")
PNG: Final = Kind("image/png", ".png")
HEIC: Final = Kind("image/heic", ".heic")
PDF: Final = Kind("application/pdf", ".pdf")
HWP: Final = Kind("application/x-hwp", ".hwp")
HWPX: Final = Kind("application/hwp+zip", ".hwpx")
DOCX: Final = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
XLSX: Final = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx")

KINDS: Final = (JPEG, PNG, HEIC, PDF, HWP, HWPX, DOCX, XLSX)
_PACKED: Final = {"hwpx": HWPX, "docx": DOCX, "xlsx": XLSX}


def sniff(data: bytes) -> Kind:
    """The kind of a whole file. Raises UnknownFormat, Damaged, HasMacros, Overblown.

    The mark must stand at the very beginning: a file that is two kinds at once is taken for the first only.
    Documents are checked here as far as they ever are; pictures are still to be decoded (`images`).
    """
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[4:8] == b"ftyp":
        return _heic(data)
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(_HWP3):
        return HWP
    if data.startswith(_OLE):
        return _hwp5(data)
    if data.startswith(b"PK\x03\x04"):
        return _PACKED[zips.examine(data)]
    raise UnknownFormat()


def _heic(data: bytes) -> Kind:
    """ISO/IEC 23008-12: the major brand or one of the compatible brands (videos and AVIF share the box)."""
    size = int.from_bytes(data[:4])
    brands = {data[at : at + 4] for at in (8, *range(16, min(size, 256), 4))}
    if not brands & _HEIC_BRANDS or brands & {b"avif", b"avis", b"isom", b"mp42", b"qt  "}:
        raise UnknownFormat()
    return HEIC


def _pdf(data: bytes) -> Kind:
    """ISO 32000-2, 7.5.5: without the end mark the upload broke off or the file is only dressed as a PDF."""
    if b"%%EOF" not in data[-64 * 1024 :]:
        raise Damaged()
    return PDF


def _hwp5(data: bytes) -> Kind:
    """한글 문서 파일 형식 5.0: an OLE file whose stream FileHeader begins with its signature (old DOC, XLS do not)."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            if not ole.exists("FileHeader"):
                raise UnknownFormat()
            with ole.openstream("FileHeader") as header:
                signed = header.read(32).startswith(_HWP5)
    except UnknownFormat:
        raise
    except Exception as error:  # hostile input: the library raises many kinds
        raise Damaged() from error
    if not signed:
        raise UnknownFormat()
    return HWP
