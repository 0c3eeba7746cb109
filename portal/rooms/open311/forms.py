"""Which requests did a program ask for? Raises a refusal that names the parameter that can't be read."""

from __future__ import annotations

from datetime import datetime

from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message
from portal.rooms.open311.definition import MOST, SPAN
from portal.rooms.open311.queries import Wanted
from portal.rooms.open311.rules import Sent, first, listed, moment


class NoForm(Refusal):
    """What was sent is no form."""

    def __init__(self) -> None:
        super().__init__(N_("application/x-www-form-urlencoded로 보내 주세요."))


class Missing(Refusal):
    """A parameter that everything hangs on is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(N_("%(name)s 항목이 없습니다."), name=name)


class BadQuery(Refusal):
    """A parameter of a search can't be read."""

    def __init__(self, name: str, said: Message | str) -> None:
        super().__init__(N_("찾는 조건을 읽을 수 없습니다."), fields={name: said})


def wanted(sent: Sent, now: datetime) -> Wanted:
    """What is asked for; without dates the last 90 days. Raises BadQuery."""
    ends, begins = _moment(sent, "end_date"), _moment(sent, "start_date")
    if begins is None:
        begins = (ends or now) - SPAN
    if ends is None:
        ends = min(now, begins + SPAN)
    if ends - begins > SPAN:
        raise BadQuery("start_date", N_("한 번에 90일까지 찾을 수 있습니다."))
    states = listed(sent, "status")
    if set(states) - {"open", "closed"}:
        raise BadQuery("status", N_("open이나 closed를 적어 주세요."))
    numbers = listed(sent, "service_request_id")[:MOST]
    return Wanted(begins, ends, numbers, listed(sent, "service_code"), states)


def _moment(sent: Sent, name: str) -> datetime | None:
    typed = first(sent, name)
    if not typed:
        return None
    # A plus sign in an address means a blank.
    found = moment(typed.replace(" ", "+"))
    if found is None:
        raise BadQuery(name, N_("2026-01-01T00:00:00Z처럼 시간대까지 적어 주세요."))
    return found
