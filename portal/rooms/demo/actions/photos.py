"""What do the demo's photos show? Small drawn scenes, so that no real place or person is in them."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Final

from PIL import Image, ImageDraw

SIZE: Final = (640, 480)
NAMES: Final = {
    "lamp": "가로등.jpg",
    "pothole": "도로 파임.jpg",
    "pavement": "보도블록.jpg",
    "rubbish": "쓰레기.jpg",
    "leaves": "낙엽.jpg",
    "car": "주차.jpg",
}
_WIDE, _HIGH = SIZE
_HORIZON: Final = 260

Draw = Callable[[ImageDraw.ImageDraw, random.Random], None]


def photo(kind: str, rng: random.Random) -> tuple[str, bytes]:
    """A name and a JPEG of that kind (a key of NAMES)."""
    night = kind == "lamp"
    image = Image.new("RGB", SIZE, (28, 34, 52) if night else (186, 205, 220))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, _HORIZON, _WIDE, _HIGH), fill=(38, 40, 46) if night else (128, 128, 126))
    _houses(draw, rng, night=night)
    _SCENES[kind](draw, rng)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return NAMES[kind], out.getvalue()


def _houses(draw: ImageDraw.ImageDraw, rng: random.Random, *, night: bool) -> None:
    left = -30
    while left < _WIDE:
        width, top = rng.randint(80, 170), rng.randint(60, 190)
        shade = rng.randint(45, 65) if night else rng.randint(150, 205)
        draw.rectangle((left, top, left + width, _HORIZON), fill=(shade, shade, shade + 8))
        for x in range(left + 14, left + width - 20, 34):
            lit = night and rng.random() < 0.3
            draw.rectangle((x, top + 18, x + 16, top + 40), fill=(214, 190, 120) if lit else (90, 100, 112))
        left += width + rng.randint(0, 24)


def _lamp(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    x = rng.randint(240, 400)
    draw.line((x, 430, x, 90), fill=(70, 74, 82), width=9)
    draw.line((x, 92, x + 90, 78), fill=(70, 74, 82), width=7)
    draw.ellipse((x + 72, 72, x + 122, 94), fill=(52, 54, 60))


def _pothole(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    for x in range(0, _WIDE, 120):
        draw.polygon(((x, 362), (x + 70, 362), (x + 62, 372), (x - 8, 372)), fill=(222, 222, 214))
    x, y = rng.randint(180, 360), rng.randint(390, 410)
    draw.ellipse((x, y, x + 150, y + 52), fill=(64, 60, 56))
    draw.ellipse((x + 18, y + 10, x + 126, y + 44), fill=(44, 41, 38))


def _pavement(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    for row, y in enumerate(range(_HORIZON + 20, _HIGH, 44)):
        for x in range(-(row % 2) * 40, _WIDE, 80):
            lift = rng.choice((0, 0, 0, 9))
            shade = rng.randint(150, 178) - 4 * lift
            draw.rectangle((x + 2, y - lift, x + 76, y + 38 - lift), fill=(shade, shade - 18, shade - 34))


def _rubbish(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    for _ in range(11):
        x, y, size = rng.randint(120, 460), rng.randint(300, 400), rng.randint(46, 84)
        colour = rng.choice(((240, 240, 236), (66, 110, 76), (60, 60, 66), (196, 154, 98)))
        draw.ellipse((x, y, x + size, y + size * 4 // 5), fill=colour, outline=(40, 40, 40))


def _leaves(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    for _ in range(700):
        x, y = rng.randint(0, _WIDE), rng.randint(_HORIZON + 30, _HIGH)
        colour = rng.choice(((222, 176, 52), (202, 146, 40), (170, 110, 44)))
        draw.ellipse((x, y, x + 9, y + 5), fill=colour)


def _car(draw: ImageDraw.ImageDraw, rng: random.Random) -> None:
    for x in range(20, _WIDE, 90):
        draw.polygon(((x, 330), (x + 46, 330), (x + 20, _HIGH), (x - 30, _HIGH)), fill=(226, 226, 220))
    x = rng.randint(150, 260)
    draw.rounded_rectangle((x, 310, x + 270, 385), 24, fill=(70, 92, 128))
    draw.polygon(((x + 50, 312), (x + 92, 262), (x + 190, 262), (x + 226, 312)), fill=(150, 172, 190))
    for wheel in (x + 44, x + 186):
        draw.ellipse((wheel, 360, wheel + 46, 406), fill=(28, 28, 30))


_SCENES: Final[dict[str, Draw]] = {
    "lamp": _lamp,
    "pothole": _pothole,
    "pavement": _pavement,
    "rubbish": _rubbish,
    "leaves": _leaves,
    "car": _car,
}
