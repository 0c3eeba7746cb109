"""How does one letter leave the house, and what does a failure mean: try again, or never?

Sends one message to one address (RFC 5321) and answers by two exceptions. Nothing is retried here and
nothing is kept: the caller's rows do that. Neither exception repeats the server's words, which often quote
the address.
"""

import re
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_PORTS = {"smtp": 25, "smtps": 465}


class MailDeferred(Exception):
    """Not delivered now; the same letter may go later. `reason` holds no personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MailRefused(Exception):
    """The server will never take this letter (5xx). `reason` holds no personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Relay:
    """A mail server to hand letters to, read from `smtp://user:pass@host:port?starttls` or `smtps://…`."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: bool
    starttls: bool

    @classmethod
    def from_url(cls, url: str) -> "Relay":
        """Raises ValueError for other schemes, and for a password that would go in the clear."""
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not parts.hostname:
            raise ValueError("the mail server is written smtp://host:port or smtps://host:port")
        relay = cls(
            host=parts.hostname,
            port=parts.port or _PORTS[parts.scheme],
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            tls=parts.scheme == "smtps",
            starttls="starttls" in parse_qs(parts.query, keep_blank_values=True),
        )
        if relay.user and not (relay.tls or relay.starttls):
            raise ValueError("a mail password needs smtps:// or ?starttls")
        return relay


async def send(url: str, message: EmailMessage, *, timeout_seconds: float = 30) -> None:
    """Hand `message` to the server at `url` and return when the server has taken it.

    `timeout_seconds` bounds each step. Raises `MailDeferred` (no connection, time-out, 4xx, a sign-in or TLS
    problem of ours) or `MailRefused` (5xx for this sender, address or content). A MailDeferred after the
    content was sent may still have been delivered: the unchanged Message-ID tells the receiver.
    """
    relay = Relay.from_url(url)
    try:
        await aiosmtplib.send(
            message.as_bytes(),
            sender=message["From"].addresses[0].addr_spec,
            recipients=[message["To"].addresses[0].addr_spec],
            hostname=relay.host,
            port=relay.port,
            username=relay.user,
            password=relay.password,
            use_tls=relay.tls,
            start_tls=relay.starttls,
            timeout=timeout_seconds,
        )
    except aiosmtplib.SMTPAuthenticationError as error:
        raise MailDeferred(f"sign-in refused ({error.code})") from None
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise _verdict(error.recipients[0].code, error.recipients[0].message) from None
    except aiosmtplib.SMTPResponseException as error:
        raise _verdict(error.code, error.message) from None
    except (aiosmtplib.SMTPException, ssl.SSLError, OSError) as error:
        raise MailDeferred(type(error).__name__) from None


async def greet(url: str, *, timeout_seconds: float = 10) -> None:
    """Go to the server and sign in, without a letter, to see whether it is there. Raises as `send`, and ValueError."""
    relay = Relay.from_url(url)
    server = aiosmtplib.SMTP(
        hostname=relay.host,
        port=relay.port,
        username=relay.user,
        password=relay.password,
        use_tls=relay.tls,
        start_tls=relay.starttls,
        timeout=timeout_seconds,
    )
    try:
        async with server:
            await server.noop()
    except (aiosmtplib.SMTPException, ssl.SSLError, OSError) as error:
        raise MailDeferred(type(error).__name__) from None


def _verdict(code: int, words: str) -> MailDeferred | MailRefused:
    """Codes of the letter itself are final at 5xx; codes of the conversation (421, 454, 530) are not."""
    found = _ENHANCED.search(words)
    reason = f"{code} {found.group(1)}" if found else str(code)
    if 500 <= code < 600 and code not in {530, 538}:
        return MailRefused(reason)
    return MailDeferred(reason)
