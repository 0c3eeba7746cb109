"""What does a letter on paper bring besides the news? The answer itself (민원법 27①: in writing), or what is asked for.

It goes in an envelope to the petitioner alone; a mail or a text message never brings any of it.
"""

from __future__ import annotations

from datetime import datetime
from json import loads
from typing import Final

from portal.kernel import deadlines, holidays, timeline
from portal.kernel.cases.contents import key_of
from portal.kernel.models import Case, Event
from portal.kernel.visibility import AUDIENCES
from portal.kernel.words import N_
from portal.rooms.petitions.definition import OUTCOMES
from portal.web import dates
from portal.web.i18n import Words

MOVED: Final = ("route", "transfer", "decline", "close_repeat")
GROUPS: Final = ("unmerge", "split", "split_off", "ask_representatives")
PARTS: Final = {
    "agency": N_("맡은 기관"),
    "contact": N_("연락처"),
    "request": N_("내 주실 것"),
    "answer": N_("답변"),
    "reasons": N_("까닭"),
    "departure": N_("사전심사와 달라진 까닭"),
    "remedies": N_("받아들일 수 없다면"),
    "part": N_("나누어 처리하는 내용"),
    "reason": N_("까닭"),
    "committee": N_("민원조정위원회의 심의"),
}
TOLD: Final = frozenset(
    {"request_supplement", "notify", "return", "extend", "ask_extension", "refuse_longer", *MOVED, *GROUPS}
)
"""The moves whose words a letter on paper brings."""


async def contents(case: Case, event: Event, words: Words) -> str:
    """The words of an event under their headings, or "". Raises keys.KeyDestroyed."""
    if event.kind not in TOLD:
        return ""
    entries = await timeline.read(case, AUDIENCES["petitioner"], await key_of(case))
    body = next((entry.body for entry in entries if entry.seq == event.seq), None) or {}
    outcome = str(loads(event.meta).get("outcome") or "")
    parts = [words(N_("결과: %(outcome)s"), outcome=words(OUTCOMES[outcome]))] if outcome in OUTCOMES else []
    parts += [f"{words(title)}\n{body[name]}" for name, title in PARTS.items() if body.get(name)]
    if outcome == "refused":
        parts.append(await _object_until(event.at, words))
    return "\n\n".join(part for part in parts if part)


async def _object_until(told: datetime, words: Words) -> str:
    """Until when a refusal may be objected to (민원법 35①)."""
    calendar = (await holidays.current_calendar()).as_told(told)
    try:
        last = deadlines.reckon_duty("object_to_refusal", told, calendar).due_at
    except deadlines.UnknownYear:
        return ""
    if last is None:
        return ""
    return words(
        N_("%(day)s까지 이의신청을 할 수 있습니다(민원처리법 제35조)."), day=dates.date(last, words.lang)
    )
