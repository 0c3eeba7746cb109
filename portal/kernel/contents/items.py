"""What is known of one editable content: who answers for it, which version it is, until when it is to be reviewed?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Generic, Literal, TypeVar

from portal.kernel.contents.shapes import Closure, Content, Notice
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

S = TypeVar("S", bound=Content)
S_co = TypeVar("S_co", bound=Content, covariant=True)
State = Literal["published", "draft", "withdrawn"]

PUBLISHED: Final = "published"
DRAFT: Final = "draft"
WITHDRAWN: Final = "withdrawn"
STATES: Final = {PUBLISHED: N_("게시"), DRAFT: N_("초안"), WITHDRAWN: N_("내림")}
KIND_NAMES: Final[Mapping[str, str]] = {
    "page": N_("안내문"),
    "notice": N_("공지"),
    "hours": N_("운영시간"),
    "closure": N_("운영시간 예외"),
    "kiosk": N_("무인민원발급기"),
    "department": N_("부서 안내"),
}
"""How each kind is called."""

REVIEW_MONTHS: Final[Mapping[str, int]] = {
    "page": 12,
    "notice": 3,
    "hours": 12,
    "closure": 12,
    "kiosk": 6,
    "department": 6,
}
"""After how many months a content of a kind is to be looked at again, unless its editor says otherwise."""


class UnknownContent(Refusal):
    """There is no such content, or it is not shown."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("그런 글이 없습니다. 내려졌거나 주소가 바뀌었을 수 있습니다."))


@dataclass(frozen=True)
class Item(Generic[S_co]):
    """One version of a content. Version 0 came with the program: nobody has edited or reviewed it yet.

    `owner` is a department's code; `edited_by` a login; `edited_at` is in UTC.
    """

    kind: str
    slug: str
    version: int
    data: S_co
    state: str
    owner: str
    review_by: date | None = None
    edited_by: str = ""
    edited_at: datetime | None = None

    def overdue(self, today: date) -> bool:
        """Whether somebody must look at it again: past its date, or never looked at; what is over needs no look."""
        if self.state == WITHDRAWN or self.over(today):
            return False
        return self.review_by is None or self.review_by <= today

    def over(self, today: date) -> bool:
        """Whether its days are past: of a notice with an end, and of an exception."""
        last = {Notice: "until", Closure: "day"}.get(type(self.data), "")
        end = getattr(self.data, last) if last else None
        return end is not None and end < today


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the 28th where the month may be too short."""
    whole = day.month - 1 + months
    return date(day.year + whole // 12, whole % 12 + 1, min(day.day, 28))
