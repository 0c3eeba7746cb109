"""In which words does a petitioner read where the petition is, what comes next and what is asked?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.kernel.cases.clock import is_objection
from portal.kernel.deadlines import Ground, Rule, is_overdue
from portal.kernel.models import Case
from portal.kernel.words import N_
from portal.rooms.petitions.queries import Opened
from portal.rooms.petitions.rules import asked_extension, is_lapsed, waits_for_representatives
from portal.web import casework, dates
from portal.web.i18n import Words

PLACES = {
    "submitted": N_("담당 부서가 접수하기를 기다리고 있습니다."),
    "accepted": N_("접수했습니다. 담당자가 검토할 차례입니다."),
    "in_review": N_("담당자가 검토하고 있습니다."),
    "awaiting_supplement": N_("보내 주실 서류를 기다리고 있습니다."),
    "merged": N_("같은 내용의 다른 민원과 함께 처리하고 있습니다."),
    "decided": N_("답변을 준비하고 있습니다."),
    "notified": N_("답변을 보냈습니다."),
    "withdrawn": N_("취하하셔서 처리를 끝냈습니다."),
    "returned": N_("서류가 오지 않아 돌려보냈습니다."),
    "transferred": N_("맡은 기관으로 보냈습니다. 그 기관이 답변합니다."),
    "declined": N_("법에 따라 처리하지 않고 끝냈습니다."),
    "unclaimed": N_("찾아가지 않으신 서류를 폐기하고 끝냈습니다."),
    "closed_repeat": N_("같은 내용에 두 번 답변해서 처리를 끝냈습니다."),
}


@dataclass(frozen=True)
class Next:
    """One thing that will happen (macro `cases.next_steps`)."""

    text: str
    when: str = ""
    note: str = ""


@dataclass(frozen=True)
class Late:
    """A promise that was not kept: what to say, and what the petitioner can do."""

    title: str
    text: str


def place(case: Case, words: Words, now: datetime) -> str:
    """Where it is now, in one sentence."""
    if waits_for_representatives(case.clock) and casework.stage_of(case).open:
        return words(N_("함께 내신 분들이 대표자를 정하기를 기다리고 있습니다."))
    if case.accepted_at is not None and case.due_at is None and case.stage in {"accepted", "in_review"}:
        return words(N_("담당자가 검토하고 있습니다. 지금은 다른 절차가 끝나기를 기다립니다."))
    if is_objection(case) and case.stage == "in_review":
        return words(N_("이의신청을 검토하고 있습니다."))
    return words(PLACES[case.stage])


def acceptance_is_late(case: Case, now: datetime) -> bool:
    """Whether it should have been accepted by now (민원령 6⑦)."""
    waits = case.accepted_at is None and casework.stage_of(case).open
    return waits and is_overdue(now, case.accept_by, Rule.parse("WH:8"))


def when(opened: Opened, words: Words, now: datetime) -> str:
    """By when one will hear, in one sentence."""
    case = opened.case
    if case.closed_at is not None:
        day = dates.day(case.closed_at, words.lang)
        ended = {
            "notified": N_("%(day)s에 답변했습니다."),
            "withdrawn": N_("%(day)s에 취하했습니다."),
            "returned": N_("%(day)s에 돌려보냈습니다."),
            "transferred": N_("%(day)s에 보냈습니다."),
            "declined": N_("%(day)s에 끝냈습니다."),
            "closed_repeat": N_("%(day)s에 끝냈습니다."),
            "unclaimed": N_("%(day)s에 끝냈습니다."),
        }
        return words(ended[case.stage], day=day)
    if case.accepted_at is None:
        until = casework.moment(case.accept_by, "WH:8", words)
        if acceptance_is_late(case, now):
            return words(N_("%(when)s까지 접수하기로 했습니다."), when=until)
        return words(N_("%(when)s까지 접수하고 답변할 날짜를 알려 드립니다."), when=until)
    if case.stage == "awaiting_supplement" and case.supplement_by is not None:
        return _papers_by(case.supplement_by, words, now)
    if waits_for_representatives(case.clock):
        return words(N_("대표자를 알려 주시면 다음 날부터 다시 세어 답변할 날짜를 알려 드립니다."))
    if case.due_at is None:
        return words(N_("날짜 계산이 멈춰 있습니다. 다시 시작하면 새 날짜를 알려 드립니다."))
    until = casework.moment(case.due_at, str(case.clock["rule"]), words)
    if casework.overdue(case, now):
        return words(N_("%(when)s까지 답변하기로 했습니다."), when=until)
    return words(N_("%(when)s까지 답변합니다."), when=until)


def _papers_by(last: datetime, words: Words, now: datetime) -> str:
    """Until when papers are waited for; the day of the answer depends on when they come."""
    day = dates.day(last, words.lang)
    if is_lapsed(last, now):
        return words(
            N_("%(day)s까지 서류를 내 달라고 했습니다. 서류가 오면 답변할 날짜를 알려 드립니다."), day=day
        )
    return words(N_("%(day)s까지 서류를 내 주세요. 서류가 오면 답변할 날짜를 알려 드립니다."), day=day)


def lateness(case: Case, words: Words, now: datetime) -> Late | None:
    """The apology for a date that has passed, if one has."""
    if acceptance_is_late(case, now):
        title = N_("접수가 늦어지고 있습니다. 죄송합니다")
        day = casework.moment(case.accept_by, "WH:8", words)
    elif casework.overdue(case, now) and case.due_at is not None:
        title = N_("약속한 날을 넘겼습니다. 죄송합니다")
        day = casework.moment(case.due_at, str(case.clock["rule"]), words)
    else:
        return None
    text = words(
        N_(
            "%(when)s까지 하기로 한 일입니다. 까닭은 담당자에게 물어볼 수 있고, "
            "바로잡아 달라고 요구할 수도 있습니다(민원처리법 시행령 제18조)."
        ),
        when=day,
    )
    return Late(words(title), text)


def ahead(opened: Opened, words: Words, now: datetime) -> list[Next]:
    """What will happen, with dates where the law gives them; nothing for a case that is late."""
    case = opened.case
    if not casework.stage_of(case).open:
        return _after_the_end(opened, words, now)
    if lateness(case, words, now):
        return []
    if case.accepted_at is None:
        return _until_accepted(opened, words)
    if case.stage == "awaiting_supplement":
        return [
            *_papers_first(case, words, now),
            Next(
                words(N_("검토를 이어 갑니다")),
                words(N_("서류가 오면")),
                words(N_("처리 기간은 다음 날부터 다시 셉니다.")),
            ),
            Next(words(N_("이 화면에 올리고 알려 드립니다")), words(N_("답변은"))),
        ]
    if waits_for_representatives(case.clock):
        return [
            Next(words(N_("답변할 날짜를 정해 알려 드립니다")), words(N_("대표자를 알려 주시면"))),
            Next(words(N_("이 화면에 올리고 알려 드립니다")), words(N_("답변은"))),
        ]
    if case.due_at is None:
        return [
            Next(
                words(N_("새 답변 날짜를 알려 드립니다")),
                words(N_("멈춘 까닭이 끝나면")),
                _ground(opened, words),
            )
        ]
    until = casework.moment(case.due_at, str(case.clock["rule"]), words)
    if asked_extension(case.clock):
        return [
            Next(
                words(N_("처리 기간을 더 늘려도 되는지 대답을 기다립니다")),
                words(N_("%(when)s까지"), when=until),
                words(N_("대답이 없으면 이날까지 답변합니다.")),
            )
        ]
    return [
        Next(
            words(N_("답변을 이 화면에 올리고 알려 드립니다")),
            words(N_("%(when)s까지"), when=until),
            words(N_("서류가 더 필요하면 그 전에 무엇이 필요한지 알려 드립니다.")),
        )
    ]


def _after_the_end(opened: Opened, words: Words, now: datetime) -> list[Next]:
    """What follows a refusal (민원법 35①) and a transfer (16①); nothing after any other end."""
    if opened.case.stage == "transferred" and (event := opened.last("transfer")) is not None:
        contact = str((event.body or {}).get("contact", ""))
        note = words(N_("답변할 날은 그 기관이 정합니다. 그 기관의 연락처: %(contact)s"), contact=contact)
        return [Next(words(N_("그 기관이 접수하고 답변합니다")), note=note if contact else "")]
    until = last_day_to_object(opened, now)
    if until is None:
        return []
    return [
        Next(
            words(N_("다르게 생각하시면 이의신청을 할 수 있습니다")),
            words(N_("%(when)s까지"), when=dates.day(until, words.lang)),
            words(N_("이의신청하시면 10일 안에 다시 정해 알려 드립니다.")),
        )
    ]


def last_day_to_object(opened: Opened, now: datetime) -> datetime | None:
    """Until when the refusal of a statutory petition may be objected to; None if it may not, or not any more."""
    last = opened.clocks.object_until
    if last is None or last.due_at is None or not opened.service.statutory:
        return None
    if opened.case.stage != "notified" or is_overdue(now, last.due_at, last.rule):
        return None
    return last.due_at


def _papers_first(case: Case, words: Words, now: datetime) -> list[Next]:
    last = case.supplement_by
    if last is None or is_lapsed(last, now):
        return []
    return [
        Next(words(N_("서류를 보내 주세요")), words(N_("%(when)s까지"), when=dates.day(last, words.lang)))
    ]


def _until_accepted(opened: Opened, words: Words) -> list[Next]:
    case, promise, latest = opened.case, opened.clocks.latest, ""
    if promise is not None and promise.due_at is not None:
        last = casework.moment(promise.due_at, str(case.clock["rule"]), words)
        latest = words(N_("늦어도 %(when)s까지"), when=last)
    return [
        Next(
            words(N_("담당 부서가 접수합니다")),
            words(N_("%(when)s까지"), when=casework.moment(case.accept_by, "WH:8", words)),
            words(N_("근무시간으로 8시간 안입니다.")),
        ),
        Next(words(N_("답변할 날짜를 정해 알려 드립니다")), words(N_("접수하면")), latest),
        Next(words(N_("이 화면에 올리고 알려 드립니다")), words(N_("답변은"))),
    ]


def _ground(opened: Opened, words: Words) -> str:
    event = opened.last("pause", "ask_representatives")
    return words(Ground(str(event.meta["ground"])).reason) if event else ""
