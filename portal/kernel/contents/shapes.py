"""What may an editable content say? One shape a kind, checked by pydantic; every text in both languages.

Korean is required, English may be missing: then the English page shows the Korean words and says so.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Any, ClassVar, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from portal.kernel.contents.prose import wrong_links

LINE: Final = 120
NOTE: Final = 2_000
PROSE: Final = 30_000
DAYS: Final = 7


class Shape(BaseModel):
    """A piece of content: unknown keys are refused, spaces around texts go, nothing changes afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Both(Shape):
    """A text in Korean and, perhaps, English."""

    ko: str
    en: str = ""

    def get(self, lang: str) -> str:
        """The text for a reader of `lang`; without English, the Korean one."""
        return self.en if lang == "en" and self.en else self.ko

    def lang_of(self, lang: str) -> str:
        """The language in which a reader of `lang` gets it."""
        return "en" if lang == "en" and self.en else "ko"


class Line(Both):
    """One line: a title, a place, a reason."""

    ko: Annotated[str, StringConstraints(min_length=1, max_length=LINE)]
    en: Annotated[str, StringConstraints(max_length=LINE)] = ""


class Note(Both):
    """Some plain lines, kept as their writer broke them."""

    ko: Annotated[str, StringConstraints(min_length=1, max_length=NOTE)]
    en: Annotated[str, StringConstraints(max_length=NOTE)] = ""


class Prose(Both):
    """A text in Markdown, without HTML and pictures; its links lead to the web, a mailbox, a phone or this portal."""

    ko: Annotated[str, StringConstraints(min_length=1, max_length=PROSE)]
    en: Annotated[str, StringConstraints(max_length=PROSE)] = ""

    def only(self, lang: str) -> Prose:
        """The text in one language, whoever reads it."""
        return Prose.model_construct(ko=self.get(lang))

    @model_validator(mode="after")
    def _links(self) -> Prose:
        wrong = [*wrong_links(self.ko), *wrong_links(self.en)]
        if wrong:
            raise PydanticCustomError("wrong_link", "wrong link", {"link": wrong[0][:80]})
        return self


class Content(Shape):
    """The data of one content."""

    KIND: ClassVar[str]


class Page(Content):
    """A text of the portal about itself: privacy notice, terms, accessibility, cookies, open data."""

    KIND = "page"
    title: Line
    body: Prose


class Notice(Content):
    """Something to know, shown from `since` until `until` (both included, in Korea); without an end, for good."""

    KIND = "notice"
    title: Line
    body: Prose
    since: date
    until: date | None = None

    @model_validator(mode="after")
    def _order(self) -> Notice:
        if self.until and self.until < self.since:
            raise PydanticCustomError("ends_before", "ends before it begins", {"at": "until"})
        return self


class Span(Shape):
    """From when to when on one day (Asia/Seoul)."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _order(self) -> Span:
        if self.closes <= self.opens:
            raise PydanticCustomError("closes_before", "closes before it opens", {"at": "closes"})
        return self


class Hours(Content):
    """The front desk's week, Monday first; None is a closed day. Closed on public holidays whatever it says."""

    KIND = "hours"
    week: Annotated[tuple[Span | None, ...], Field(min_length=DAYS, max_length=DAYS)]
    note: Note | None = None


class Closure(Content):
    """A day on which the front desk keeps other hours than its week, or none; the slug is the date."""

    KIND = "closure"
    day: date
    hours: Span | None = None
    reason: Line


class Certificate(Shape):
    """A paper that a kiosk prints, and its fee in won (0: free)."""

    name: Line
    fee: Annotated[int, Field(ge=0, le=100_000)]


class Kiosk(Content):
    """A self-service kiosk (무인민원발급기). `broken_since`: it does not work from that day on."""

    KIND = "kiosk"
    place: Line
    address: Line
    hours: Line
    certificates: Annotated[tuple[Certificate, ...], Field(min_length=1, max_length=200)]
    broken_since: date | None = None
    notes: Note | None = None
    lat: Annotated[float, Field(ge=33, le=39)] | None = None
    lon: Annotated[float, Field(ge=124, le=132)] | None = None

    @model_validator(mode="after")
    def _place(self) -> Kiosk:
        if (self.lat is None) != (self.lon is None):
            raise PydanticCustomError("half_a_place", "half a place", {"at": "lon"})
        return self


class Department(Content):
    """A department in the directory; the slug is its code in the catalogue, which has its name and team.

    This is the one place of its phone number. `head` is a title, never a name; `tasks` has one task a line.
    """

    KIND = "department"
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9]{2,4}(-[0-9]{3,4}){1,2}$")]
    room: Line
    head: Line
    tasks: Note


KINDS: Final[dict[str, type[Content]]] = {
    shape.KIND: shape for shape in (Page, Notice, Hours, Closure, Kiosk, Department)
}


def texts(value: Any) -> list[str]:
    """Every text in the data of a content."""
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for part in parts for text in texts(part)]
