"""What did an officer fill in for a move, and what stands in its form when it is shown (again)?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from portal.kernel import catalogue, grounds
from portal.kernel.agency import POWERS, RELATIONS
from portal.kernel.deadlines import Ground, Rule, UnknownYear, reckon
from portal.kernel.files import Upload
from portal.kernel.models import Case
from portal.kernel.moves import Move
from portal.kernel.words import N_, Message
from portal.rooms.desk.actions.moving import Wanted
from portal.rooms.desk.definition.answer_texts import ANSWER_TEXTS, AnswerText
from portal.rooms.desk.definition.form_shapes import FieldLook, FormField, MoveForm
from portal.rooms.desk.definition.move_forms import DAYS, IN_ADVANCE, OUTCOMES, USUAL_DAYS, form_of
from portal.rooms.desk.forms import more_time
from portal.rooms.desk.queries.dossier import Dossier
from portal.web import casework, dates
from portal.web.forms import Form
from portal.web.i18n import Words

Option = tuple[str, str]


@dataclass(frozen=True)
class Typed:
    """A move's form as it was sent. `do` is the button: move, or text (put a text into the answer)."""

    values: dict[str, str] = field(default_factory=dict)
    seen: int | None = None
    do: str = "move"
    text: str = ""


@dataclass(frozen=True)
class FieldView:
    """One field as it is drawn. `choice`: one of its `options` is chosen, of which there may be none."""

    name: str
    look: FieldLook
    label: str
    hint: str
    required: bool
    rows: int
    value: str
    error: str
    options: tuple[Option, ...] = ()
    choice: bool = False

    @property
    def chosen(self) -> list[str]:
        """The values that are chosen of several."""
        return self.value.split() if self.look == "cases" else [self.value]

    @property
    def said(self) -> list[str]:
        """What was chosen or typed, in words."""
        if self.choice:
            return [label for value, label in self.options if value in self.chosen]
        return [self.value] if self.value else []


@dataclass(frozen=True)
class FormView:
    """A move's form as it is drawn. `open` is False if the move is not possible any more: what was typed stays.

    `checked`: what was filled in is shown once more (`check`) before the move is made.
    """

    name: str
    label: str
    action: str
    warning: str
    fields: tuple[FieldView, ...]
    texts: tuple[Option, ...]
    seen: int
    open: bool
    check: bool = False
    checked: bool = False

    @property
    def said(self) -> list[tuple[str, list[str]]]:
        """What was filled in, in words: each field with what was chosen or typed."""
        return [(one.label, one.said) for one in self.fields if one.said]

    @property
    def files(self) -> bool:
        """Whether files can be sent with it."""
        return any(one.look == "files" for one in self.fields)


def read_move(move: MoveForm, form: Form) -> Typed:
    """What was typed into a move's form."""
    values = {
        one.name: " ".join(form.all(one.name)) if one.look == "cases" else form.get(one.name)
        for one in move.fields
        if one.look != "files"
    }
    seen = form.get("seen")
    return Typed(
        values,
        int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else None,
        form.get("do", "move"),
        form.get("text"),
    )


def wanted_of(name: str, typed: Typed, form: Form) -> Wanted:
    """The move that the form asks for, with its files."""
    uploads = [Upload(file.name, file.file) for file in form.files_of("files")]
    return Wanted(name, typed.values, typed.seen, uploads)


def text_of(code: str, dossier: Dossier) -> AnswerText | None:
    """The text for answers of this code, if it fits the case's kind."""
    return dict(_texts(dossier)).get(code)


def form_view(
    move: Move,
    dossier: Dossier,
    typed: Mapping[str, str],
    words: Words,
    now: datetime,
    errors: Mapping[str, Message] | None = None,
    *,
    check: bool = False,
) -> FormView:
    """The form of a move with what was typed and what is wrong with it; `check`: to look at once more."""
    form = form_of(move)
    said = errors or {}
    return FormView(
        name=move.name,
        label=words(form.label or move.label),
        action=f"/desk/cases/{dossier.case.receipt_no}/{move.name}",
        warning=words(form.warning) if form.warning else "",
        fields=tuple(
            _field(one, dossier, typed, said, words, now)
            for one in form.fields
            if _is_asked(one, dossier, move, words)
        ),
        texts=tuple((code, words(text.title)) for code, text in _texts(dossier))
        if move.name == "decide"
        else (),
        seen=dossier.case.seq,
        open=dossier.move(move.name) is not None,
        check=check,
        checked=form.checked,
    )


def _is_asked(one: FormField, dossier: Dossier, move: Move, words: Words) -> bool:
    """Whether there is anything the field could be about: an agent, a review in advance."""
    if one.look == "agent":
        return bool(_agents(dossier, move, words))
    return one.look != "departure" or bool(dossier.reviews)


def _texts(dossier: Dossier) -> list[tuple[str, AnswerText]]:
    statutory = dossier.service.statutory
    return [(code, text) for code, text in ANSWER_TEXTS.items() if text.statutory in {None, statutory}]


