"""What do letters say when a date was missed, nobody is found, a paper waits, or help? (민원령 18, 25, 28, 37)"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from portal.kernel.words import N_
from portal.rooms.petitions.letters.facts import News, day_of, nothing, why

SUBJECTS: Final = {
    "urged": N_("감사 담당이 담당 부서에 처리를 독촉했습니다"),
    "demanded": N_("시정 요구를 받았습니다"),
    "deemed_withdrawn": N_("연락이 닿지 않아 취하한 것으로 보고 끝냈습니다"),
    "offered": N_("찾아가실 서류가 있습니다"),
    "handed_out": N_("서류를 내드렸습니다"),
    "guardian_named": N_("민원을 도와드릴 사람을 정했습니다"),
    "unclaimed": N_("찾아가지 않으신 서류를 폐기했습니다"),
}


def _urged(news: News) -> list[str]:
    words = news.words
    return [
        words(
            N_(
                "약속한 날을 넘겨 죄송합니다. 감사 담당이 담당 부서에 독촉장을 보냈습니다(민원처리법 시행령 제28조)."
            )
        ),
        nothing(news),
    ]


def _demanded(news: News) -> list[str]:
    words = news.words
    return [
        words(N_("담당자와 팀장, 감사 담당에게 알렸습니다(민원처리법 시행령 제18조).")),
        nothing(news),
    ]


def _deemed_withdrawn(news: News) -> list[str]:
    words = news.words
    return [
        words(N_("보완을 요구하는 글이 두 번 되돌아왔습니다(민원처리법 시행령 제25조제2항).")),
        words(N_("언제든 다시 신청할 수 있습니다. 주소가 바뀌었으면 담당자에게 알려 주세요.")),
    ]


def _offered(news: News) -> list[str]:
    words = news.words
    day = day_of(news, "fetch_by")
    place = N_("어디에서 찾는지는 아래 주소에서 볼 수 있습니다.")
    return [
        words(N_("%(day)s까지 찾아가 주세요."), day=day),
        words(N_("그때까지 찾아가지 않으시면 폐기하고 끝낼 수 있습니다(민원처리법 시행령 제25조제4항).")),
        words(N_("어디에서 찾는지는 담당자에게 물어봐 주세요.")) if news.on_paper else words(place),
    ]


def _handed_out(news: News) -> list[str]:
    return [news.words(N_("받지 않으셨다면 담당자에게 바로 알려 주세요."))]


def _unclaimed(news: News) -> list[str]:
    words = news.words
    return [
        words(N_("찾아가실 수 있는 15일이 지났습니다(민원처리법 시행령 제25조제4항).")),
        why(news),
        words(N_("다시 필요하시면 담당자에게 물어봐 주세요.")),
    ]


def _guardian(news: News) -> list[str]:
    words = news.words
    text = N_("누구인지와 전화번호는 아래 주소에서 볼 수 있습니다. 절차와 서류를 끝날 때까지 도와드립니다.")
    on_paper = N_("곧 전화로 연락드리고, 절차와 서류를 끝날 때까지 도와드립니다.")
    return [words(on_paper if news.on_paper else text), nothing(news)]


BODIES: Final[Mapping[str, Callable[[News], list[str]]]] = {
    "urged": _urged,
    "demanded": _demanded,
    "deemed_withdrawn": _deemed_withdrawn,
    "offered": _offered,
    "handed_out": _handed_out,
    "guardian_named": _guardian,
    "unclaimed": _unclaimed,
}
