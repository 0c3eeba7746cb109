"""Which office document is this zip, and is it safe to keep?

HWPX (KS X 6101), DOCX and XLSX (ECMA-376) are zip archives. What counts is the parts inside; programs are refused,
and so is anything that unpacks to far more than a document holds.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Final, Literal
from xml.etree import ElementTree

from portal.kernel.files.refused import Damaged, HasMacros, Overblown, UnknownFormat

MAX_PARTS: Final = 5_000
MAX_UNPACKED: Final = 200 * 1024 * 1024
MAX_RATIO: Final = 150
MAX_TYPES: Final = 1024 * 1024

_MAIN: Final = "application/vnd.openxmlformats-officedocument."
_CONTENT_TYPE: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"

Packed = Literal["hwpx", "docx", "xlsx"]


def examine(data: bytes) -> Packed:
    """The kind of an office zip. Raises UnknownFormat, Damaged, HasMacros, Overblown."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_size(archive, len(data))
            kind = _kind(archive)
            _check_parts(archive)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise Damaged() from error
    return kind


def _check_size(archive: zipfile.ZipFile, packed: int) -> None:
    """By what the directory says; `_check_parts` then holds every part to it."""
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if (
        len(parts) > MAX_PARTS
        or unpacked > MAX_UNPACKED
        or (unpacked > 2**24 and unpacked > MAX_RATIO * packed)
    ):
        raise Overblown()
    # Parts that overlap (one deflate stream listed a thousand times) are larger together than the file.
    if sum(part.compress_size for part in parts) > packed:
        raise Overblown()
    if len({part.filename.lower() for part in parts}) != len(parts) or any(
        part.flag_bits & 1 for part in parts
    ):
        raise Damaged()


def _kind(archive: zipfile.ZipFile) -> Packed:
    names = archive.namelist()
    if "mimetype" in names:
        if _read(archive, "mimetype").strip() == b"application/hwp+zip" and "Contents/content.hpf" in names:
            return "hwpx"
        raise UnknownFormat()
    if "[Content_Types].xml" not in names:
        raise UnknownFormat()
    types = _types(_read(archive, "[Content_Types].xml"))
    if _carries_programs(names, types):
        raise HasMacros()
    if "/word/document.xml" in types.get(f"{_MAIN}wordprocessingml.document.main+xml", ()):
        return "docx"
    if "/xl/workbook.xml" in types.get(f"{_MAIN}spreadsheetml.sheet.main+xml", ()):
        return "xlsx"
    raise UnknownFormat()


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > MAX_TYPES:
        raise Overblown()
    return archive.read(name)


def _types(xml: bytes) -> dict[str, set[str]]:
    """Content type → names of its parts (ECMA-376-2, 7.2). Entities have no business there."""
    if b"<!" in xml.replace(b"<!--", b"") or xml[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise Damaged()
    try:
        root = ElementTree.fromstring(xml)  # noqa: S314 — no document type declaration can be in it
    except ElementTree.ParseError as error:
        raise Damaged() from error
    found: dict[str, set[str]] = {}
    for entry in root:
        name = entry.get("PartName", "") if entry.tag == f"{_CONTENT_TYPE}Override" else ""
        found.setdefault(entry.get("ContentType", ""), set()).add(name)
    return found


def _carries_programs(names: list[str], types: dict[str, set[str]]) -> bool:
    """Visual Basic, Excel 4 macro sheets, and ActiveX, by name or by type."""
    marks = ("vbaproject", "vbadata", "/macrosheets/", "/activex/")
    return any(mark in name.lower() for name in names for mark in marks) or any(
        mark in kind.lower()
        for kind in types
        for mark in ("macroenabled", "vbaproject", "macrosheet", "activex")
    )


def _check_parts(archive: zipfile.ZipFile) -> None:
    """Unpack each part to its end: `zipfile` reads no more than was declared and checks length and CRC."""
    for part in archive.infolist():
        with archive.open(part) as stream:
            while stream.read(1024 * 1024):
                pass
