"""Do the answers fit the service's fields? The same for web, offline, counter and queue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from portal.kernel import collective
from portal.kernel.answers.kinds import READERS, missing
from portal.kernel.answers.shapes import Answer, Checked, Raw, as_typed, inputs_of
from portal.kernel.catalogue import Field, Service
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message


class UnknownFields(Refusal):
    """Inputs came that the form does not have: not our form, or another version of it."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(sorted(names))
        super().__init__(
            N_("이 신청서에 없는 칸이 들어 있어 받지 못했습니다. 신청 화면에서 다시 작성해 주세요.")
        )


class UnknownStep(Refusal):
    """The form has no such step."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("이 신청서에 그런 단계가 없습니다. 처음부터 다시 열어 주세요."))


class StaleForm(Refusal):
    """The form was drawn from an older version, and what was typed no longer fits. Nothing typed is lost:
    `checked` holds it, with what the new version misses."""

    kind = "conflict"

    def __init__(self, checked: Checked) -> None:
        self.checked = checked
        super().__init__(
            N_(
                "작성하는 동안 신청서가 바뀌었습니다. 적은 내용은 그대로 있습니다. 표시된 칸을 확인해 주세요."
            ),
            fields=checked.errors,
        )


def known_inputs(service: Service) -> frozenset[str]:
    """The names of all inputs of the service's form."""
    return frozenset(name for field in service.fields for name in inputs_of(field))


def only(service: Service, form: Raw) -> dict[str, str | list[str]]:
    """What a web form sent for the service, without the page's own inputs (token, key, petitioner …)."""
    known = known_inputs(service)
    return {name: value for name, value in as_typed(form).items() if name in known}


def check(service: Service, raw: Raw, *, step: str | None = None, version: int | None = None) -> Checked:
    """Check what was typed against the service's fields, or those of one step alone.

    `version` is the one the form was drawn from (None: the same). Raises UnknownFields, UnknownStep, and
    StaleForm when the version is another one and the answers do not fit the present form.
    """
    if version is not None and version != service.version:
        return _check_stale(service, raw, step)
    unknown = raw.keys() - known_inputs(service)
    if unknown:
        raise UnknownFields(unknown)
    return _check(service, raw, step)


def _check_stale(service: Service, raw: Raw, step: str | None) -> Checked:
    checked = _check(service, only(service, raw), step)
    result = Checked(checked.answers, checked.errors, as_typed(raw))
    if raw.keys() - known_inputs(service) or checked.errors:
        raise StaleForm(result)
    return result


def _check(service: Service, raw: Raw, step: str | None) -> Checked:
    if step is not None and step not in {group.code for group in service.groups}:
        raise UnknownStep()
    fields = service.fields if step is None else service.fields_of(step)
    answers, errors = check_fields(fields, raw)
    errors = _too_many_files(service, answers) | errors
    errors |= _missing_together(service, answers, raw, step)
    for name, wrong in _before_their_start(service, answers, raw).items():
        del answers[name]
        errors[name] = wrong
    return Checked(answers, errors, as_typed(raw))


def check_fields(fields: Iterable[Field], raw: Raw) -> tuple[dict[str, Answer], dict[str, Message]]:
    """Answers by field name and errors by input name, for any fields."""
    answers: dict[str, Answer] = {}
    errors: dict[str, Message] = {}
    for field in fields:
        answer, wrong = READERS[field.kind](field, raw)
        if answer is not None:
            answers[field.name] = answer
        elif field.required and not wrong:
            wrong = {_first_input(field): missing(field)}
        errors |= wrong
    return answers, errors


# The input that a missing answer is asked beside: of an address the road, not the postcode.
_MAIN_PART: Final = {"address": "-road", "place": "-words"}


def _first_input(field: Field) -> str:
    return field.name + _MAIN_PART.get(field.kind, "")


def _before_their_start(service: Service, answers: Mapping[str, Answer], raw: Raw) -> dict[str, Message]:
    """What to say beside each date that comes before the one it follows, which an earlier step may have asked."""
    said = N_("‘%(label)s’ 칸의 날짜가 ‘%(start)s’ 칸의 날짜보다 앞섭니다. 두 날짜를 다시 봐 주세요.")
    errors: dict[str, Message] = {}
    for field in service.fields:
        start = service.field(field.not_before) if field.not_before else None
        end = answers.get(field.name)
        if start is None or not isinstance(end, str):
            continue
        first, _ = READERS[start.kind](start, raw)
        # Both are ISO dates, whose order is the order of their letters.
        if isinstance(first, str) and end < first:
            errors[field.name] = Message(said, {"label": field.label, "start": start.label})
    return errors


def _missing_together(
    service: Service, answers: Mapping[str, Answer], raw: Raw, step: str | None
) -> dict[str, Message]:
    """Whoever files with others says how many they are and brings the signed list (민원법 24①, 민원령 8)."""
    asked = service.field(collective.TOGETHER)
    if asked is None or (step is not None and step != asked.group):
        return {}
    if answers.get(collective.TOGETHER) != collective.YES:
        return {}
    needed = {
        collective.HOUSEHOLDS: N_("몇 세대가 함께 내는지 숫자로 적어 주세요."),
        collective.SIGNERS: N_("서명한 사람이 모두 몇 명인지 숫자로 적어 주세요."),
        collective.SIGNATURES: N_("서명부를 올려 주세요."),
    }
    return {
        name: Message(text) for name, text in needed.items() if service.field(name) and name not in answers
    }


def _too_many_files(service: Service, answers: Mapping[str, Answer]) -> dict[str, Message]:
    most = service.attachments.max
    names = [field.name for field in service.fields if field.kind == "file" and field.name in answers]
    if sum(len(answers[name]) for name in names) <= most:
        return {}
    return {
        names[-1]: Message(
            N_("파일은 모두 %(max)s개까지 올릴 수 있습니다. 몇 개를 빼 주세요."), {"max": most}
        )
    }
