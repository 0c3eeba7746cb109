"""How is a form with files (RFC 7578) taken apart while it arrives?

Files go to temporary files, never whole into memory. A file over the limit is swallowed to its end, so
that the page can answer with everything that was typed and say which file was the trouble.
"""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, cast

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from portal.kernel.words import N_, Message
from portal.web.forms import (
    FORM_TYPES,
    MAX_FIELDS,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_TEXT_BYTES,
    Form,
    Unreadable,
    UploadedFile,
    clean,
    parse_urlencoded,
)

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

SPOOL_BYTES = 256 * 1024
TOO_LARGE = N_("‘%(name)s’ 파일이 너무 큽니다. 한 파일은 %(megabytes)d MB까지 올릴 수 있습니다.")
TOO_MANY = N_("파일은 %(most)d개까지 올릴 수 있습니다. 나머지는 빼고 다시 올려 주세요.")


class _Collector:
    """The parser's callbacks: gathers fields and files of one request."""

    def __init__(self) -> None:
        self.form = Form()
        self.fields = 0
        self.text_bytes = 0
        self._headers: dict[bytes, bytes] = {}
        self._header_name = b""
        self._header_value = b""
        self._field = ""
        self._text: bytearray | None = None
        self._file: UploadedFile | None = None

    def callbacks(self) -> MultipartCallbacks:
        """What the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._add_header_name,
            "on_header_value": self._add_header_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": self._add,
            "on_part_end": self._end,
        }

    def _begin(self) -> None:
        self._headers, self._text, self._file = {}, None, None

    def _add_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _add_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _end_header(self) -> None:
        self._headers[self._header_name.lower()] = self._header_value
        self._header_name = self._header_value = b""

    def _open(self) -> None:
        self.fields += 1
        _, options = parse_options_header(self._headers.get(b"content-disposition"))
        if b"name" not in options or self.fields > MAX_FIELDS:
            raise Unreadable
        self._field = _decode(options[b"name"])
        if b"filename" not in options:
            self._text = bytearray()
            return
        self._file = UploadedFile(
            field=self._field,
            name=_decode(options[b"filename"]),
            content_type=self._headers.get(b"content-type", b"").decode("latin-1"),
            file=cast(IO[bytes], SpooledTemporaryFile(max_size=SPOOL_BYTES)),  # noqa: SIM115 — see Form.close
        )
        # In the list from its first byte, so that it is closed whatever happens.
        self.form.files.append(self._file)

    def _add(self, data: bytes, start: int, end: int) -> None:
        if self._file is not None:
            self._file.size += end - start
            if self._file.size <= MAX_FILE_BYTES and len(self.form.files) <= MAX_FILES:
                self._file.file.write(data[start:end])
        elif self._text is not None:
            self.text_bytes += end - start
            if self.text_bytes > MAX_TEXT_BYTES:
                raise Unreadable
            self._text += data[start:end]

    def _end(self) -> None:
        if self._text is not None:
            self.form.values.setdefault(self._field, []).append(_decode(bytes(self._text)))
        elif self._file is not None:
            self._settle(self._file)

    def _settle(self, file: UploadedFile) -> None:
        """Keep the file, or leave it out and say why."""
        file.file.seek(0)
        problem: Message | None = None
        if file.size > MAX_FILE_BYTES:
            problem = Message(TOO_LARGE, {"name": file.name, "megabytes": MAX_FILE_BYTES // 1024 // 1024})
        elif len(self.form.files) > MAX_FILES:
            problem = Message(TOO_MANY, {"most": MAX_FILES})
        if problem is not None:
            self.form.problems[file.field] = problem
        if problem is not None or (not file.name and not file.size):
            file.file.close()
            self.form.files.remove(file)


def _decode(raw: bytes) -> str:
    return clean(raw.decode("utf-8", "replace"))


def is_form(request: Request) -> bool:
    """True if the body is one of the two types that HTML forms send."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return content_type in FORM_TYPES


async def parse(request: Request) -> Form:
    """Read the request's form to its end; raises Unreadable. The caller closes the form."""
    content_type, options = parse_options_header(request.headers.get("content-type", ""))
    if content_type != b"multipart/form-data":
        return parse_urlencoded(await request.body())
    collector = _Collector()
    try:
        parser = MultipartParser(options[b"boundary"], collector.callbacks())
        async for chunk in request.stream():
            parser.write(chunk)
        parser.finalize()
    except BaseException as error:
        collector.form.close()
        if isinstance(error, (FormParserError, KeyError)):
            raise Unreadable from error
        raise
    return collector.form
