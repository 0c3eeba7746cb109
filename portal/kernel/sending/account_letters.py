"""What does the portal say about an account itself? That somebody signed in, an address changed, it is closed.

Written in the kernel, for an account belongs to no room; in the language that its owner reads. So are the auditor's
letter with the day's root, and what the staff is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from portal.kernel.notices.channels import Letter
from portal.kernel.notices.wishes import SEOUL
from portal.kernel.words import Text
from portal.settings import settings


@dataclass(frozen=True)
class Words:
    """The subject and the text of one letter, each in both languages; `{when}`, `{link}`, `{home}` are filled in."""

    subject: Text
    text: Text


_IF_NOT_YOU: Final = Text(
    "직접 하지 않으셨다면 바로 로그인해 모든 기기에서 로그아웃하고, 민원실에 알려 주세요.\n{home}/account/devices",
    "If that was not you, sign in now, sign out on all devices, and tell the front desk.\n{home}/account/devices",
)
LETTERS: Final = {
    "new_device": Words(
        Text("새 기기에서 로그인했습니다", "Signed in on a new device"),
        Text(
            "{when}에 처음 보는 기기에서 이 계정으로 로그인했습니다. 직접 로그인하셨다면 하실 일은 없습니다.",
            "On {when} somebody signed in to your account on a device that we had not seen before. "
            "If it was you, there is nothing to do.",
        ),
    ),
    "email_changed": Words(
        Text("계정의 이메일을 바꾸었습니다", "The email address of your account was changed"),
        Text(
            "{when}에 이 계정의 이메일을 바꾸었습니다. 앞으로는 새 주소로 알려 드립니다.",
            "On {when} the email address of your account was changed. From now on we write to the new one.",
        ),
    ),
    "way_added": Words(
        Text("로그인 방법을 더했습니다", "A way to sign in was added"),
        Text(
            "{when}에 이 계정에 로그인하는 방법이 하나 더해졌습니다. 직접 더하셨다면 하실 일은 없습니다.",
            "On {when} another way to sign in was added to your account. If it was you, there is nothing to do.",
        ),
    ),
    "guardian_asked": Words(
        Text("자녀의 계정에 동의해 주세요", "Please agree to your child's account"),
        Text(
            "14세 미만 자녀가 민원포털 계정을 만들려고 합니다. 법정대리인이 동의해야 만들 수 있습니다"
            "(개인정보 보호법 제22조의2).\n아래 주소에서 내용을 보고 동의하거나 거절해 주세요.\n{link}\n\n"
            "모르는 일이라면 이 메일을 지우셔도 됩니다. 동의하지 않으면 계정은 만들어지지 않습니다.",
            "A child under 14 wants an account of the portal. It can only be made if a parent or guardian agrees "
            "(Personal Information Protection Act, art. 22-2).\nPlease read and agree or refuse here:\n{link}\n\n"
            "If you know nothing of this, delete this mail: without your consent there will be no account.",
        ),
    ),
    "account_made": Words(
        Text("계정이 생겼습니다", "Your account is ready"),
        Text(
            "{when}에 보호자가 동의해 계정이 생겼습니다. 이제 로그인할 수 있습니다.\n{home}/sign-in",
            "On {when} your parent or guardian agreed, and your account is ready. You can sign in now.\n{home}/sign-in",
        ),
    ),
    "account_closed": Words(
        Text("계정을 닫았습니다", "Your account is closed"),
        Text(
            "{when}에 계정을 닫고 개인정보를 지웠습니다. 낸 민원은 법에 따라 보존하며, 접수번호와 확인번호로 볼 수 "
            "있습니다.\n직접 닫지 않으셨다면 민원실에 바로 알려 주세요.",
            "On {when} your account was closed and what you told us was deleted. Your petitions are kept as the law "
            "asks; you can open them by receipt number and PIN.\nIf that was not you, tell the front desk now.",
        ),
    ),
    "case_claimed": Words(
        Text("민원이 어느 계정에 담겼습니다", "Your petition was put into an account"),
        Text(
            "{when}에 링크나 확인번호를 아는 사람이 아래 민원을 자기 계정에 담았습니다. 앞으로 소식은 그 계정으로 "
            "갑니다.\n{link}\n\n직접 담으셨다면 하실 일은 없습니다. 아니라면 신청할 때 확인한 이메일로 로그인해 "
            "‘내 계정에 담기’를 눌러 주세요. 민원이 돌아오고, 그 계정과 전의 링크로는 더 열 수 없습니다.\n"
            "{home}/sign-in",
            "On {when} somebody who knows its link or PIN put this petition into their account. News of it now goes "
            "to that account.\n{link}\n\nIf it was you, there is nothing to do. If not, sign in with the email address "
            "that you confirmed when you filed it and choose to add it to your account: it comes back to you, and "
            "neither that account nor the old link opens it any more.\n{home}/sign-in",
        ),
    ),
    "case_reclaimed": Words(
        Text("담아 두신 민원이 신청인에게 돌아갔습니다", "A petition went back to its petitioner"),
        Text(
            "{when}에 신청인이 신청할 때 확인한 이메일로 로그인해 이 계정에 담겨 있던 민원 하나를 되찾았습니다. 이 "
            "계정으로는 더 볼 수 없습니다. 대신 봐야 한다면 신청인에게 동의 번호를 받아 주세요.\n{home}/cases/act",
            "On {when} the petitioner signed in with the email address that they confirmed when filing, and took back "
            "a petition that was in your account. You can't open it with this account any more. If you act for them, "
            "ask them for a consent code.\n{home}/cases/act",
        ),
    ),
    "staff": Words(
        Text("{title}", "{title}"),
        Text("{text}\n{link}", "{text}\n{link}"),
    ),
    "ledger_root": Words(
        Text("{day} 기록의 뿌리값", "Root of the record of {day}"),
        Text(
            "{day}까지의 모든 민원 기록에서 셈한 뿌리값입니다. 이 메일을 보관해 주세요. 나중에 누가 기록을 바꾸거나 "
            "지우면 portal ledger verify --roots가 이 값과 견주어 찾아냅니다.\n\n{said}\n\n"
            "공개된 내역: {home}/ledger\n공개 키: {home}/.well-known/portal-keys.json",
            "This is the root over the record of all petitions up to {day}. Please keep this mail: if somebody changes "
            "or removes anything later, portal ledger verify --roots finds it by this value.\n\n{said}\n\n"
            "Published history: {home}/ledger\nPublic keys: {home}/.well-known/portal-keys.json",
        ),
    ),
}
"""What `sending.tell_person` and `sending.tell_address` can say, by topic."""
OFFICIAL: Final = frozenset({"ledger_root", "staff"})
"""Of these, those that go to the office itself, so that nobody's wishes are asked."""
_SAFETY: Final = frozenset({"new_device", "email_changed", "way_added"})
_PORTAL: Final = Text("{district} 민원포털", "{district} petition portal")
_PHONE: Final = Text("문의: {phone}", "Questions: {phone}")