def _field(
    one: FormField,
    dossier: Dossier,
    typed: Mapping[str, str],
    errors: Mapping[str, Message],
    words: Words,
    now: datetime,
) -> FieldView:
    return FieldView(
        name=one.name,
        look=one.look,
        label=words(one.label),
        hint=words(one.hint) if one.hint else "",
        required=one.required,
        rows=one.rows,
        value=typed.get(one.name, str(USUAL_DAYS) if one.look == "days" else ""),
        error=words(errors[one.name]) if one.name in errors else "",
        options=_options(one.look, dossier, words, now),
        choice=one.look in _OFFERED,
    )


def _options(look: FieldLook, dossier: Dossier, words: Words, now: datetime) -> tuple[Option, ...]:
    offered = _OFFERED.get(look)
    return offered(dossier, words, now) if offered else ()


def _said(texts: Mapping[str, str], words: Words) -> tuple[Option, ...]:
    return tuple((name, words(text)) for name, text in texts.items())


def _outcomes(dossier: Dossier, words: Words) -> tuple[Option, ...]:
    if dossier.service.preliminary_to:
        return _said({name: OUTCOMES[name] for name in IN_ADVANCE}, words)
    statutory = dossier.service.statutory
    return _said(
        {
            name: text
            for name, text in OUTCOMES.items()
            if name not in IN_ADVANCE and (name != "granted" or statutory)
        },
        words,
    )


def _departments(dossier: Dossier, words: Words) -> tuple[Option, ...]:
    found = (one for one in catalogue.current().departments if one.code != dossier.case.department)
    return tuple((one.code, one.title.get(words.lang)) for one in found)


_PAUSES: Final = {one.value: one.reason for one in Ground if one is not Ground.SUPPLEMENT}
_OFFERED: Final[Mapping[FieldLook, Callable[[Dossier, Words, datetime], tuple[Option, ...]]]] = {
    "officer": lambda dossier, _, __: tuple((str(one.id), one.name) for one in dossier.officers),
    "ground": lambda _, words, __: _said(_PAUSES, words),
    "decline_ground": lambda _, words, __: _said(grounds.DECLINE, words),
    "outcome": lambda dossier, words, _: _outcomes(dossier, words),
    "relation": lambda _, words, __: _said(RELATIONS, words),
    "agent": lambda dossier, words, _: (("", words(N_("신청인 본인"))), *_agents(dossier, None, words)),
    "days": lambda dossier, words, now: tuple(
        (str(days), _days_words(days, dossier, words, now)) for days in DAYS
    ),
    "more_days": lambda dossier, words, _: more_time.extensions(dossier.case, dossier.calendar, words),
    "longer_days": lambda dossier, words, now: more_time.grants(dossier.case, dossier.calendar, words, now),
    "department": lambda dossier, words, _: _departments(dossier, words),
    "part_department": lambda dossier, words, _: (
        ("", words(N_("우리 부서"))),
        *_departments(dossier, words),
    ),
    "cases": lambda dossier, words, _: tuple(
        (case.receipt_no, _running(case, words)) for case in dossier.joinable
    ),
    "earlier": lambda dossier, words, _: tuple(
        (case.receipt_no, _answered(case, words)) for case in dossier.earlier
    ),
}
"""What each field with a choice offers."""


def _running(case: Case, words: Words) -> str:
    """`2026-000001-7 · 3. 10.(화) 신청 · 3. 17.(화)까지`."""
    filed = dates.date(case.submitted_at, words.lang)
    until = dates.date(case.due_at, words.lang) if case.due_at else ""
    text = N_("%(number)s · %(filed)s 신청 · %(until)s까지")
    return words(text, number=case.receipt_no, filed=filed, until=until)


def _answered(case: Case, words: Words) -> str:
    """`2026-000001-7 · 도로점용 허가 · 3. 10.(화) 답변`."""
    day = dates.date(case.closed_at, words.lang) if case.closed_at else ""
    title = casework.title_of(case, words)
    return words(N_("%(number)s · %(title)s · %(day)s 답변"), number=case.receipt_no, title=title, day=day)


def _agents(dossier: Dossier, move: Move | None, words: Words) -> tuple[Option, ...]:
    """Whoever may say so for the petitioner; all who were taken up, if no move is asked for."""
    return tuple(
        (
            str(one.id),
            words(N_("%(relation)s %(name)s 님"), relation=words(one.agent.label), name=one.agent.name),
        )
        for one in dossier.standing
        if one.agent is not None and (move is None or move.power in POWERS[one.scope])
    )


def _days_words(days: int, dossier: Dossier, words: Words, now: datetime) -> str:
    """`10일 · 3. 20.(금)까지`: the date that the kernel would fix (민원령 24④)."""
    try:
        due_at = reckon(Rule.parse(f"CIV:{days}"), now, dossier.calendar).due_at
    except UnknownYear:
        due_at = None
    if due_at is None:
        return words(N_("%(days)s일"), days=days)
    return words(N_("%(days)s일 · %(day)s까지"), days=days, day=dates.day(due_at, words.lang))
