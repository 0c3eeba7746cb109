"""What do letters say when a petition went to somebody else, ended without an answer, or is looked at again?

The other agency is named on the petitioner's page and on paper, never in a mail: it may tell what it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from portal.kernel.words import N_
from portal.rooms.petitions.letters.facts import News, answered_by, nothing, why
from portal.web import casework

SUBJECTS: Final = {
    "routed": N_("담당 부서가 바뀌었습니다"),
    "transferred": N_("민원을 다른 기관으로 보냈습니다"),
    "declined": N_("민원을 처리하지 않고 끝냈습니다"),
    "closed_repeat": N_("반복된 민원이라 처리를 끝냈습니다"),
    "objected": N_("이의신청을 받았습니다"),
}


def _routed(news: News) -> list[str]:
    name = casework.department_name(str(news.meta.get("to") or news.case.department), news.words)
    moved = N_("이제 %(department)s에서 맡습니다. 처리 기간은 바뀌지 않습니다.")
    return [news.words(moved, department=name), why(news), nothing(news)]


def _transferred(news: News) -> list[str]:
    words = news.words
    where = N_("어느 기관이고 어디로 연락하면 되는지는 아래 주소에서 볼 수 있습니다.")
    return [
        words(N_("우리 구청이 맡은 일이 아니어서 맡은 기관으로 보냈습니다(민원처리법 제16조).")),
        "" if news.on_paper else words(where),
        words(N_("그 기관이 접수하고 답변합니다. 지금 하실 일은 없습니다.")),
    ]


def _declined(news: News) -> list[str]:
    words = news.words
    return [words(N_("법에서 처리하지 않을 수 있게 정한 경우입니다(민원처리법 제21조).")), why(news)]


def _closed_repeat(news: News) -> list[str]:
    said = N_("같은 내용에 두 번 답변해 드려서 이번에는 답변 없이 끝냅니다(민원처리법 제23조).")
    return [news.words(said), why(news)]


def _objected(news: News) -> list[str]:
    return [answered_by(news), nothing(news)]


BODIES: Final[Mapping[str, Callable[[News], list[str]]]] = {
    "routed": _routed,
    "transferred": _transferred,
    "declined": _declined,
    "closed_repeat": _closed_repeat,
    "objected": _objected,
}