def compose(topic: str, lang: str, link: str, at: datetime, more: Mapping[str, str] | None = None) -> Letter:
    """The letter of a topic of LETTERS; `at` is when it happened, `more` fills in what only this topic says.

    KeyError for an unknown topic.
    """
    chosen = settings()
    words, home = LETTERS[topic], chosen.base_url.rstrip("/")
    district = Text(chosen.district_name, chosen.district_name_en).get(lang)
    portal = _PORTAL.get(lang).format(district=district)
    said = {"when": _when(at, lang), "link": link, "home": home, **(more or {})}
    subject = words.subject.get(lang).format(**said)
    parts = [words.text.get(lang).format(**said)]
    if topic in _SAFETY:
        parts.append(_IF_NOT_YOU.get(lang).format(**said))
    parts.append(f"{portal}\n{_PHONE.get(lang).format(phone=chosen.front_desk_phone)}")
    where = link or f"{home}/account"
    return Letter(f"[{portal}] {subject}", "\n\n".join(parts) + "\n", f"[{portal}] {subject}\n{where}")


def _when(at: datetime, lang: str) -> str:
    local = at.astimezone(SEOUL)
    if lang == "en":
        return f"{local.day} {local:%B %Y} at {local:%H:%M}"
    return f"{local.year}. {local.month}. {local.day}. {local:%H:%M}"
