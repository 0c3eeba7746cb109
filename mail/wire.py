"""In which form do the headers of our letters go over the wire?"""

import base64
from email.policy import EmailPolicy


class Wire(EmailPolicy):
    """Writes Korean headers as RFC 2047 words of our own.

    Python 3.11 loses a space where it folds such a line (CPython issue 92081), and its older `Header` may
    end one with an empty line, which would end the headers.
    """

    def fold(self, name: str, value: str) -> str:
        return super().fold(name, value) if str(value).isascii() else self._encoded(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        if str(value).isascii():
            return super().fold_binary(name, value)
        return self._encoded(name, value).encode("ascii")

    def _encoded(self, name: str, value: str) -> str:
        words, address = str(value), ""
        for person in getattr(value, "addresses", ()):
            words, address = person.display_name, f" <{person.addr_spec}>"
        lines = [f"=?utf-8?b?{base64.b64encode(piece).decode()}?=" for piece in _pieces(words)]
        if address:
            lines[-1:] = (
                [lines[-1], address.strip()] if len(lines[-1] + address) > 60 else [lines[-1] + address]
            )
        return f"{name}: " + f"{self.linesep} ".join(lines) + self.linesep


def _pieces(words: str, size: int = 39) -> list[bytes]:
    """UTF-8 in pieces that cut no character; a line with one stays under 76 (RFC 2047, 2)."""
    pieces = [b""]
    for letter in words:
        raw = letter.encode("utf-8", "replace")
        if len(pieces[-1] + raw) > size:
            pieces.append(b"")
        pieces[-1] += raw
    return pieces


WIRE = Wire(linesep="\r\n", cte_type="7bit")
