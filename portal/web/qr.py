"""How is an address drawn so that a phone can read it from screen or paper? (ISO/IEC 18004)"""

from __future__ import annotations

from typing import Literal

import segno
from markupsafe import Markup


def drawn(address: str, error: Literal["l", "m"] = "m") -> Markup:
    """The address as a picture in the page; `error` is how much of it may be dirty: l for long ones."""
    picture = segno.make(address, error=error, micro=False).svg_inline(
        border=4, omitsize=True, svgclass="qr", lineclass=None, dark="#000", light="#fff"
    )
    return Markup(picture)  # noqa: S704 — segno draws paths only; the address is not in it
