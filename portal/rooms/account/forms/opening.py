"""What was typed to find a case, and what of it is missing?"""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel import receipts
from portal.kernel.answers import normal
from portal.kernel.digits import digits
from portal.kernel.words import N_, Message
from portal.web.forms import Form


@dataclass(frozen=True)
class Search:
    """Receipt number, phone and PIN: `typed` as they were typed, the others as they are compared."""

    typed: dict[str, str]
    number: str
    phone: str
    pin: str

    @property
    def errors(self) -> dict[str, Message]:
        """What is missing or can't be right, by field."""
        missing = {
            "no": (self.number, N_("접수번호를 다시 봐 주세요. 예: 2026-004812-7")),
            "phone": (self.phone, N_("신청할 때 적은 전화번호를 적어 주세요. 예: 010-1234-5678")),
            "pin": (self.pin, N_("접수증에 있는 확인번호 여섯 자리를 적어 주세요.")),
        }
        return {name: Message(text) for name, (value, text) in missing.items() if not value}


def search(form: Form) -> Search:
    """Read the search as people type it: with spaces, full-width digits, without dashes."""
    typed = {name: form.get(name).strip()[:60] for name in ("no", "phone", "pin")}
    return Search(
        typed, receipts.read(typed["no"]) or "", normal.phone(typed["phone"]) or "", six_digits(typed["pin"])
    )


def six_digits(typed: str) -> str:
    """Six digits of a PIN or code, however they were typed; "" if they are no six digits."""
    found = digits(typed)
    return found if len(found) == 6 else ""


def email(form: Form) -> tuple[str, str]:
    """An e-mail address as typed and in its normal form ("" if it is none)."""
    typed = form.get("email").strip()[:254]
    return typed, normal.email(typed) or ""
