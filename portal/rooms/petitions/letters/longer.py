"""What do letters say when somebody gets more time, or asks for it? (민원령 21②, 24②)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from portal.kernel.words import N_
from portal.rooms.petitions.letters.facts import News, answered_by, day_of, nothing, why

SUBJECTS: Final = {
    "extended": N_("처리 기간을 늘렸습니다"),
    "extension_asked": N_("처리 기간을 더 늘려도 되는지 여쭙니다"),
    "extension_refused": N_("처리 기간을 늘리지 않습니다"),
    "longer_asked": N_("보완 기간을 더 달라는 요청을 받았습니다"),
    "longer_granted": N_("보완 기간을 늘렸습니다"),
    "longer_refused": N_("보완 기간을 늘리지 못했습니다"),
}


def _extended(news: News) -> list[str]:
    return [
        answered_by(news),
        why(news),
        nothing(news),
    ]


def _extension_asked(news: News) -> list[str]:
    words, until = news.words, news.until("due_if")
    question = N_("한 번 더 늘리려면 동의가 필요합니다(민원처리법 시행령 제21조).")
    return [
        words(N_("동의하시면 %(when)s까지 답변하겠습니다."), when=until) if until else "",
        words(question),
        words(N_("담당자에게 전화로 답해 주세요. 동의하지 않으셔도 됩니다."))
        if news.on_paper
        else words(N_("까닭을 보고 아래 주소에서 답해 주세요. 동의하지 않으셔도 됩니다.")),
    ]


def _extension_refused(news: News) -> list[str]:
    return [news.words(N_("답변할 날짜는 그대로입니다. 지금 하실 일은 없습니다."))]


def _longer_asked(news: News) -> list[str]:
    return [news.words(N_("담당자가 보고 새 날짜를 알려 드립니다. 그때까지는 지금 날짜에 맞춰 주세요."))]


def _until_papers(news: News) -> str:
    return news.words(N_("%(day)s까지 내 주세요."), day=day_of(news, "supplement_by"))


def _longer_granted(news: News) -> list[str]:
    return [_until_papers(news)]


def _longer_refused(news: News) -> list[str]:
    return [_until_papers(news), why(news)]


BODIES: Final[Mapping[str, Callable[[News], list[str]]]] = {
    "extended": _extended,
    "extension_asked": _extension_asked,
    "extension_refused": _extension_refused,
    "longer_asked": _longer_asked,
    "longer_granted": _longer_granted,
    "longer_refused": _longer_refused,
}
