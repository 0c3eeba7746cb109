"""What is a service? The shapes of one entry of the petition handbook (민원편람), as plain frozen data.

Everything a resident reads is bilingual (`Text`). Every rule says where it comes from (`source`) and how
sure we are (`sure`): A read in the law, B read in an older version, C general knowledge, ? our own decision
where the law is silent, unknown. Nothing here reads files, a clock or a database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from portal.kernel.words import Text

Sure = Literal["A", "B", "C", "?", "unknown"]
Identity = Literal["none", "verified"]
Kind = Literal[
    "permit",
    "license",
    "approval",
    "report_registration",
    "inspection",
    "certificate",
    "inquiry_law",
    "inquiry_general",
    "suggestion",
    "grievance",
    "living_report",
    "courtesy_report",
    "misc",
    "preliminary",
]
Category = Literal["construction", "cleaning", "environment", "building", "traffic", "other"]
FieldKind = Literal[
    "text", "long_text", "choice", "date", "phone", "email", "address", "place", "file", "number"
]
RetentionClass = Literal["permanent", "semi_permanent", "y30", "y10", "y5", "y3", "y1"]

STATUTORY_KINDS: Final = frozenset(
    {"permit", "license", "approval", "report_registration", "inspection", "certificate"}
)
NEVER_PUBLIC_KINDS: Final = frozenset({"grievance", "courtesy_report", "preliminary"})
PRELIMINARY: Final = "-preliminary"
"""How the code of a preliminary review ends (사전심사, 민원법 30); before it stands the statutory service's code."""
NEVER_PUBLIC_DEPARTMENTS: Final = frozenset({"welfare", "family"})


@dataclass(frozen=True, slots=True)
class Named:
    """A code with its title: a life event, a step of a form or an option of a choice."""

    code: str
    title: Text
    hint: Text | None = None


@dataclass(frozen=True, slots=True)
class Department:
    """The responsible department (처리주무부서). Its phone stands in the directory: `contents.phone_of`."""

    code: str
    title: Text
    team: Text


@dataclass(frozen=True, slots=True)
class Period:
    """How long the office may take, in a rule code of `kernel.deadlines` such as `N6:7` (민원법 19)."""

    rule: str
    source: Text
    sure: Sure


@dataclass(frozen=True, slots=True)
class Fee:
    """What it costs in won. `amount` None means unknown: the page says so and names whom to ask."""

    amount: int | None
    source: Text
    sure: Sure
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper the law asks for. `by_office`: the office fetches it itself, nobody brings it (민원법 10)."""

    name: Text
    required: bool
    by_office: bool
    source: Text
    sure: Sure
    hint: Text | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """A statement with its source: the legal basis of a service, or who may apply."""

    text: Text
    source: Text
    sure: Sure


@dataclass(frozen=True, slots=True)
class Retention:
    """The retention class of the closed case (기록령 26①), counted from 1 January after closing (26⑤)."""

    code: RetentionClass
    source: Text
    sure: Sure


@dataclass(frozen=True, slots=True)
class Attachments:
    """How many files one filing may carry, and what to send."""

    max: int
    hint: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form. `missing` is what to say when a required answer is not there; `not_before`
    names the date that this one may not come before."""

    name: str
    kind: FieldKind
    label: Text
    group: str
    required: bool
    max_length: int
    hint: Text | None = None
    missing: Text | None = None
    options: tuple[Named, ...] = ()
    not_before: str | None = None

    def option(self, code: str) -> Named | None:
        """The option with this code, or None."""
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True, slots=True)
class Service:
    """One kind of petition that can be filed. `version` is 0 until `store_versions` has numbered it."""

    code: str
    version: int
    room: str
    title: Text
    summary: Text
    kind: Kind
    category: Category | None
    department: Department
    legal_basis: Basis
    period: Period
    fee: Fee
    papers: tuple[Paper, ...]
    eligibility: Basis
    groups: tuple[Named, ...]
    fields: tuple[Field, ...]
    attachments: Attachments
    retention: Retention
    public: bool
    identity: Identity
    life_events: tuple[str, ...]
    search_words: tuple[str, ...]
    digest: str = ""
    open311: bool = False
    """Whether programs may file it by Open311. It says nothing about the service, so it makes no new version."""

    @property
    def retention_class(self) -> RetentionClass:
        """The retention class alone, as a case stores it."""
        return self.retention.code

    @property
    def preliminary_to(self) -> str:
        """The code of the statutory service whose outcome is reviewed in advance (민원법 30), or empty."""
        return self.code.removesuffix(PRELIMINARY) if self.kind == "preliminary" else ""

    @property
    def statutory(self) -> bool:
        """Whether this is a 법정민원: its refusal can be objected to within 60 days (민원법 35)."""
        return self.kind in STATUTORY_KINDS

    def field(self, name: str) -> Field | None:
        """The field with this name, or None."""
        return next((field for field in self.fields if field.name == name), None)

    def fields_of(self, group: str) -> tuple[Field, ...]:
        """The fields of one step, in the order of the form."""
        return tuple(field for field in self.fields if field.group == group)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All services of the house with their departments and life events, in the order of the files."""

    services: tuple[Service, ...]
    departments: tuple[Department, ...]
    life_events: tuple[Named, ...]

    def get(self, code: str) -> Service | None:
        """The current version of a service, or None."""
        return next((service for service in self.services if service.code == code), None)

    def department(self, code: str) -> Department | None:
        """The department with this code, or None."""
        return next((department for department in self.departments if department.code == code), None)

    def of_department(self, code: str) -> tuple[Service, ...]:
        """The services one department handles."""
        return tuple(service for service in self.services if service.department.code == code)

    def of_life_event(self, code: str) -> tuple[Service, ...]:
        """The services that belong to one life event."""
        return tuple(service for service in self.services if code in service.life_events)
