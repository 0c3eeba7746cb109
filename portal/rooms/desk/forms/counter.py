"""What was typed at the counter, and how is each question drawn on the one page?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from portal.kernel import answers
from portal.kernel.answers.normal import day
from portal.kernel.catalogue import Field, FieldKind, Service
from portal.kernel.files import Upload
from portal.kernel.ids import new_token
from portal.kernel.words import Message
from portal.rooms.desk.actions.counter import Entry
from portal.web.forms import Form
from portal.web.i18n import Words

PAPER: Final = ("paper_no", "paper_date", "paper_time")


@dataclass(frozen=True)
class Question:
    """One field as it is drawn; `errors` by input name, `parts` of an address or a place."""

    name: str
    kind: FieldKind
    label: str
    hint: str
    required: bool
    value: str
    parts: Mapping[str, str]
    options: tuple[tuple[str, str], ...]
    errors: Mapping[str, str]

    @property
    def error(self) -> str:
        """What is wrong with the field as a whole."""
        return self.errors.get(self.name, "")

    @property
    def picks_date(self) -> bool:
        """Whether a date picker can show the value; what it can't show stays in a plain field, not lost."""
        return not self.value or day(self.value) == self.value


def read_entry(service: Service, form: Form) -> Entry:
    """An entry as it was sent."""
    own = [field for field in service.fields if field.kind != "file"]
    papers = {field.name for field in service.fields if field.kind == "file"}
    return Entry(
        service=service,
        raw=_sent(form, own),
        petitioner=_sent(form, answers.PETITIONER_FIELDS),
        # Without a key of its own an entry must not be taken for the last one that had none.
        key=form.get("key")[:128] or new_token(),
        uploads=[(file.field, Upload(file.name, file.file)) for file in form.files if file.field in papers],
        accept=form.get("accept") == "yes",
        sms=form.get("sms") == "yes",
        paper={name: form.get(name)[:32] for name in PAPER} if form.get("paper") == "yes" else None,
    )


def _sent(form: Form, fields: Iterable[Field]) -> dict[str, str]:
    return {name: form.get(name) for field in fields for name in answers.inputs_of(field)}


def questions(
    fields: Iterable[Field], typed: Mapping[str, str], errors: Mapping[str, Message], words: Words
) -> list[Question]:
    """The questions with what was typed and what is wrong."""
    return [_question(field, typed, errors, words) for field in fields]


def _question(
    field: Field, typed: Mapping[str, str], errors: Mapping[str, Message], words: Words
) -> Question:
    value = typed.get(field.name, "")
    return Question(
        name=field.name,
        kind=field.kind,
        label=words(field.label),
        hint=words(field.hint) if field.hint else "",
        required=field.required and field.kind != "file",
        value=(day(value) or value) if field.kind == "date" else value,
        parts={name.partition("-")[2]: typed.get(name, "") for name in answers.inputs_of(field)},
        options=tuple((option.code, words(option.title)) for option in field.options),
        errors={name: words(errors[name]) for name in answers.inputs_of(field) if name in errors},
    )
