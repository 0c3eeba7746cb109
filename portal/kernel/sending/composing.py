"""What is handed to a channel? To whom, in whose words, and the link by which it can be stopped."""

from __future__ import annotations

import inspect
from datetime import datetime
from typing import Final

from portal.kernel.models import Follow, Notice
from portal.kernel.notices import channels, stops
from portal.kernel.notices.channels import Delivery, Letter
from portal.kernel.notices.wishes import MAIL, SMS
from portal.kernel.public import following
from portal.kernel.sending import account_letters
from portal.kernel.sending.code_letter import open_proof
from portal.kernel.sending.recipients import Nobody, Recipient
from portal.kernel.words import Text
from portal.settings import settings

_STOP_MAIL: Final = Text(
    "이런 메일을 더 받지 않으려면: {link}\n꼭 알려 드려야 하는 소식은 다른 방법으로 알려 드립니다.",
    "To get no more mail like this: {link}\nWhat we must tell you then comes by another way.",
)
_STOP_FOLLOW: Final = Text("이 민원을 그만 지켜보려면: {link}", "To follow this petition no more: {link}")
_STOP_SMS: Final = Text("수신거부 {link}", "Stop: {link}")


class Stopped(Exception):
    """The contact wants nothing more by this channel."""


async def of_proof(notice: Notice, now: datetime) -> Delivery:
    """The delivery of a one-time code. Raises Nobody once it is of no use."""
    opened = await open_proof(notice.proof_id, now) if notice.proof_id else None
    if opened is None:
        raise Nobody()
    return Delivery(notice.id, *opened, notice.created_at)


async def of_notice(notice: Notice, recipient: Recipient) -> Delivery:
    """The delivery of any other notice. Raises Nobody without an address, Stopped."""
    address = recipient.addresses.get(notice.channel, "")
    if not address:
        raise Nobody("nowhere")
    letter = await letter_of(notice, recipient)
    if recipient.follow is not None:
        return await _of_follow(notice, recipient.follow, recipient, letter)
    if recipient.case is None:
        # What concerns the safety of an account can't be stopped by whoever reads its mail.
        return Delivery(notice.id, address, letter, notice.created_at)
    contact = stops.contact_of(notice.channel, address)
    if await stops.stopped(contact):
        raise Stopped
    stop = f"{settings().base_url.rstrip('/')}/unsubscribe/{stops.token(contact)}"
    return Delivery(
        notice.id, address, _with_stop(letter, notice, stop, recipient.lang), notice.created_at, stop
    )


async def _of_follow(notice: Notice, follow: Follow, recipient: Recipient, letter: Letter) -> Delivery:
    """With a link that ends this follow alone. Raises Stopped if the contact wanted no more since it follows."""
    address = recipient.addresses[notice.channel]
    if await stops.stopped(stops.contact_of(notice.channel, address), since=follow.since):
        raise Stopped
    stop = f"{settings().base_url.rstrip('/')}/unsubscribe/follow/{following.stop_token(follow)}"
    words = Letter(
        letter.subject,
        f"{letter.text.rstrip()}\n\n{_STOP_FOLLOW.get(recipient.lang).format(link=stop)}\n",
        f"{letter.short}\n{_STOP_SMS.get(recipient.lang).format(link=stop)}",
    )
    return Delivery(notice.id, address, words, notice.created_at, stop)


async def letter_of(notice: Notice, recipient: Recipient) -> Letter:
    """The words of a notice, in the reader's language."""
    if recipient.follow is not None:
        told = channels.letters(following.TOPIC)
        found = told(recipient.follow.case, notice, None, recipient.lang, settings().base_url)
        return await found if inspect.isawaitable(found) else found
    if recipient.case is None:
        return account_letters.compose(
            notice.topic, recipient.lang, recipient.link, notice.created_at, recipient.more
        )
    case, base_url = recipient.case, settings().base_url
    written = channels.letters(case.room)(case, notice, recipient.petitioner, recipient.lang, base_url)
    return await written if inspect.isawaitable(written) else written


def _with_stop(letter: Letter, notice: Notice, link: str, lang: str) -> Letter:
    if notice.channel == MAIL:
        return Letter(
            letter.subject,
            f"{letter.text.rstrip()}\n\n{_STOP_MAIL.get(lang).format(link=link)}\n",
            letter.short,
        )
    if notice.channel == SMS:
        return Letter(letter.subject, letter.text, f"{letter.short}\n{_STOP_SMS.get(lang).format(link=link)}")
    return letter
