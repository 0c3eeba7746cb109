"""What was typed to correct an account or to choose notices, and what of it can't be right?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from portal.kernel import privacy
from portal.kernel.answers import normal
from portal.kernel.words import N_, Message
from portal.web.forms import Form


@dataclass(frozen=True)
class ProfileForm:
    """A corrected profile as typed, and as it would be kept; `agrees` to phone and address being kept."""

    typed: dict[str, str]
    name: str
    phone: str
    address: str
    agrees: bool
    needs_consent: bool

    @property
    def errors(self) -> dict[str, Message]:
        """What is missing or can't be right, by field."""
        wrong = {}
        if not self.name:
            wrong["name"] = Message(N_("이름을 적어 주세요."))
        if self.typed["phone"] and not self.phone:
            wrong["phone"] = Message(N_("전화번호를 다시 봐 주세요. 예: 010-1234-5678"))
        if self.needs_consent and not self.agrees and (self.typed["phone"] or self.address):
            text = N_(
                "전화번호나 주소를 보관하려면 아래 동의에 표시해 주세요. 원하지 않으면 두 칸을 비워 주세요."
            )
            wrong["agree"] = Message(text)
        for name, value in (("name", self.name), ("address", self.address)):
            if value and privacy.find_resident_numbers(value):
                wrong[name] = Message(N_("주민등록번호는 받지 않습니다. 지우고 저장해 주세요."))
        return wrong


def profile(form: Form, *, agreed: bool) -> ProfileForm:
    """Read it; `agreed`: the consent to keep phone and address stands already."""
    typed = {name: form.get(name).strip()[:200] for name in ("name", "phone", "address")}
    return ProfileForm(
        typed,
        normal.line(typed["name"])[:40],
        normal.phone(typed["phone"]) or "",
        normal.line(typed["address"]),
        form.get("agree") == "yes",
        not agreed,
    )


def wanted(form: Form, topics: Collection[str], channels: Collection[str]) -> dict[tuple[str, str], bool]:
    """The wishes of the settings page: every box of it is said, checked or not."""
    return {
        (topic, channel): channel in form.all(f"topic-{topic}") for topic in topics for channel in channels
    }


def hour(form: Form, name: str) -> int:
    """An hour of the day, -1 if it is none."""
    typed = form.get(name)
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 3 else -1
