"""What did a step's form send, and what does the page show beside each question?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from portal.kernel import answers, catalogue, files, privacy
from portal.kernel.answers.normal import day
from portal.kernel.words import N_, Message
from portal.rooms.filing.actions import CONSENT
from portal.rooms.filing.queries import OpenDraft
from portal.rooms.filing.rules import Typed, masked
from portal.web import sizes
from portal.web.forms import Form, Unreadable, UploadedFile
from portal.web.i18n import Words

TRUE = frozenset({"yes", "true", "on", "1"})
WAITS = N_("%(size)s · 바이러스 검사를 기다리는 중이지만 그대로 제출할 수 있습니다")
OF_A_REQUEST = frozenset({"key", CONSENT})


@dataclass(frozen=True)
class Wish:
    """Which button was pressed. Only one is: `do` next, back, upload, save, mask, or a look as `lang=en`."""

    do: str = "next"
    remove: str = ""
    take: str = ""
    drop: str = ""

    @classmethod
    def of(cls, form: Form) -> Wish:
        """Enter in a field presses the first button: next."""
        return cls(form.get("do", "next"), form.get("remove"), form.get("take"), form.get("drop"))

    @property
    def stays(self) -> bool:
        """Whether the page of the step is shown again."""
        return bool(self.remove or self.take or self.drop) or self.do in {"upload", "save"}

    @property
    def masks(self) -> bool:
        """Whether resident numbers are to be masked, and then on to the next step."""
        return self.do == "mask"


@dataclass(frozen=True)
class FileRow:
    """A file as the page lists it; `thumb` is a small picture (data URL), or empty."""

    id: UUID
    name: str
    size: str
    thumb: str = ""


@dataclass(frozen=True)
class Question:
    """One field as it is drawn: `typed` and `errors` (in the reader's language) by input name."""

    field: catalogue.Field
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    files: tuple[FileRow, ...] = ()

    @property
    def value(self) -> str:
        """What stands in a field of one input; a date in the form that a date picker takes."""
        text = self.typed.get(self.field.name, "")
        return (day(text) or text) if self.field.kind == "date" else text

    @property
    def parts(self) -> dict[str, str]:
        """What stands in the inputs of an address or a place, by part."""
        return {name.partition("-")[2]: self.typed.get(name, "") for name in answers.inputs_of(self.field)}

    @property
    def picks_date(self) -> bool:
        """Whether a date picker can show the value; what it can't show stays in a plain field, not lost."""
        return not self.value or day(self.value) == self.value


@dataclass
class Page:
    """What a step shows: its questions and, if something is wrong, the summary above them."""

    questions: tuple[Question, ...]
    summary: list[tuple[str, str]] = field(default_factory=list)


def inputs_of(fields: Iterable[catalogue.Field]) -> tuple[str, ...]:
    """The names of the inputs that hold words (all but files)."""
    return tuple(name for field in fields if field.kind != "file" for name in answers.inputs_of(field))


def typed_in(form: Form, names: Iterable[str], *, only_sent: bool = False) -> dict[str, str]:
    """What was typed into these inputs. An input that was not sent is empty, or left alone with `only_sent`."""
    return {name: form.get(name) for name in names if not only_sent or name in form.values}


def uploads_in(form: Form, fields: Iterable[catalogue.Field], *, mask: bool) -> list[UploadedFile]:
    """The files that came for these fields; with `mask` without resident numbers in their names."""
    names = {field.name for field in fields if field.kind == "file"}
    found = [file for file in form.files if file.field in names]
    if mask:
        for file in found:
            file.name = privacy.mask_resident_numbers(file.name)
    return found


def step_words(form: Form, fields: Iterable[catalogue.Field], wish: Wish) -> dict[str, str]:
    """The words of a step as they are to be kept."""
    typed = typed_in(form, inputs_of(fields))
    return masked(typed) if wish.masks else typed


def page_of(
    fields: Iterable[catalogue.Field],
    typed: Typed,
    errors: Mapping[str, Message],
    words: Words,
    listed: Iterable[files.Listed] = (),
    previews: Mapping[str, str] | None = None,
) -> Page:
    """The questions with what was typed, and the error summary in their order."""
    rows = tuple(listed)
    questions = tuple(
        Question(
            one,
            typed,
            {name: words(errors[name]) for name in answers.inputs_of(one) if name in errors},
            tuple(_row(file, previews or {}, words) for file in rows if file.field == one.name),
        )
        for one in fields
    )
    return Page(questions, summary_of(questions, errors, words))


def summary_of(
    questions: Iterable[Question], errors: Mapping[str, Message], words: Words
) -> list[tuple[str, str]]:
    """(id of the input, sentence) for each error, in the order of the form; others follow."""
    order = [name for question in questions for name in answers.inputs_of(question.field)]
    names = [*(name for name in order if name in errors), *(name for name in errors if name not in order)]
    return [(f"f-{name}", words(errors[name])) for name in names]


def _row(file: files.Listed, previews: Mapping[str, str], words: Words) -> FileRow:
    size = sizes.size(file.size)
    if file.state == files.QUARANTINED:
        size = words(WAITS, size=size)
    preview = previews.get(str(file.id), "")
    thumb = f"data:image/webp;base64,{preview}" if preview else ""
    return FileRow(file.id, file.name, size, thumb)


def number_errors(refusal: privacy.ResidentNumberFound, uploads: list[UploadedFile]) -> dict[str, Message]:
    """The errors of resident numbers by input: a file's name speaks beside the field it was chosen in."""
    errors = {name: message for name, message in refusal.fields.items() if name in refusal.names}
    if refusal.file_places:
        said = refusal.fields["files"]
        errors |= {uploads[place].field: said for place in refusal.file_places}
    return errors


@dataclass(frozen=True)
class AtOnce:
    """Everything in one request."""

    key: str
    raw: dict[str, str]
    petitioner: dict[str, str]
    consent: bool


def at_once(sent: Mapping[str, str]) -> AtOnce:
    """Sort what was sent by whom it is about; unknown inputs stay with the answers, where they are refused."""
    mine = {name: text for name, text in sent.items() if name in answers.PETITIONER_INPUTS}
    raw = {name: text for name, text in sent.items() if name not in mine.keys() | OF_A_REQUEST}
    return AtOnce(sent.get("key", "").strip(), raw, mine, sent.get(CONSENT, "").strip().lower() in TRUE)


def flat(sent: Any) -> dict[str, str]:
    """A JSON body as a form would send it. `answers` and `petitioner` may be tables of their own, and an
    address or place a table of its parts. Raises Unreadable."""
    if not isinstance(sent, dict):
        raise Unreadable
    inner = [sent[name] for name in ("answers", "petitioner") if isinstance(sent.get(name), dict)]
    outer = {name: value for name, value in sent.items() if value not in inner}
    found: dict[str, str] = {}
    for name, value in [pair for table in (outer, *inner) for pair in table.items()]:
        if isinstance(value, dict):
            found |= {f"{name}-{part}": _text(text) for part, text in value.items()}
        else:
            found[name] = _text(value)
    return found


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable
    return value


def missing_by_step(
    opened: OpenDraft, errors: Mapping[str, Message], contact: str
) -> list[tuple[str, str, Message]]:
    """(step, input, sentence) of each error, so that the check page can lead to it."""
    found = []
    for name, message in errors.items():
        of = opened.service.field(answers.field_of(name))
        if of is not None:
            found.append((of.group, name, message))
        elif name in answers.PETITIONER_INPUTS:
            found.append((contact, name, message))
    return found
