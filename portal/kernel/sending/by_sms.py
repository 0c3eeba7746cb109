"""How does a notice go by text message? That something moved and where to look, never what: a lock screen shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from portal.kernel import sms
from portal.kernel.notices.channels import Deliver, Delivery, Refused


def by_sms(gateway: sms.Gateway, read_clock: Callable[[], datetime]) -> Deliver:
    """The channel that sends through a gateway and returns what that calls the message.

    `read_clock` is the real time (aware, UTC): a signature holds a few minutes only.
    """

    async def deliver(delivery: Delivery) -> str:
        """Raises Deferred or Refused."""
        phone = sms.mobile(delivery.address)
        if not phone:
            raise Refused("not a mobile number")
        message = sms.Message(
            to=phone,
            text=delivery.letter.short or delivery.letter.subject,
            subject=delivery.letter.subject,
            reference=str(delivery.id),
        )
        return (await sms.send(gateway, message, now=read_clock())).id

    return deliver
