"""What does the letter say when a holiday moved the dates of a petition? The old and the new day, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from portal.kernel.holidays import REMOVED
from portal.kernel.words import N_
from portal.rooms.petitions.letters.facts import News
from portal.web import redated

SUBJECTS: Final = {"redated": N_("공휴일이 바뀌어 날짜를 옮겼습니다")}


def _redated(news: News) -> list[str]:
    words, meta = news.words, news.meta
    lines = [redated.why(meta, words) + "."]
    lines += redated.moves(meta, str(news.case.clock["rule"]), words)
    if all(day["to"] == REMOVED for day in meta["holidays"]):
        lines.append(words(N_("그날 근무하므로 더 일찍 처리합니다. 서류를 내시는 기간은 줄이지 않습니다.")))
    else:
        lines.append(words(N_("공휴일에 맞춰 기한을 다시 셌습니다.")))
    if "supplement_by" not in meta["was"]:
        lines.append(words(N_("지금 하실 일은 없습니다.")))
    return lines


BODIES: Final[Mapping[str, Callable[[News], list[str]]]] = {"redated": _redated}
