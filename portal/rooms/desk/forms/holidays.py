"""Which holiday was written down, to be declared or taken back?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from portal.kernel.answers.normal import day, line
from portal.kernel.holidays import DECLARE, KIND_NAMES, WITHDRAW, BadHoliday, HolidayRow
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

_LONGEST = 300


class Unclear(Refusal):
    """Neither of the two things that can be done with a holiday was asked for."""

    def __init__(self) -> None:
        super().__init__(N_("공휴일을 정할지 되돌릴지 다시 골라 주세요."))


@dataclass(frozen=True)
class Typed:
    """What was typed, as it goes back into the form; `do` is declare or withdraw, `seen` the table's generation."""

    do: str = DECLARE
    date: str = ""
    name: str = ""
    kind: str = "temporary"
    basis: str = ""
    seen: str = ""

    @property
    def row(self) -> HolidayRow:
        """The day itself. Raises BadHoliday for what is no date."""
        found = day(self.date)
        if found is None:
            raise BadHoliday({"date": N_("날짜를 다시 적어 주세요. 예: 2026-08-17")})
        return HolidayRow(date.fromisoformat(found), self.name, self.kind)

    def query(self) -> dict[str, str]:
        """The form with all that was typed, as an address: going back loses nothing."""
        return {name: text for name, text in asdict(self).items() if text and name != "seen"}


def read(said: Mapping[str, str]) -> Typed:
    """What a form or an address says. Raises Unclear."""
    given = {
        name: line(said.get(name, "")[:_LONGEST]) for name in ("do", "date", "name", "kind", "basis", "seen")
    }
    if given["do"] not in {"", DECLARE, WITHDRAW}:
        raise Unclear()
    typed = Typed(**{name: text for name, text in given.items() if text})
    return Typed(**{**asdict(typed), "date": day(typed.date) or typed.date})


KINDS = tuple(KIND_NAMES.items())
