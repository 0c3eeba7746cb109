"""Whose account does a provider vouch for, and which rights do its groups give?

Staff come in by a provider that is marked for staff and by no other, whoever linked what; there an unknown account
with rights makes a member of staff, and the grants that its groups gave are set anew at each sign-in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.kernel import people, sending
from portal.kernel.models import Identity, Person
from portal.kernel.people import identities, residents, staff_groups
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.web.openid.coming import Vouched
from portal.web.openid.providers import Provider


class NotThisWay(Refusal):
    """The account may not come in by this provider."""

    kind = "forbidden"

    def __init__(self, provider: Provider) -> None:
        super().__init__(
            N_("이 계정은 %(provider)s(으)로 로그인할 수 없습니다. 다른 방법으로 로그인해 주세요."),
            provider=provider.label,
        )


class AccountShut(Refusal):
    """The account was closed."""

    kind = "forbidden"

    def __init__(self) -> None:
        super().__init__(N_("닫힌 계정입니다. 다시 쓰려면 민원실이나 전산 담당자에게 문의해 주세요."))


class NoSecondFactor(Refusal):
    """The provider is to ask staff for a second factor and does not say that it did."""

    kind = "forbidden"

    def __init__(self, provider: Provider) -> None:
        super().__init__(
            N_(
                "직원은 %(provider)s에서 2단계 인증까지 마쳐야 합니다. "
                "%(provider)s의 2단계 인증을 켠 다음 다시 로그인해 주세요."
            ),
            provider=provider.label,
        )


@dataclass(frozen=True)
class Known:
    """An account found by its identity at a provider. `asks`: the portal asks for the second factor itself."""

    person: Person
    identity_id: UUID
    asks: bool


async def account_of(provider: Provider, vouched: Vouched, now: datetime) -> Known | None:
    """The account that this identity opens; None for a resident who has none yet.

    Raises NotThisWay, AccountShut, NoRights, NoSecondFactor.
    """
    found = await identities.identity_of(vouched.identity)
    if found is None:
        return await _unknown(provider, vouched, now)
    if not found.person.active:
        raise AccountShut()
    if found.person.kind == "staff":
        return await _staff(provider, vouched, found, now)
    if not provider.settings.residents:
        raise NotThisWay(provider)
    await identities.note_use(found, now)
    return Known(found.person, found.id, asks=False)


async def link(provider: Provider, person: Person, vouched: Vouched, now: datetime) -> None:
    """Let a signed-in person sign in by this provider too, and tell a resident. Raises NotThisWay, BelongsToAnother."""
    check_links(provider, person)
    new = await identities.identity_of(vouched.identity) is None
    await identities.link(person, vouched.identity, now)
    if new:
        await tell_of_way(person, now)


async def tell_of_way(person: Person, now: datetime) -> None:
    """A way in was added: its owner must hear of it, whoever sat at the screen. Staff have the log of looks."""
    if person.kind == residents.RESIDENT:
        await sending.tell_person(person, "way_added", now)


def check_links(provider: Provider, person: Person) -> None:
    """Raises NotThisWay unless people of this kind come in by the provider."""
    if not (provider.settings.staff if person.kind == "staff" else provider.settings.residents):
        raise NotThisWay(provider)


async def _unknown(provider: Provider, vouched: Vouched, now: datetime) -> Known | None:
    if provider.settings.staff and _rights(provider, vouched):
        await staff_groups.take_on(
            vouched.identity, username=vouched.username, name=vouched.name, phone=vouched.phone, now=now
        )
        found = await identities.identity_of(vouched.identity)
        if found is not None:
            return await _staff(provider, vouched, found, now)
    if not provider.settings.residents:
        raise staff_groups.NoRights()
    return None


async def _staff(provider: Provider, vouched: Vouched, found: Identity, now: datetime) -> Known:
    if not provider.settings.staff:
        raise NotThisWay(provider)
    here = provider.settings.second_factor == "here"
    if not here and not vouched.second_factor:
        raise NoSecondFactor(provider)
    await staff_groups.refresh(found.person, name=vouched.name, phone=vouched.phone)
    await staff_groups.sync(found.person, _rights(provider, vouched), provider=provider.name, now=now)
    await identities.note_use(found, now)
    await staff_groups.lapse(found.person, now)
    if not await people.grants_of(found.person):
        raise staff_groups.NoRights()
    return Known(found.person, found.id, asks=here)


def _rights(provider: Provider, vouched: Vouched) -> list[people.Right]:
    return staff_groups.rights_of(vouched.groups, provider.settings.groups)
