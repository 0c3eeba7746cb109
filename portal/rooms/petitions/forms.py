"""What did the petitioner send to a case that runs: words, files, the wish to mask a resident number?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.kernel import files, privacy
from portal.kernel.answers import normal
from portal.kernel.words import Message
from portal.web.forms import Form

WORDS = "supplement"
REASON = "reason"
FILES = "files"


@dataclass(frozen=True)
class Supplement:
    """Words and files that complete a case. `seen` is the last event on the page they were written on."""

    words: str
    uploads: tuple[files.Upload, ...]
    problems: Mapping[str, Message]
    seen: int


def supplement(form: Form) -> Supplement:
    """Read it; if the masking button was pressed, resident numbers in words and file names are masked."""
    words = text_of(form, WORDS)
    names = [file.name for file in form.files_of(FILES)]
    if masks(form):
        names = [privacy.mask_resident_numbers(name) for name in names]
    uploads = [files.Upload(name, file.file) for name, file in zip(names, form.files_of(FILES), strict=True)]
    seen = form.get("seen")
    number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0
    return Supplement(words, tuple(uploads), form.problems, number)


def text_of(form: Form, name: str) -> str:
    """A text of several lines, masked if that button was pressed."""
    words = normal.lines(form.get(name))
    return privacy.mask_resident_numbers(words) if masks(form) else words


def masks(form: Form) -> bool:
    """Whether the button "mask it and go on" was pressed."""
    return form.get("do") == "mask"
