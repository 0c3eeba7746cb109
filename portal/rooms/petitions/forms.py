"""What did the petitioner send to a case that runs, and what does somebody bring who wants to act for them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portal.kernel import files, privacy, receipts
from portal.kernel.agency import RELATIONS
from portal.kernel.answers import normal
from portal.kernel.delegations import CODE_DIGITS, LONGEST_NAME
from portal.kernel.digits import digits
from portal.kernel.words import N_, Message
from portal.rooms.petitions.rules import PLACES
from portal.web.forms import Form

WORDS = "supplement"
REASON = "reason"
FILES = "files"
OBJECTION = "objection"
DEMAND = "demand"


@dataclass(frozen=True)
class Supplement:
    """Words and files that a petitioner adds to a case. `seen` is the last event on the page they were written on."""

    words: str
    uploads: tuple[files.Upload, ...]
    problems: Mapping[str, Message]
    seen: int


def supplement(form: Form, name: str = WORDS) -> Supplement:
    """Read it; if the masking button was pressed, resident numbers in words and file names are masked."""
    words = text_of(form, name)
    names = [file.name for file in form.files_of(FILES)]
    if masks(form):
        names = [privacy.mask_resident_numbers(name) for name in names]
    uploads = [files.Upload(name, file.file) for name, file in zip(names, form.files_of(FILES), strict=True)]
    seen = form.get("seen")
    number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0
    return Supplement(words, tuple(uploads), form.problems, number)


def text_of(form: Form, name: str) -> str:
    """A text of several lines, masked if that button was pressed."""
    words = normal.lines(form.get(name))
    return privacy.mask_resident_numbers(words) if masks(form) else words


@dataclass(frozen=True)
class Taking:
    """What somebody brings who wants to act for a petitioner: `typed` as typed, the others as compared."""

    typed: dict[str, str]
    number: str
    code: str

    @property
    def errors(self) -> dict[str, Message]:
        """What is missing or can't be right, by field."""
        wrong = {
            "no": (self.number, N_("접수번호를 다시 봐 주세요. 예: 2026-004812-7")),
            "code": (len(self.code) == CODE_DIGITS, N_("동의 번호는 숫자 여덟 자리입니다.")),
            "agent_name": (self.typed["agent_name"], N_("내 이름을 적어 주세요.")),
            "relation": (self.typed["relation"] in RELATIONS, N_("신청인과 어떤 사이인지 골라 주세요.")),
        }
        return {name: Message(text) for name, (right, text) in wrong.items() if not right}


def taking(form: Form) -> Taking:
    """Read number and code as people type them, with spaces and dashes."""
    typed = {name: form.get(name).strip()[:60] for name in ("no", "code", "relation")}
    typed["agent_name"] = " ".join(form.get("agent_name").split())[:LONGEST_NAME]
    return Taking(typed, receipts.read(typed["no"]) or "", digits(typed["code"]))


def representatives(form: Form) -> dict[str, str]:
    """Names and phones of the representatives, by the move's data."""
    names = [f"{part}_{place}" for place in PLACES for part in ("name", "phone")]
    return {name: " ".join(form.get(name).split())[:60] for name in names}


def masks(form: Form) -> bool:
    """Whether the button "mask it and go on" was pressed."""
    return form.get("do") == "mask"
