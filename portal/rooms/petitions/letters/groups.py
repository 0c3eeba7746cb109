"""What do letters say when petitions are merged or split, and when co-signers are asked for representatives?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from portal.kernel.words import N_
from portal.rooms.petitions.letters.facts import News, answered_by, nothing, why

SUBJECTS: Final = {
    "merge": N_("같은 민원을 함께 처리합니다"),
    "join": N_("같은 민원과 함께 처리합니다"),
    "unmerge": N_("따로 처리하기로 했습니다"),
    "split": N_("민원을 나누어 처리합니다"),
    "split_off": N_("나눈 민원에 새 번호를 드립니다"),
    "representatives_asked": N_("대표자를 정해 주세요"),
    "representatives_named": N_("대표자를 적었습니다"),
}


def _merge(news: News) -> list[str]:
    count, words = len(news.meta.get("joined", ())), news.words
    said = N_(
        "여러 분이 같은 내용으로 낸 민원 %(count)s건을 이 민원과 함께 처리합니다(민원처리법 시행령 제6조)."
    )
    return [words(said, count=count), answered_by(news), nothing(news)]


def _join(news: News) -> list[str]:
    words = news.words
    said = N_(
        "여러 분이 같은 내용으로 민원을 내서 %(number)s 민원과 함께 처리합니다(민원처리법 시행령 제6조)."
    )
    same = N_("접수번호는 그대로 쓰고, 답변도 똑같이 받습니다.")
    return [words(said, number=news.meta["lead"]), words(same), answered_by(news), nothing(news)]


def _unmerge(news: News) -> list[str]:
    words = news.words
    return [
        words(N_("함께 처리하던 민원에서 빼서 이 민원만 따로 처리하고 답변합니다.")),
        answered_by(news),
        why(news) if news.by_staff else words(N_("함께 처리하던 대표 민원이 답변 없이 끝났기 때문입니다.")),
        nothing(news),
    ]


def _split(news: News) -> list[str]:
    words = news.words
    new = N_("일부를 %(number)s 번호로 나누어 따로 처리하고 답변합니다. 나머지는 이 번호로 처리합니다.")
    return [
        words(new, number=news.meta["number"]),
        words(N_("답변할 날짜는 바뀌지 않습니다.")),
        why(news),
        nothing(news),
    ]


def _split_off(news: News) -> list[str]:
    words = news.words
    said = N_("%(number)s 민원의 일부를 이 번호로 따로 처리합니다. 날짜는 처음 접수한 때부터 셉니다.")
    pin = N_("확인번호(PIN)는 처음 민원의 것을 그대로 씁니다.")
    return [words(said, number=news.meta["origin"]), answered_by(news), words(pin), nothing(news)]


def _asked(news: News) -> list[str]:
    words = news.words
    return [
        words(N_("여러 분이 함께 낸 민원입니다. 대표자를 세 분까지 정해 주세요(민원처리법 시행령 제8조).")),
        words(N_("대표자의 이름과 전화번호를 담당자에게 알려 주세요."))
        if news.on_paper
        else words(N_("아래 주소에서 대표자의 이름과 전화번호를 적어 주세요.")),
        words(N_("대표자를 정하는 동안 처리 기간은 멈춥니다(행정절차법 시행령 제11조).")),
    ]


def _named(news: News) -> list[str]:
    said = N_("대표자 %(count)s명을 적었습니다. 담당자는 앞으로 대표자에게 연락합니다.")
    return [news.words(said, count=news.meta["representatives"]), answered_by(news), nothing(news)]


BODIES: Final[Mapping[str, Callable[[News], list[str]]]] = {
    "merge": _merge,
    "join": _join,
    "unmerge": _unmerge,
    "split": _split,
    "split_off": _split_off,
    "representatives_asked": _asked,
    "representatives_named": _named,
}
