"""How does a photo become a picture and nothing else?

JPEG and PNG keep their very pixels and lose everything around them; a photo that lies on its side is turned and
written anew; HEIC becomes JPEG, which every clerk's machine shows. Each is decoded to its end before it is kept.
"""

from __future__ import annotations

import io
from typing import Final

import pillow_heif
from PIL import Image

from portal.kernel.files import metadata
from portal.kernel.files.facts import PhotoFacts, read_exif
from portal.kernel.files.refused import Damaged, FileRefused, TooManyPixels

MAX_PIXELS: Final = 64_000_000
JPEG_QUALITY: Final = 90

_TURN: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def clean_jpeg(data: bytes) -> tuple[bytes, PhotoFacts | None]:
    """A JPEG without metadata, upright. Raises Damaged, TooManyPixels."""
    bare, block = metadata.strip_jpeg(data)
    exif = read_exif(block)
    image = _decode(bare, "JPEG")
    if exif.orientation in _TURN:
        bare = _jpeg(image.transpose(_TURN[exif.orientation]), image.info.get("icc_profile"))
    return bare, exif.facts


def clean_png(data: bytes) -> tuple[bytes, PhotoFacts | None]:
    """A PNG without metadata, upright, its first picture if it moves. Raises Damaged, TooManyPixels."""
    bare, block = metadata.strip_png(data)
    exif = read_exif(block)
    image = _decode(bare, "PNG")
    if exif.orientation in _TURN:
        out = io.BytesIO()
        turned = image.transpose(_TURN[exif.orientation])
        turned.save(out, "PNG", icc_profile=image.info.get("icc_profile"))
        bare, _ = metadata.strip_png(out.getvalue())
    return bare, exif.facts


def jpeg_of_heic(data: bytes) -> tuple[bytes, PhotoFacts | None]:
    """The main picture of a HEIC file as JPEG. Raises Damaged, TooManyPixels.

    Its turning is part of the picture (ISO/IEC 23008-12, 6.5.10) and done by the decoder; Exif's is not to be
    applied again.
    """
    try:
        heif = pillow_heif.open_heif(io.BytesIO(data), convert_hdr_to_8bit=True)
        _check_pixels(heif.size)
        block = heif.info.get("exif") or b""
        image = heif.to_pillow()
        bare = _jpeg(image, image.info.get("icc_profile"))
    except FileRefused:
        raise
    except Exception as error:  # hostile input: the decoder raises many kinds
        raise Damaged() from error
    return bare, read_exif(block).facts


def _jpeg(image: Image.Image, icc_profile: bytes | None) -> bytes:
    if image.mode not in {"L", "RGB", "CMYK"}:
        image = image.convert("RGB")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=JPEG_QUALITY, icc_profile=icc_profile)
    bare, _ = metadata.strip_jpeg(out.getvalue())
    return bare


def _decode(data: bytes, kind: str) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(data), formats=[kind])
        _check_pixels(image.size)
        image.load()
    except FileRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels(ten_thousands=MAX_PIXELS // 10_000) from error
    except Exception as error:  # as above
        raise Damaged() from error
    return image


def _check_pixels(size: tuple[int, int]) -> None:
    """Before a single pixel is unpacked."""
    if size[0] * size[1] > MAX_PIXELS:
        raise TooManyPixels(ten_thousands=MAX_PIXELS // 10_000)
