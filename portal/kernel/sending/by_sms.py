"""How does a notice go by text message? That something moved and where to look, never what: a lock screen shows it."""

from __future__ import annotations

from portal.kernel import sms
from portal.kernel.notices.channels import Delivery, Refused
from portal.settings import settings


async def deliver_sms(delivery: Delivery) -> str:
    """Send one message through SMS_URL and return what the gateway calls it. Raises Deferred or Refused."""
    phone = sms.mobile(delivery.address)
    if not phone:
        raise Refused("not a mobile number")
    message = sms.Message(
        to=phone,
        text=delivery.letter.short or delivery.letter.subject,
        subject=delivery.letter.subject,
        reference=str(delivery.id),
    )
    taken = await sms.send(sms.read_url(settings().sms_url), message)
    return taken.id
