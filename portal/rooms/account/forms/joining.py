"""What was told to make an account, and what of it is missing? By an adult, by a child, by the child's guardian."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from portal.kernel import notices
from portal.kernel.answers import normal
from portal.kernel.deadlines import korean
from portal.kernel.digits import digits
from portal.kernel.people import consents
from portal.kernel.sms.gateway import mobile
from portal.kernel.words import N_, Message
from portal.rooms.account.actions.requests import Arrival, Guardian
from portal.web.forms import Form

OF_AGE: Final = 14
"""From this age people consent for themselves (개인정보 보호법 22조의2 1항)."""
OLDEST_CHILD: Final = 14
YOUNGEST_CHILD: Final = 4
NAME_LENGTH: Final = 60
SMS: Final = "sms"


@dataclass(frozen=True)
class Consented:
    """Which consents were ticked; `errors` names those without which there is no account."""

    given: tuple[str, ...]
    errors: dict[str, Message]


@dataclass(frozen=True)
class Adult:
    """What an adult told: `typed` as it was typed, the rest in its normal form."""

    typed: dict[str, str]
    name: str
    email: str
    errors: dict[str, Message] = field(default_factory=dict)


@dataclass(frozen=True)
class Child:
    """What a child told of itself and of its guardian."""

    typed: dict[str, str]
    name: str
    birth_year: int
    guardian: Guardian
    errors: dict[str, Message] = field(default_factory=dict)


def consented(form: Form) -> Consented:
    """The boxes of the consents, each its own."""
    given = tuple(name for name in consents.PURPOSES if form.get(f"consent-{name}") == "yes")
    missing = {
        f"consent-{name}": Message(
            N_("‘%(what)s’에 동의해야 계정을 만들 수 있습니다. 계정 없이도 민원은 신청할 수 있습니다."),
            {"what": Message(purpose.label)},
        )
        for name, purpose in consents.PURPOSES.items()
        if name in consents.REQUIRED and name not in given
    }
    return Consented(given, missing)


def adult(form: Form, arrival: Arrival) -> Adult:
    """What an adult told. An address that a code proved can't be changed here."""
    typed = {"name": form.get("name").strip()[:NAME_LENGTH], "email": form.get("email").strip()[:254]}
    if arrival.email_proved:
        return Adult(typed, typed["name"], arrival.email)
    email = normal.email(typed["email"]) or ""
    wrong = {"email": Message(N_("이메일 주소를 다시 봐 주세요. 예: name@example.com"))}
    return Adult(typed, typed["name"], email, wrong if typed["email"] and not email else {})


def child(form: Form, arrival: Arrival, now: datetime) -> Child:
    """What a child told; the guardian is reached by e-mail, or by a text message where those are sent."""
    names = {"name": NAME_LENGTH, "birth_year": 20, "guardian_name": NAME_LENGTH, "guardian_contact": 254}
    typed = {name: form.get(name).strip()[:length] for name, length in names.items()}
    said = digits(typed["birth_year"])
    year, this_year = int(said) if len(said) == len("2015") else 0, korean(now).year
    guardian = _guardian(typed["guardian_name"], typed["guardian_contact"])
    errors: dict[str, Message] = {}
    if not this_year - OLDEST_CHILD <= year <= this_year - YOUNGEST_CHILD:
        example = str(this_year - 10)
        errors["birth_year"] = Message(
            N_("태어난 해를 숫자 네 자리로 적어 주세요. 예: %(year)s"), {"year": example}
        )
    if not guardian.name:
        errors["guardian_name"] = Message(N_("보호자의 이름을 적어 주세요."))
    if not guardian.contact:
        errors["guardian_contact"] = Message(contact_missing())
    elif guardian.contact.casefold() == arrival.email.casefold():
        errors["guardian_contact"] = Message(N_("내 이메일이 아니라 보호자의 이메일을 적어 주세요."))
    return Child(typed, typed["name"], year, guardian, errors)


def contact_missing() -> str:
    """How a guardian can be reached, said to whoever gave nothing that reaches one."""
    if notices.offered(SMS):
        return N_("보호자의 이메일이나 휴대전화 번호를 다시 봐 주세요. 예: name@example.com, 010-1234-5678")
    return N_("보호자의 이메일 주소를 다시 봐 주세요. 예: name@example.com")


def _guardian(name: str, contact: str) -> Guardian:
    if notices.offered(SMS) and mobile(contact):
        return Guardian(name, mobile(contact), SMS)
    return Guardian(name, normal.email(contact) or "")
