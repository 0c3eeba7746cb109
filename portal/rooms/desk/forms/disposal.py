"""What did the records officer choose? Cases, a decision with its reason, or the number that confirms a destruction."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from portal.kernel import retention
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.web.forms import Form


class NothingChosen(Refusal):
    """No case was ticked."""

    def __init__(self) -> None:
        text = N_("민원을 하나 이상 골라 주세요.")
        super().__init__(text, fields={"case": text})


class WrongCount(Refusal):
    """The number typed is not the number of cases: the person may be looking at another list."""

    def __init__(self) -> None:
        text = N_("파기할 건수를 그대로 적어 주세요.")
        super().__init__(text, fields={"count": text})


def chosen(form: Form) -> tuple[UUID, ...]:
    """The cases that were ticked, each once. Raises NothingChosen, also for what is no case's id."""
    try:
        ids = tuple(dict.fromkeys(UUID(one) for one in form.all("case")))
    except ValueError as error:
        raise NothingChosen() from error
    if not ids:
        raise NothingChosen()
    return ids


def decision(form: Form) -> retention.Decision:
    """What was decided; `kernel.retention` checks it."""
    try:
        until = date.fromisoformat(form.get("keep_until"))
    except ValueError:
        until = None
    return retention.Decision(form.get("decision"), form.get("reason"), until)


def check_count(form: Form, number: int) -> None:
    """Raises WrongCount unless the number of cases was typed."""
    typed = form.get("count").strip()
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 6 and int(typed) == number):
        raise WrongCount()
