"""How does a notice go by mail? A letter to the post office (`mail`), its failures told in our words."""

from __future__ import annotations

from email.utils import parseaddr

from mail import message, outbound
from portal.kernel.notices.channels import Deferred, Delivery, Refused
from portal.settings import settings


async def deliver_mail(delivery: Delivery) -> None:
    """Send one letter through SMTP_URL. The Message-ID comes from the notice, so that a repetition shows."""
    sender = settings().mail_from
    domain = parseaddr(sender)[1].partition("@")[2]
    try:
        letter = message.compose(
            sender,
            delivery.address,
            delivery.letter.subject,
            delivery.letter.text,
            f"{delivery.id}@{domain}",
            _one_click(delivery.stop),
            date=delivery.written_at,
        )
    except message.BadAddress:
        raise Refused("not an address") from None
    try:
        await outbound.send(settings().smtp_url, letter)
    except outbound.MailDeferred as error:
        raise Deferred(error.reason) from None
    except outbound.MailRefused as error:
        raise Refused(error.reason) from None


def _one_click(link: str) -> dict[str, str]:
    """The headers by which a mail program unsubscribes by itself (RFC 8058); the relay's DKIM must cover them."""
    if not link:
        return {}
    return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
