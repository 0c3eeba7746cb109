"""How is somebody told about their account? A row that the worker sends, by the wishes of the account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from portal.kernel import keys
from portal.kernel.canonical import canonical
from portal.kernel.models import Notice, Person
from portal.kernel.notices.rows import ACCOUNT
from portal.kernel.notices.wishes import MAIL
from portal.kernel.sending.account_letters import LETTERS
from portal.kernel.sending.recipients import sealed_place


async def tell_person(person: Person, topic: str, now: datetime) -> None:
    """Tell the owner of an account what happened to it (a topic of LETTERS), at the addresses it has when sent.

    Who closes an account or changes its address tells the old address by `tell_address`.
    """
    _known(topic)
    await Notice.create(person_id=person.id, topic=topic, channel=ACCOUNT, available_at=now, created_at=now)


async def tell_address(
    address: str,
    topic: str,
    now: datetime,
    *,
    lang: str = "ko",
    link: str = "",
    channel: str = MAIL,
    more: Mapping[str, str] | None = None,
) -> None:
    """Tell an address that belongs to no account (any more). It stands sealed in the row until it is told.

    `more` fills in what only this topic's letter says.
    """
    _known(topic)
    notice = Notice(topic=topic, channel=channel, available_at=now, created_at=now)
    said = canonical({"address": address, "lang": lang, "link": link, "more": dict(more or {})})
    notice.sealed = keys.seal_for_house(said, sealed_place(notice))
    await notice.save(force_create=True)


def _known(topic: str) -> None:
    if topic not in LETTERS:
        raise ValueError(f"no letter says this: {topic}")
