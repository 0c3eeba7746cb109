"""When and where was a photo taken? Read from its Exif block before that is thrown away, to offer it to its owner."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar

from PIL import Image

from portal.kernel.deadlines import KST

T = TypeVar("T")

_EXIF_IFD, _GPS_IFD, _ORIENTATION = 0x8769, 0x8825, 0x0112
_TAKEN, _OFFSET = 0x9003, 0x9011


@dataclass(frozen=True)
class PhotoFacts:
    """What the camera wrote: an instant (UTC) and degrees (WGS 84), each None when missing or unbelievable."""

    taken_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Exif:
    """What we use of an Exif block. `orientation` is 1 (upright) to 8."""

    orientation: int
    facts: PhotoFacts | None


def read_exif(block: bytes) -> Exif:
    """Never raises: a block that can't be read says nothing. A time without an offset is Korean time."""
    if not block:
        return Exif(1, None)
    try:
        exif = Image.Exif()
        exif.load(block)
        orientation = exif.get(_ORIENTATION, 1)
    except Exception:  # hostile input: the parser raises many kinds
        return Exif(1, None)
    taken, place = _quietly(exif, _EXIF_IFD, _time), _quietly(exif, _GPS_IFD, _place)
    latitude, longitude = place or (None, None)
    facts = PhotoFacts(taken, latitude, longitude) if taken or place else None
    return Exif(orientation if orientation in range(1, 9) else 1, facts)


def _quietly(exif: Image.Exif, directory: int, read: Callable[[Mapping[int, Any]], T | None]) -> T | None:
    try:
        return read(exif.get_ifd(directory))
    except Exception:  # as above
        return None


def _time(tags: Mapping[int, Any]) -> datetime | None:
    naive = datetime.strptime(str(tags[_TAKEN]).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 — zone follows
    return naive.replace(tzinfo=_zone(str(tags.get(_OFFSET, "")).strip("\0 "))).astimezone(UTC)


def _zone(offset: str) -> timezone:
    """`+09:00` as the camera wrote it, else the district's own."""
    try:
        hours, minutes = int(offset[1:3]), int(offset[4:6])
        sign = {"+": 1, "-": -1}[offset[0]]
        return timezone(sign * timedelta(hours=hours, minutes=minutes))
    except (ValueError, KeyError, IndexError):
        return KST


def _place(tags: Mapping[int, Any]) -> tuple[float, float] | None:
    latitude = _degrees(tags[2], tags[1], "S", 90)
    longitude = _degrees(tags[4], tags[3], "W", 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None
    return latitude, longitude


def _degrees(parts: Any, side: Any, negative: str, most: int) -> float | None:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value) or not 0 <= value <= most:
        return None
    return round(-value if str(side).strip("\0 ").upper() == negative else value, 6)
