"""How is a letter written so that every mail server takes it, and read so that no letter breaks us?

Pure functions: no network, no clock, no files. `compose` makes an RFC 5322 message; `parse` reads whatever
came.
"""

import email
import email.errors
import email.policy
import email.utils
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage, Message
from html.parser import HTMLParser

from mail.charsets import decode, header_text
from mail.wire import WIRE

_MAX_PARTS = 500
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[^\s@<>,;:\"()]+")


class BadAddress(ValueError):
    """An address that no mail server would take; nothing was sent."""


class Unreadable(ValueError):
    """Bytes nested so deeply that they are no letter."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file inside a letter. `name` is data, never a path; `media_type` is only the sender's claim."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as read. `html` is hostile until cleaned; `date` is UTC, or None when missing or
    unreadable."""

    message_id: str
    in_reply_to: str
    references: tuple[str, ...]
    sender: str
    sender_name: str
    to: tuple[str, ...]
    subject: str
    date: datetime | None
    text: str
    html: str | None
    automatic: bool
    enclosures: tuple[Enclosure, ...] = field(default=())


def compose(
    sender: str,
    to: str,
    subject: str,
    text: str,
    message_id: str,
    headers: Mapping[str, str] | None = None,
    *,
    date: datetime,
    auto_submitted: str | None = "auto-generated",
) -> EmailMessage:
    """A plain-text UTF-8 letter to one address.

    `message_id` is made by the caller (with or without <>), so that sending again is recognised as the
    same letter. `date` must be aware. `auto_submitted` (RFC 3834) keeps out-of-office robots from
    answering; None leaves it out. Line breaks in a header become spaces. Raises `BadAddress`.
    """
    if date.tzinfo is None:
        raise ValueError("the date of a letter needs a time zone")
    message = EmailMessage(policy=WIRE)
    message["From"] = _address(sender)
    message["To"] = _address(to)
    message["Subject"] = _one_line(subject)
    message["Date"] = email.utils.format_datetime(date.astimezone(UTC))
    message["Message-ID"] = f"<{_one_line(message_id).strip('<>')}>"
    if auto_submitted:
        message["Auto-Submitted"] = auto_submitted
    for name, value in (headers or {}).items():
        message[name] = _one_line(value)
    message.set_content(text, charset="utf-8", cte="7bit" if _is_plain(text) else "base64")
    return message


def parse(raw: bytes) -> Letter:
    """Read a letter as it came. Raises only `Unreadable`; whatever else is wrong inside is guessed."""
    try:
        message = email.message_from_bytes(raw, policy=_KeepBytes())
        parts = list(_leaves(message))
    except RecursionError as error:
        raise Unreadable("nested too deeply") from error
    text, html, enclosures = _bodies(parts)
    # Addresses are split before words are decoded: a decoded name may itself look like an address.
    name, address = email.utils.parseaddr(str(message.get("From", "")))
    submitted = _header(message, "Auto-Submitted").split(";")[0].strip().lower()
    return Letter(
        message_id=_first_id(message, "Message-ID"),
        in_reply_to=_first_id(message, "In-Reply-To"),
        references=tuple(_ids(_header(message, "References"))),
        sender=header_text(address),
        sender_name=header_text(name),
        to=tuple(header_text(a) for _, a in email.utils.getaddresses([str(message.get("To", ""))]) if a),
        subject=_header(message, "Subject"),
        date=_date(_header(message, "Date")),
        text=text if text is not None else _text_of(html or ""),
        html=html,
        automatic=submitted not in {"", "no"},
        enclosures=tuple(enclosures),
    )


class _KeepBytes(email.policy.Compat32):
    """Give headers as they stand, 8-bit bytes as surrogates; the stock policy replaces them by question
    marks."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


class _Words(HTMLParser):
    """Collects the visible words of an HTML letter."""

    _HIDDEN = frozenset({"script", "style", "head", "title"})
    _BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "h4"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._depth += tag in self._HIDDEN
        if tag in self._BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._depth = max(0, self._depth - (tag in self._HIDDEN))

    def handle_data(self, data: str) -> None:
        if not self._depth:
            self.words.append(data)


def _text_of(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    return "\n".join(line for line in lines if line)


def _leaves(message: "Message[str, str]") -> "Iterator[Message[str, str]]":
    for number, part in enumerate(message.walk()):
        if number >= _MAX_PARTS:
            raise Unreadable("too many parts")
        if not part.is_multipart():
            yield part


def _bodies(parts: "Iterable[Message[str, str]]") -> tuple[str | None, str | None, list[Enclosure]]:
    """The first plain text, the first HTML, and everything else as enclosures."""
    text: str | None = None
    html: str | None = None
    enclosures: list[Enclosure] = []
    for part in parts:
        kind, name, data = part.get_content_type(), _file_name(part), _payload(part)
        enclosed = bool(name) or part.get_content_disposition() == "attachment"
        charset = part.get_param("charset")
        label = charset if isinstance(charset, str) else None
        if not enclosed and kind == "text/plain" and text is None:
            text = decode(data, label).replace("\r\n", "\n")
        elif not enclosed and kind == "text/html" and html is None:
            html = decode(data, label)
        elif enclosed or not kind.startswith("text/"):
            enclosures.append(Enclosure(name, kind, data))
    return text, html, enclosures


def _payload(part: "Message[str, str]") -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _file_name(part: "Message[str, str]") -> str:
    """RFC 2231 names, RFC 2047 names (wrong but common) and bare 8-bit names."""
    for key, header in (("filename", "Content-Disposition"), ("name", "Content-Type")):
        found = part.get_param(key, header=header)
        if isinstance(found, tuple):
            return decode(found[2].encode("latin-1", "replace"), found[0])
        if found:
            return header_text(str(found))
    return ""


def _header(message: "Message[str, str]", name: str) -> str:
    return header_text(str(message.get(name, "")))


def _ids(value: str) -> list[str]:
    return [word.strip("<>,") for word in value.replace("><", "> <").split() if "@" in word]


def _first_id(message: "Message[str, str]", name: str) -> str:
    return next(iter(_ids(_header(message, name))), "")


def _date(value: str) -> datetime | None:
    try:
        found = email.utils.parsedate_to_datetime(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _is_plain(text: str) -> bool:
    return text.isascii() and all(len(line) <= 78 for line in text.splitlines())


def _address(value: str) -> Address:
    """`이름 <a@b.kr>` or `a@b.kr`; an international domain becomes its ASCII form."""
    line = _one_line(value)
    found = email.utils.getaddresses([line])
    if len(found) != 1 or not _ADDRESS.fullmatch(found[0][1]) or found[0][1] not in line:
        raise BadAddress("not an address")
    local, _, domain = found[0][1].rpartition("@")
    try:
        return Address(display_name=found[0][0], username=local, domain=_ascii(domain))
    except (ValueError, IndexError, email.errors.MessageError) as error:
        raise BadAddress("not an address") from error


def _ascii(domain: str) -> str:
    return domain if domain.isascii() else domain.encode("idna").decode("ascii")
