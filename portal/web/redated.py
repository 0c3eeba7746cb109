"""How is it told that a holiday moved the dates of a case, wherever it is told?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from portal.kernel.holidays import ADDED
from portal.kernel.words import N_
from portal.web import casework, dates
from portal.web.i18n import Words

NAMES: Final = {
    "accept_by": N_("접수할 날 %(old)s → %(new)s"),
    "due_at": N_("답변할 날 %(old)s → %(new)s"),
    "supplement_by": N_("서류를 낼 날 %(old)s → %(new)s"),
}
_RULES: Final = {"accept_by": "WH:8", "supplement_by": "CIV:1"}
"""How a date is written that is not counted by the case's own period."""


def moves(meta: Mapping[str, Any], rule: str, words: Words) -> list[str]:
    """Each date that moved, old and new, in words; `meta` is that of a `redated` event, `rule` the case's."""
    return [change(name, meta["was"][name], meta[name], rule, words) for name in NAMES if name in meta["was"]]


def change(name: str, told: object, found: object, rule: str, words: Words) -> str:
    """One date that moves: from the day that was told to the new one (ISO instants)."""
    old, new = (
        casework.moment(datetime.fromisoformat(str(at)), _RULES.get(name, rule), words)
        for at in (told, found)
    )
    return words(NAMES[name], old=old, new=new)


def why(meta: Mapping[str, Any], words: Words) -> str:
    """Which holidays moved it, in words."""
    return " · ".join(_cause(day, words) for day in meta["holidays"])


def _cause(day: Mapping[str, str], words: Words) -> str:
    said = (
        N_("%(day)s이 공휴일(%(name)s)이 되었습니다")
        if day["to"] == ADDED
        else N_("%(day)s이 공휴일(%(name)s)에서 빠졌습니다")
    )
    on = dates.day(date.fromisoformat(day["date"]), words.lang)
    return words(said, day=on, name=words(day["name"]))


def note(meta: Mapping[str, Any], rule: str, words: Words) -> str:
    """The whole in one line: what moved, and by which holiday."""
    return " · ".join([*moves(meta, rule, words), why(meta, words)])
