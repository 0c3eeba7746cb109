"""How are names, phones and addresses shown where their owner should not be recognised?

The habit of public offices (홈페이지 개인정보 노출방지 안내서); no law sets the pattern. Every mask takes any text,
never raises, and shows nothing when it does not understand what it got.
"""

from __future__ import annotations

import re

HIDDEN = "***"


def mask_name(name: str) -> str:
    """홍길동 → 홍*동, 홍길 → 홍*, 남궁민수 → 남**수, Ada Lovelace → A** L*******."""
    words = name.split()
    if len(words) > 1:
        return " ".join(word[0] + "*" * (len(word) - 1) for word in words)
    word = "".join(words)
    if len(word) < 2:
        return "*" * len(word)
    if len(word) == 2:
        return word[0] + "*"
    return word[0] + "*" * (len(word) - 2) + word[-1]


def mask_phone(phone: str) -> str:
    """010-1234-5678 → 010-****-5678. Digits may be written in any way."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) < 8:
        return HIDDEN
    head = "02" if digits.startswith("02") else digits[:3] if digits.startswith("0") else ""
    return "-".join(part for part in (head, "****", digits[-4:]) if part)


def mask_email(email: str) -> str:
    """abcdef@example.com → ab***@example.com."""
    local, at, domain = email.strip().rpartition("@")
    if not at or not local or not domain:
        return HIDDEN
    return f"{local[:2] if len(local) > 2 else local[:1]}***@{domain}"


def mask_address(address: str) -> str:
    """부산광역시 금정구 부곡동 123-4 → 부산광역시 금정구 부곡동: what lies below the 동 is left out."""
    kept: list[str] = []
    for word in re.sub(r"[(),]", " ", address).split():
        if re.fullmatch(r"[가-힣]+(시|도|군|구)", word) and not any(_is_dong(one) for one in kept):
            kept.append(word)
        elif _is_dong(word):
            kept.append(word)
            break
    return " ".join(kept) or HIDDEN


def _is_dong(word: str) -> bool:
    return re.fullmatch(r"[가-힣]+\d*(동|읍|면|가)", word) is not None


def mask_birth(birth: str) -> str:
    """1990-01-01 → 1990: the year only."""
    year = re.match(r"\s*(\d{4})\b", birth)
    return year[1] if year else HIDDEN


def mask_vehicle(plate: str) -> str:
    """12가3456 → 12가**56."""
    found = re.fullmatch(r"\D*(\d{2,3})\s*([가-힣])\s*\d{2}(\d{2})", plate.strip())
    return f"{found[1]}{found[2]}**{found[3]}" if found else HIDDEN


def mask_ip(address: str) -> str:
    """203.0.113.7 → 203.0.113.*; of an IPv6 address the first three groups stay."""
    if re.fullmatch(r"\d{1,3}(\.\d{1,3}){3}", address):
        return address.rpartition(".")[0] + ".*"
    groups = address.split(":")
    return ":".join(groups[:3]) + ":*" if len(groups) > 3 and all(groups[:3]) else HIDDEN
