"""What has happened to a petition, in the words of a letter? What changed, what to do, until when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from portal.kernel import deadlines
from portal.kernel.deadlines import Ground, Rule
from portal.kernel.words import N_
from portal.rooms.petitions.letters import elsewhere, groups, late, longer, redated
from portal.rooms.petitions.letters.facts import News, answered_by, day_of, nothing
from portal.web import casework

SUBJECTS: Final = {
    "filed": N_("민원을 받았습니다"),
    "accepted": N_("민원을 접수했습니다"),
    "supplement_requested": N_("서류를 더 내 주세요"),
    "supplement_received": N_("보내신 서류를 받았습니다"),
    "paused": N_("처리 기간을 멈췄습니다"),
    "resumed": N_("처리 기간이 다시 시작됐습니다"),
    **longer.SUBJECTS,
    **elsewhere.SUBJECTS,
    **redated.SUBJECTS,
    **groups.SUBJECTS,
    **late.SUBJECTS,
    "progress": N_("처리 상황을 알려 드립니다"),
    "reentered": N_("민원의 기록을 다시 입력했습니다"),
    "notified": N_("답변이 나왔습니다"),
    "withdrawn": N_("민원을 취하했습니다"),
    "returned": N_("민원을 돌려보냈습니다"),
    "file_refused": N_("올리신 파일 하나를 받지 못했습니다"),
    "delegated": N_("다른 사람에게 맡기는 번호를 만들었습니다"),
    "delegation_taken": N_("다른 사람이 민원을 대신 보기 시작했습니다"),
    "delegation_ended": N_("다른 사람에게 맡긴 것이 끝났습니다"),
}


def _filed(news: News) -> list[str]:
    case, words = news.case, news.words
    until = casework.moment(case.accept_by, "WH:8", words)
    return [words(N_("%(when)s까지 담당 부서가 접수합니다."), when=until), _latest(news), nothing(news)]


def _latest(news: News) -> str:
    rule = str(news.case.clock["rule"])
    try:
        due = deadlines.latest_promise(news.case.submitted_at, Rule.parse(rule), news.calendar).due_at
    except deadlines.UnknownYear:
        due = None
    if due is None:
        return news.words(N_("접수하면 답변할 날짜를 알려 드립니다."))
    return news.words(N_("답변은 늦어도 %(when)s까지 드립니다."), when=casework.moment(due, rule, news.words))


def _accepted(news: News) -> list[str]:
    return [answered_by(news), nothing(news)]


def _requested(news: News) -> list[str]:
    words = news.words
    day = day_of(news, "supplement_by")
    return [
        words(N_("%(day)s까지 민원실에 내거나 우편으로 보내 주세요."), day=day)
        if news.on_paper
        else words(
            N_("%(day)s까지 내 주세요. 무엇이 필요한지는 아래 주소에서 보고 바로 낼 수 있습니다."), day=day
        ),
        words(N_("서류를 기다리는 동안 처리 기간은 멈춥니다.")),
        words(N_("시간이 더 필요하면 그날까지 아래 주소나 전화로 더 달라고 요청해 주세요.")),
    ]


def _received(news: News) -> list[str]:
    return [_runs_on(news), answered_by(news), nothing(news)]


def _runs_on(news: News) -> str:
    """The clock runs again the day after (절차령 11)."""
    return news.words(N_("담당자가 검토를 이어 갑니다. 처리 기간은 다음 날부터 다시 셉니다."))


def _paused(news: News) -> list[str]:
    ground = news.words(Ground(str(news.meta["ground"])).reason)
    return [
        news.words(N_("까닭: %(ground)s"), ground=ground),
        news.words(N_("다시 시작하면 새 답변 날짜를 알려 드립니다. 지금 하실 일은 없습니다.")),
    ]


def _resumed(news: News) -> list[str]:
    return [answered_by(news), nothing(news)]


def _progress(news: News) -> list[str]:
    waits = news.words(N_("지금은 다른 절차나 서류를 기다립니다. 처리는 계속됩니다."))
    return [answered_by(news) or waits, news.words(N_("지금까지의 일은 아래 주소에서 볼 수 있습니다."))]


def _reentered(news: News) -> list[str]:
    return [
        news.words(N_("고장으로 기록을 잃어, 접수증과 담당 부서의 사본으로 같은 번호에 다시 입력했습니다.")),
        answered_by(news),
        news.words(N_("빠진 것이 있으면 담당자에게 알려 주세요. 그 밖에 하실 일은 없습니다.")),
    ]


def _notified(news: News) -> list[str]:
    return [
        "" if news.on_paper else news.words(N_("답변과 함께 온 서류는 아래 주소에서 볼 수 있습니다.")),
        news.words(N_("궁금한 점은 담당자에게 물어봐 주세요.")),
    ]


def _withdrawn(news: News) -> list[str]:
    words = news.words
    return [
        words(N_("처리를 끝냈습니다. 언제든 다시 신청할 수 있습니다.")),
        words(N_("내신 서류를 돌려받고 싶거나, 직접 취하하지 않으셨다면 담당자에게 바로 알려 주세요.")),
    ]


def _returned(news: News) -> list[str]:
    words = news.words
    return [
        words(N_("보완 기간이 지나도록 서류가 오지 않았습니다."))
        if news.on_paper
        else words(N_("보완 기간이 지나도록 서류가 오지 않았습니다. 까닭은 아래 주소에서 볼 수 있습니다.")),
        words(N_("서류를 갖추어 다시 신청할 수 있습니다.")),
    ]


def _file_refused(news: News) -> list[str]:
    words = news.words
    return [
        words(N_("파일에서 악성 코드가 발견되었습니다. 어느 파일인지는 아래 주소에서 볼 수 있습니다.")),
        words(N_("민원은 그대로 처리합니다. 꼭 필요한 파일이라면 담당자에게 전화해 주세요.")),
    ]


def _delegated(news: News) -> list[str]:
    words = news.words
    return [
        words(N_("번호를 받은 분은 7일 안에 한 번 써서 이 민원을 대신 보거나 할 수 있습니다.")),
        words(N_("직접 만들지 않으셨다면 아래 주소의 ‘다른 사람에게 맡기기’에서 바로 끝내 주세요.")),
    ]


def _delegation_taken(news: News) -> list[str]:
    words = news.words
    return [
        words(N_("누가 어디까지 할 수 있는지는 아래 주소에서 볼 수 있고, 언제든 끝낼 수 있습니다.")),
        words(N_("모르는 사람이라면 바로 끝내고 담당자에게 전화해 주세요.")),
    ]


def _delegation_ended(news: News) -> list[str]:
    words = news.words
    return [words(N_("그분은 이제 이 민원을 볼 수 없습니다. 지금 하실 일은 없습니다."))]


BODIES: Final[Mapping[str, Callable[[News], list[str]]]] = {
    "filed": _filed,
    "accepted": _accepted,
    "supplement_requested": _requested,
    "supplement_received": _received,
    "paused": _paused,
    "resumed": _resumed,
    **longer.BODIES,
    **elsewhere.BODIES,
    **redated.BODIES,
    **groups.BODIES,
    **late.BODIES,
    "progress": _progress,
    "reentered": _reentered,
    "notified": _notified,
    "withdrawn": _withdrawn,
    "returned": _returned,
    "file_refused": _file_refused,
    "delegated": _delegated,
    "delegation_taken": _delegation_taken,
    "delegation_ended": _delegation_ended,
}
