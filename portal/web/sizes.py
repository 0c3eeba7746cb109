"""How does a person read the size of a file?"""

from __future__ import annotations

MEGABYTE = 1_000_000


def size(octets: int, _lang: str = "ko") -> str:
    """`2.4 MB`, `310 KB`, the same in every language; as static/js/upload.js writes it."""
    return f"{octets / MEGABYTE:.1f} MB" if octets >= MEGABYTE else f"{max(1, round(octets / 1000))} KB"
