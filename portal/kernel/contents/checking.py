"""Is what was typed a content of its kind, and what is said where it is not?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from portal.kernel.contents.shapes import KINDS, Content, texts
from portal.kernel.privacy import find_resident_numbers
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message

SAID: Final = {
    "missing": N_("적어 주세요."),
    "string_too_short": N_("적어 주세요."),
    "string_too_long": N_("%(max_length)s자까지 쓸 수 있습니다."),
    "too_short": N_("하나 이상 적어 주세요."),
    "string_pattern_mismatch": N_("전화번호를 051-000-4100처럼 적어 주세요."),
    "wrong_link": N_(
        "쓸 수 없는 링크가 있습니다: %(link)s. 링크는 https://, mailto:, tel:이나 /로 시작해야 합니다."
    ),
    "ends_before": N_("끝나는 날이 시작하는 날보다 앞섭니다."),
    "closes_before": N_("닫는 시각은 여는 시각보다 뒤여야 합니다."),
    "half_a_place": N_("위도와 경도를 함께 적거나 함께 비워 주세요."),
    "greater_than_equal": N_("%(ge)s 이상이어야 합니다."),
    "less_than_equal": N_("%(le)s 이하여야 합니다."),
}
"""What is said for a type of pydantic's errors (or ours)."""

BY_BEGINNING: Final = {
    "date": N_("날짜를 2026-03-18처럼 적어 주세요."),
    "time": N_("시각을 09:00처럼 적어 주세요."),
    "float": N_("숫자로 적어 주세요."),
    "int": N_("숫자로 적어 주세요."),
}
OTHERWISE: Final = N_("이 칸을 다시 살펴봐 주세요.")


class InvalidContent(Refusal):
    """Something in a content is missing or wrong; `fields` are named by their way (`title-ko`, `week-0-opens`)."""

    def __init__(self, fields: Mapping[str, str | Message]) -> None:
        super().__init__(N_("고칠 곳이 있어 저장하지 않았습니다."), fields=fields)


class UnknownKind(Refusal):
    """There is no such kind of content."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("그런 콘텐츠가 없습니다."))


def shape_of(kind: str) -> type[Content]:
    """The shape of a kind. Raises UnknownKind."""
    if kind not in KINDS:
        raise UnknownKind()
    return KINDS[kind]


def check(kind: str, data: Mapping[str, Any]) -> Content:
    """The data as a content of this kind. Raises UnknownKind, and InvalidContent naming each wrong field.

    No resident number may stand in what everybody reads (보호법 34조의2).
    """
    shape = shape_of(kind)
    exposed = {
        name: N_("주민등록번호를 지우거나 가려 주세요.")
        for name, value in data.items()
        if any(find_resident_numbers(text) for text in texts(value))
    }
    if exposed:
        raise InvalidContent(exposed)
    try:
        return shape.model_validate(dict(data))
    except ValidationError as error:
        raise InvalidContent(_fields(error)) from error


def _fields(error: ValidationError) -> dict[str, Message]:
    found: dict[str, Message] = {}
    for each in error.errors(include_url=False, include_input=False):
        context = each.get("ctx", {})
        way = [str(part) for part in each["loc"]]
        if "at" in context:
            way.append(str(context["at"]))
        found.setdefault("-".join(way), Message(_said(each["type"]), context))
    return found


def _said(kind: str) -> str:
    return SAID.get(kind) or BY_BEGINNING.get(kind.partition("_")[0]) or OTHERWISE
