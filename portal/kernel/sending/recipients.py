"""Who is told by a notice, and where do they read it? Opened when it is sent, and forgotten after.

A case's petitioner, or the account that it belongs to; an account; or an address that the notice itself brings.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from portal.kernel import keys, sms
from portal.kernel.cases.contents import Petitioner, key_of, petitioner_of, reach_of
from portal.kernel.models import Case, Follow, Notice, Person
from portal.kernel.notices import wishes
from portal.kernel.notices.channels import offered
from portal.kernel.notices.wishes import MAIL, PAPER, SMS, Wishes
from portal.kernel.people import consents, residents
from portal.kernel.public import following


class Nobody(Exception):
    """There is nobody to tell any more; `reason` is a key of `notices.rows.REASONS`."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Recipient:
    """Who is told. `ways` are the channels by which they may be told, the first to begin with; `addresses` by channel.

    `paper`: may be told in writing if all else fails. `link` and `more` belong to the words of some notices
    of no case. `follow`: by which public case's news it is told, with nothing but what anybody may read.
    """

    lang: str
    ways: tuple[str, ...]
    addresses: Mapping[str, str]
    wishes: Wishes = field(default_factory=Wishes)
    case: Case | None = None
    petitioner: Petitioner | None = None
    paper: bool = False
    link: str = ""
    more: Mapping[str, str] = field(default_factory=dict)
    follow: Follow | None = None


async def of_notice(notice: Notice) -> Recipient:
    """Who this notice is for. Raises Nobody."""
    if notice.case_id is not None:
        return await _of_case(notice)
    if notice.follow_id is not None:
        return await _of_follow(notice)
    if notice.sealed is not None:
        return _of_itself(notice)
    return await _of_person(notice)


async def _of_case(notice: Notice) -> Recipient:
    case = await Case.get(id=notice.case_id)
    try:
        petitioner = petitioner_of(case, await key_of(case))
    except keys.KeyDestroyed:
        raise Nobody("destroyed") from None
    reach = reach_of(case, petitioner)
    addresses = {
        MAIL: petitioner.email if petitioner.email_proved else "",
        SMS: sms.mobile(petitioner.phone),
        PAPER: petitioner.address,
    }
    wished, ways = Wishes(), reach
    person = await Person.get_or_none(id=case.person_id, active=True) if case.person_id else None
    if person is not None:
        own = await _own_addresses(person)
        wished = await wishes.of(person)
        chosen = [
            way for way in wished.channels(wishes.name_of(notice.topic)) if way == PAPER or offered(way)
        ]
        if SMS not in reach or await consents.took_back(person, "sms"):
            # The number on the form alone is no consent to messages (보호법 22조), nor is one that was taken back.
            reach, addresses[SMS] = tuple(way for way in reach if way != SMS), ""
        addresses = {way: own.get(way) or addresses[way] for way in addresses}
        ways = tuple(way for way in chosen if addresses[way])
        if chosen and not ways:
            # Wanted, but nothing to write to: what the case itself was filed with.
            ways = reach
    return Recipient(case.lang, ways, addresses, wished, case, petitioner, paper=True)


async def _of_follow(notice: Notice) -> Recipient:
    """An account by its own wishes, a guest by the address that was proved; never on paper."""
    follow = await Follow.get(id=notice.follow_id).select_related("case")
    if not follow.case.public:
        raise Nobody("destroyed")
    if follow.person_id is None:
        return Recipient(follow.lang, (MAIL,), {MAIL: following.address_of(follow)}, follow=follow)
    found = await _of_account(follow.person_id, notice.topic)
    return replace(found, follow=follow)


async def _of_person(notice: Notice) -> Recipient:
    return await _of_account(notice.person_id, notice.topic)


async def _of_account(person_id: UUID | None, told: str) -> Recipient:
    person = await Person.get_or_none(id=person_id, active=True)
    if person is None:
        raise Nobody()
    addresses = await _own_addresses(person)
    wished = await wishes.of(person)
    ways = tuple(way for way in wished.channels(wishes.name_of(told)) if addresses.get(way) and offered(way))
    return Recipient(person.lang, ways, addresses, wished)


async def _own_addresses(person: Person) -> dict[str, str]:
    try:
        profile = await residents.profile_of(person)
    except keys.KeyDestroyed:
        return {}
    by_sms = "sms" in await consents.given(person)
    return {
        MAIL: profile.email if profile.email_proved else "",
        SMS: sms.mobile(profile.phone) if by_sms else "",
    }


def _of_itself(notice: Notice) -> Recipient:
    said = json.loads(keys.unseal_for_house(bytes(notice.sealed or b""), sealed_place(notice)))
    addresses = {notice.channel: said["address"]}
    # A row from before the last upgrade has no `more`.
    return Recipient(said["lang"], (notice.channel,), addresses, link=said["link"], more=said.get("more", {}))


def sealed_place(notice: Notice) -> str:
    """Where `Notice.sealed` is sealed to (`keys.seal_for_house`)."""
    return f"notice:{notice.id}:address"
