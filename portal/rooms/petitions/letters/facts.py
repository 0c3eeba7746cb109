"""From what is a letter on a petition written, and which sentences do several letters share?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.kernel.deadlines import Calendar
from portal.kernel.models import Case
from portal.kernel.words import N_
from portal.web import casework, dates
from portal.web.i18n import Words


@dataclass(frozen=True)
class News:
    """What a letter is written from: the case and the event's own facts, none of them contents."""

    case: Case
    meta: Mapping[str, Any]
    calendar: Calendar
    words: Words
    on_paper: bool = False
    by_staff: bool = False

    def until(self, name: str) -> str:
        """A legal instant of the event in words, or "" if it has none."""
        said = str(self.meta.get(name) or "")
        if not said:
            return ""
        return casework.moment(datetime.fromisoformat(said), str(self.case.clock["rule"]), self.words)


def nothing(news: News) -> str:
    """That there is nothing to do."""
    return news.words(N_("지금 하실 일은 없습니다."))


def answered_by(news: News) -> str:
    """By when the answer comes, or "" while no clock runs."""
    until = news.until("due_at")
    return news.words(N_("%(when)s까지 답변하겠습니다."), when=until) if until else ""


def day_of(news: News, name: str) -> str:
    """A day of the event in words."""
    return dates.date(datetime.fromisoformat(str(news.meta[name])), news.words.lang)


def why(news: News) -> str:
    """Where the reasons stand; a letter on paper brings them itself."""
    return "" if news.on_paper else news.words(N_("까닭은 아래 주소에서 볼 수 있습니다."))
