"""Tell this person: rows written with the event; `kernel.sending` brings them out through plugged-in channels.

A notice never holds contents: it says what changed, what to do and until when, with a link.
`portal` notices are read on the case's page; other channels are plugged in by `portal.house`.
"""

from portal.kernel.notices.channels import Deferred, Delivery, Letter, Refused, offered, plug, plug_letters
from portal.kernel.notices.rows import compose, parked, resend, tell_code, told_on_paper

__all__ = [
    "Deferred",
    "Delivery",
    "Letter",
    "Refused",
    "compose",
    "offered",
    "parked",
    "plug",
    "plug_letters",
    "resend",
    "tell_code",
    "told_on_paper",
]
