"""How are the bytes of a letter turned into text when its label is wrong, old or unknown?

Korean mail programs label CP949 text `euc-kr` or `ks_c_5601-1987`; Python takes those labels for the smaller
EUC-KR and fails on syllables such as 똠 or 뷁. Nothing here raises: a letter must stay readable.
"""

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header

_KOREAN = re.compile(r"euc-?kr|ks_?c_?-?5601(-?19(87|89))?|ks_?x_?-?1001|korean|(cp|ms|windows)-?949|uhc")
# Codecs that are no charset of letters: escapes, domain names, and UTF-7, which hides markup in plain ASCII.
_NO_CHARSET = {"ascii", "utf-7", "idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"}
_UNLABELLED = ("utf-8", "cp949")


def decode(raw: bytes, charset: str | None) -> str:
    """Text of `raw`; Korean labels mean CP949, an unknown or missing label is guessed. Never raises."""
    name = _codec(charset)
    if name is not None:
        try:
            return raw.decode(name)
        except (UnicodeError, ValueError):
            pass
    for guess in _UNLABELLED:
        try:
            return raw.decode(guess)
        except UnicodeDecodeError:
            continue
    return raw.decode(name or "utf-8", "replace")


def header_text(value: str) -> str:
    """Text of a header value: RFC 2047 words, or the bare 8-bit bytes of old programs."""
    value = re.sub(r"\r?\n[ \t]*", " ", value)
    if not value.isascii():
        return decode(value.encode("utf-8", "surrogateescape"), None).strip()
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError):
        return value.strip()
    text = "".join(piece if isinstance(piece, str) else decode(piece, charset) for piece, charset in pieces)
    return text.strip()


def _codec(charset: str | None) -> str | None:
    """The Python codec for a label of a letter, or None when there is no such text encoding."""
    if not charset:
        return None
    label = charset.strip().strip("\"'").lower()
    if _KOREAN.fullmatch(label):
        return "cp949"
    try:
        info = codecs.lookup(label)
    except (LookupError, ValueError):
        return None
    if info.name in _NO_CHARSET or not getattr(info, "_is_text_encoding", True):
        return None
    return info.name
