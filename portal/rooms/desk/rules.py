"""What is late, due today, urgent; what was typed into the search; what goes into an answer? Pure functions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from portal.kernel.deadlines import KST, korean
from portal.kernel.digits import digits
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message
from portal.rooms.desk.definition.answer_texts import BLANKS, AnswerText

_LAST_SECOND: Final = time(23, 59, 59)
_CLOCK: Final = re.compile(r"(\d{1,2})\s*(?:[:시]?\s*(\d{2})\s*분?|시)")
_FULL_PHONE: Final = 8
_TAIL: Final = 4
_SHORT_NUMBER: Final = re.compile(r"\d{1,6}-\d")

Kind = Literal["number", "short_number", "name", "phone", "phone-tail", "email", "nothing"]


@dataclass(frozen=True)
class Asked:
    """What a search is for. `value` is in its normal form; never logged, never in an address."""

    kind: Kind
    value: str


def late_before(now: datetime) -> datetime:
    """The instant before which a due instant is late at `now`: the database's twin of `deadlines.is_overdue`.

    A day rule ends at 23:59:59 KST and is late only a second later; no hour rule ends at night.
    """
    here = korean(now)
    if here.time().replace(microsecond=0) == _LAST_SECOND:
        return here.replace(microsecond=0)
    return now


def end_of_day(now: datetime) -> datetime:
    """The first instant of tomorrow in Korea."""
    return datetime.combine(korean(now).date() + timedelta(days=1), time(0), KST)


def read_search(typed: str, receipt_no: str | None) -> Asked:
    """What was typed into the one search field; `receipt_no` is what the house reads out of it, if anything."""
    plain = " ".join(unicodedata.normalize("NFKC", typed).split())
    if not plain:
        return Asked("nothing", "")
    if receipt_no:
        return Asked("number", receipt_no)
    if _SHORT_NUMBER.fullmatch(plain):
        return Asked("short_number", plain)
    if "@" in plain:
        return Asked("email", plain)
    found = digits(plain)
    if found and re.fullmatch(r"[\d\s().+-]+", plain):
        if len(found) >= _FULL_PHONE:
            return Asked("phone", found)
        return Asked("phone-tail", found) if len(found) == _TAIL else Asked("nothing", "")
    return Asked("name", plain)


class BlankLeft(Refusal):
    """A prepared text was sent with its brackets still in it."""

    def __init__(self, fields: Mapping[str, Message]) -> None:
        super().__init__(N_("준비된 글에 채우지 않은 곳이 있습니다."), fields=fields)


def check_no_blanks(typed: Mapping[str, str]) -> None:
    """Raises BlankLeft if a bracket of a prepared text stands in any field."""
    left = {name: [blank for blank in BLANKS if blank in text] for name, text in typed.items()}
    said = N_("%(blanks)s 자리를 채우거나 지워 주세요.")
    fields = {name: Message(said, {"blanks": " ".join(found)}) for name, found in left.items() if found}
    if fields:
        raise BlankLeft(fields)


def handed_in(day: str, clock: str) -> datetime | None:
    """When a paper form was handed in: a day as `answers.normal.day` writes it, and 14:30, 1430 or 14시 30분."""
    found = _CLOCK.fullmatch(unicodedata.normalize("NFKC", clock).strip())
    try:
        on = date.fromisoformat(day)
        at = time(int(found[1]), int(found[2] or 0)) if found else None
    except ValueError:
        return None
    return datetime.combine(on, at, KST) if at else None


def put_in(text: AnswerText, typed: Mapping[str, str], places: Mapping[str, str]) -> dict[str, str]:
    """A decision's form with a text put in: below what is written already; nothing typed is replaced.

    `places` fills service, number, department, officer, phone.
    """
    written = typed.get("answer", "").rstrip()
    added = text.answer % places
    return {
        **typed,
        "outcome": text.outcome,
        "answer": f"{written}\n\n{added}" if written else added,
        "reasons": typed.get("reasons", "").strip() or text.reasons % places,
        "remedies": typed.get("remedies", "").strip() or text.remedies % places,
    }
