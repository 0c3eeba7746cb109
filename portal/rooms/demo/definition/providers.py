"""Who can sign in at which provider of the demo? Two, with people of their own, as in a real district.

One plays a sign-in for residents, one the district's directory of staff. They are two issuers, because whoever works
for the district lives somewhere too: the same name at the one is not the same account as at the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from portal.kernel.words import N_
from portal.rooms.demo.definition.people import (
    HANEUL,
    MONITOR,
    SEOJUN,
    STAFF,
    Account,
    Resident,
    password_of,
)

CLIENT_ID: Final = "portal"


@dataclass(frozen=True)
class Login:
    """Somebody's account at a provider. `groups` are rights as `portal staff` writes them."""

    user: str
    family_name: str
    given_name: str
    email: str
    phone: str = ""
    groups: tuple[str, ...] = ()

    @property
    def password(self) -> str:
        """The same as on the portal, where there is one: known to everybody who reads it."""
        return password_of(self.user)


@dataclass(frozen=True)
class Provider:
    """One provider. `place` is how far its port lies behind the first one's; `label` stands on the portal's button."""

    name: str
    label: str
    label_en: str
    place: int
    staff: bool
    logins: tuple[Login, ...]


def _resident(user: str, who: Resident) -> Login:
    return Login(user, who.name[0], who.name[1:], who.email, who.phone)


def _officer(account: Account) -> Login:
    email = f"{account.login}@geumjeong.example"
    return Login(account.login, account.name[0], account.name[1:], email, account.phone, account.rights)


RESIDENT_LOGINS: Final = (
    (_resident("haneul", HANEUL), N_("주민입니다. 지난 한 달 동안 낸 민원이 내 계정에 있습니다.")),
    (
        _resident("seojun", SEOJUN),
        N_("이웃입니다. 처음 로그인하면 계정을 만들고, 남의 민원은 보지 못합니다."),
    ),
    (_resident("monitor", MONITOR), N_("시민 모니터입니다. 주민이면서 민원 행정을 살펴봅니다.")),
)
"""The residents who can sign in, each with what there is to see."""

PROVIDERS: Final = (
    Provider(
        "district",
        "금정구 통합로그인",
        "Geumjeong sign-in",
        0,
        False,
        tuple(one for one, _ in RESIDENT_LOGINS),
    ),
    Provider("staff", "직원 통합인증", "Staff sign-in", 1, True, tuple(_officer(one) for one in STAFF)),
)
