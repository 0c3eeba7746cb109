"""What did the browser send? Fields as typed, and files on disk, within limits.

Text is decoded as UTF-8; what can't be read (bad bytes, NUL) becomes U+FFFD, so that the rest is kept.
It is brought to NFC (macOS sends Hangul in parts) and to plain line ends. A file's name is data, no path.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, field
from typing import IO, Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message

MAX_FILES = 5
MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_FIELDS = 500
MAX_TEXT_BYTES = 1024 * 1024
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class TooLarge(Refusal):
    """A file is too large or one too many; `form` still holds everything that was typed."""

    kind = "too_large"

    def __init__(self, form: Form) -> None:
        self.form = form
        super().__init__(N_("파일을 올리지 못했습니다."), fields=form.problems)


class Unreadable(Refusal):
    """What was sent is no form or no JSON that we can read."""

    def __init__(self) -> None:
        super().__init__(N_("보낸 내용을 읽을 수 없습니다. 화면을 새로 고친 다음 다시 보내 주세요."))


@dataclass
class UploadedFile:
    """One uploaded file: `file` stands at its start, `size` is in bytes. Closed after the answer."""

    field: str
    name: str
    content_type: str
    file: IO[bytes]
    size: int = 0

    def read(self) -> bytes:
        """The whole content."""
        self.file.seek(0)
        return self.file.read()


@dataclass
class Form:
    """A form as it was typed. `problems` names each field whose files are too large or too many."""

    values: dict[str, list[str]] = field(default_factory=dict)
    files: list[UploadedFile] = field(default_factory=list)
    problems: dict[str, Message] = field(default_factory=dict)

    def get(self, name: str, default: str = "") -> str:
        """The first value of a field."""
        return (self.values.get(name) or [default])[0]

    def all(self, name: str) -> list[str]:
        """All values of a field (check boxes)."""
        return self.values.get(name, [])

    def files_of(self, name: str) -> list[UploadedFile]:
        """The files of one field; an empty file input counts as none."""
        return [file for file in self.files if file.field == name]

    def close(self) -> None:
        """Remove the temporary files."""
        for file in self.files:
            file.file.close()


def clean(raw: str) -> str:
    """Text as the house keeps it: NFC, plain line ends, no NUL."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    return unicodedata.normalize("NFC", text)


def parse_urlencoded(body: bytes) -> Form:
    """A form without files; raises Unreadable if it has more than 500 fields."""
    form = Form()
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="replace",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError as error:
        raise Unreadable from error
    for name, value in pairs:
        form.values.setdefault(clean(name), []).append(clean(value))
    return form


async def read(request: Request, *, strict: bool = True) -> Form:
    """The form of this request (the guard has parsed it already).

    With `strict`, raises TooLarge if `form.problems` isn't empty; without, the handler shows them
    beside their fields and keeps what was typed.
    """
    form: Form | None = request.scope["state"].get("form")
    if form is None:
        raise Unreadable
    if strict and form.problems:
        raise TooLarge(form)
    return form


async def read_json(request: Request) -> Any:
    """A JSON body (at most 1 MB); raises Unreadable."""
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
