"""By which ways was somebody told, and did it reach them? In words, for the petitioner's page and for the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from portal.kernel.models import Notice
from portal.kernel.notices import rows
from portal.kernel.notices.wishes import MAIL, PAPER, PORTAL, SMS
from portal.kernel.words import N_
from portal.web import dates
from portal.web.i18n import Words

NAMES: Final[Mapping[str, str]] = {
    PORTAL: N_("이 화면"),
    MAIL: N_("이메일"),
    SMS: N_("문자"),
    PAPER: N_("편지나 전화"),
}
_SENT: Final = {
    MAIL: N_("%(day)s 이메일로 알림"),
    SMS: N_("%(day)s 문자로 알림"),
    PAPER: N_("%(day)s 편지나 전화로 알림"),
}
_FAILED: Final = {MAIL: N_("이메일 전달 실패"), SMS: N_("문자 전달 실패")}
_STOPPED: Final = {MAIL: N_("이메일은 받지 않겠다고 함"), SMS: N_("문자는 받지 않겠다고 함")}
_LATER: Final = {MAIL: N_("%(when)s에 이메일 보낼 예정"), SMS: N_("%(when)s에 문자 보낼 예정")}


def ways(notices: Sequence[Notice], words: Words) -> str:
    """All ways of one piece of news in a line: `이 화면 · 문자 전달 실패 → 3. 18.(수) 편지나 전화로 알림`."""
    following = {notice.follows_id: notice for notice in notices if notice.follows_id}
    order = sorted(notices, key=lambda notice: (notice.channel != PORTAL, notice.created_at))
    chains = [_chain(notice, following) for notice in order if not notice.follows_id]
    said = (" → ".join(text for text in (way(each, words) for each in chain) if text) for chain in chains)
    return " · ".join(text for text in said if text)


def _chain(first: Notice, following: Mapping[UUID, Notice]) -> Iterable[Notice]:
    """A notice and what took over from it, in order."""
    at: Notice | None = first
    while at is not None:
        yield at
        at = following.get(at.id)


def way(notice: Notice, words: Words) -> str:
    """How far one notice got."""
    if notice.channel == PORTAL:
        return words(NAMES[PORTAL])
    return _STATES.get(notice.state, _on_its_way)(notice, words)


def _sent(notice: Notice, words: Words) -> str:
    day = dates.day(notice.sent_at or notice.created_at, words.lang)
    text = words(_SENT.get(notice.channel, N_("%(day)s 알림")), day=day)
    return f"{text} ({words(N_('도착'))})" if notice.arrived_at else text


def _on_its_way(notice: Notice, words: Words) -> str:
    if notice.attempts == 0 and notice.available_at > notice.created_at and notice.channel in _LATER:
        when = f"{dates.day(notice.available_at, words.lang)} {dates.time(notice.available_at, words.lang)}"
        return words(_LATER[notice.channel], when=when)
    name = NAMES.get(notice.channel)
    return f"{words(name)} {words(N_('보내는 중'))}" if name else words(N_("보내는 중"))


def _skipped(notice: Notice, words: Words) -> str:
    if notice.error == "stopped":
        return words(_STOPPED.get(notice.channel, N_("받지 않겠다고 함")))
    if notice.error == "unwanted":
        return words(N_("따로 알리지 않기로 고른 소식"))
    return words(N_("보낼 곳이 없음"))


def _parked(notice: Notice, words: Words) -> str:
    return words(_FAILED.get(notice.channel, N_("보내지 못함")))


def _to_do(notice: Notice, words: Words) -> str:
    return words(N_("편지나 전화로 알려 드릴 예정"))


_STATES: Final[Mapping[str, Callable[[Notice, Words], str]]] = {
    rows.SENT: _sent,
    rows.DONE: _sent,
    rows.SKIPPED: _skipped,
    rows.PARKED: _parked,
    rows.TO_DO: _to_do,
}
