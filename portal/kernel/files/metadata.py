"""What in a picture is not the picture? JPEG and PNG taken apart and put together without it, pixels untouched.

Place, time, camera, names, thumbnails, comments, and whatever was glued behind the end (a phone's short video, an
archive) go. What the colours need stays.
"""

from __future__ import annotations

import re
import zlib
from typing import Final

from portal.kernel.files.refused import Damaged

_NEXT_MARKER: Final = re.compile(rb"\xff(?=[\x01-\xcf\xd8-\xfe])")
# A progressive photo has about ten scans; each of thousands would be decoded over all pixels.
_MAX_SCANS: Final = 100
_PNG_MARK: Final = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT: Final = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"tRNS",
        b"IDAT",
        b"IEND",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
        b"cICP",
    }
)


def strip_jpeg(data: bytes) -> tuple[bytes, bytes]:
    """The bare JPEG and its Exif block (or b""). Raises Damaged. ITU-T T.81, annex B."""
    out, exif, at, scans = bytearray(b"\xff\xd8"), b"", 2, 0
    try:
        while True:
            at, marker = _marker(data, at)
            if marker == 0xD9:
                return bytes(out + b"\xff\xd9"), exif
            if marker == 0x01 or 0xD0 <= marker <= 0xD7:
                continue
            length = int.from_bytes(data[at : at + 2])
            segment = data[at : at + length]
            if length < 2 or len(segment) < length:
                raise Damaged()
            at += length
            if marker == 0xE1 and segment[2:8] == b"Exif\0\0" and not exif:
                exif = segment[2:]
            out += _kept_segment(marker, segment)
            if marker == 0xDA:
                scans += 1
                if scans > _MAX_SCANS:
                    raise Damaged()
                end = _end_of_scan(data, at)
                out += data[at:end]
                at = end
    except IndexError as error:
        raise Damaged() from error


def _marker(data: bytes, at: int) -> tuple[int, int]:
    """The next marker code and where its segment begins; fill bytes before it are allowed."""
    if data[at] != 0xFF:
        raise Damaged()
    while data[at] == 0xFF:
        at += 1
    return at + 1, data[at]


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the coded pixels end: at a marker that is neither a stuffed zero nor a restart."""
    found = _NEXT_MARKER.search(data, at)
    if found is None:
        raise Damaged()
    return found.start()


def _kept_segment(marker: int, segment: bytes) -> bytes:
    """Tables and frames stay; of the application segments only JFIF (without thumbnail), ICC and Adobe's."""
    if marker == 0xE0 and segment[2:7] == b"JFIF\0" and len(segment) >= 16:
        return b"\xff\xe0\x00\x10" + segment[2:14] + b"\0\0"
    table = 0xC0 <= marker <= 0xDF and marker != 0xD8
    colour = (marker == 0xE2 and segment[2:14] == b"ICC_PROFILE\0") or (
        marker == 0xEE and segment[2:7] == b"Adobe"
    )
    return b"\xff" + bytes([marker]) + segment if table or colour else b""


def strip_png(data: bytes) -> tuple[bytes, bytes]:
    """The bare PNG and its eXIf block (or b""). Raises Damaged. ISO/IEC 15948, 5."""
    out, exif, at = bytearray(_PNG_MARK), b"", len(_PNG_MARK)
    while at + 12 <= len(data):
        size = int.from_bytes(data[at : at + 4])
        chunk = data[at : at + 12 + size]
        name, body, check = chunk[4:8], chunk[8:-4], chunk[-4:]
        if len(chunk) < 12 + size or zlib.crc32(name + body).to_bytes(4) != check:
            raise Damaged()
        if name in _PNG_KEPT:
            out += chunk
        elif name == b"eXIf":
            exif = body
        if name == b"IEND":
            return bytes(out), exif
        at += 12 + size
    raise Damaged()
