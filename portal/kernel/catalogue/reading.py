"""How does a table of a file, or a stored version, become a Service?

TOML files and stored rows have the same shape; only the shape is checked here. What the house allows
(who may be public, which periods exist) is checked in `checking`, for files alone, so that a later, stricter
rule does not make an old case unreadable.
"""

from __future__ import annotations

from typing import cast, get_args

from portal.kernel.catalogue import together
from portal.kernel.catalogue.shapes import (
    Attachments,
    Basis,
    Category,
    Department,
    Fee,
    Field,
    FieldKind,
    Identity,
    Kind,
    Named,
    Paper,
    Period,
    Retention,
    RetentionClass,
    Service,
    Sure,
)
from portal.kernel.catalogue.tables import Table

CODE = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
NAME = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"
LENGTHS: dict[str, int] = {"text": 100, "long_text": 4000, "number": 6}
LONGEST = 10_000
MOST_FILES = 5


def _sure(table: Table) -> Sure:
    return cast(Sure, table.one_of("sure", get_args(Sure)))


def read_department(table: Table, code: str) -> Department:
    """The department of a file; its code is the file's name."""
    department = Department(
        code=code,
        title=table.text("title"),
        team=table.text("team"),
    )
    table.close()
    return department


def read_named(table: Table) -> Named:
    """A code with its title, for options and steps. The caller closes the table."""
    return Named(
        code=table.string("code", pattern=NAME, called="a code (small letters, digits, _)"),
        title=table.text("title"),
        hint=table.text_if_there("hint"),
    )


def _basis(table: Table) -> Basis:
    basis = Basis(text=table.text("text"), source=table.text("source"), sure=_sure(table))
    table.close()
    return basis


def _period(table: Table) -> Period:
    period = Period(rule=table.string("rule"), source=table.text("source"), sure=_sure(table))
    table.close()
    return period


def _fee(table: Table) -> Fee:
    sure = _sure(table)
    amount: int | None = None
    if sure != "unknown":
        amount = table.whole("amount", 0, 100_000_000)
    elif table.has("amount"):
        table.note("amount: leave it out when sure is unknown")
        table.whole("amount", 0, 100_000_000)
    fee = Fee(amount=amount, source=table.text("source"), sure=sure, note=table.text_if_there("note"))
    table.close()
    return fee


def _paper(table: Table) -> Paper:
    paper = Paper(
        name=table.text("name"),
        required=table.flag("required"),
        by_office=table.flag("by_office"),
        source=table.text("source"),
        sure=_sure(table),
        hint=table.text_if_there("hint"),
    )
    table.close()
    return paper


def _retention(table: Table) -> Retention:
    code = cast(RetentionClass, table.one_of("code", get_args(RetentionClass)))
    retention = Retention(code=code, source=table.text("source"), sure=_sure(table))
    table.close()
    return retention


def _attachments(table: Table) -> Attachments:
    attachments = Attachments(max=table.whole("max", 0, MOST_FILES), hint=table.text("hint"))
    table.close()
    return attachments


def _option(table: Table) -> Named:
    option = read_named(table)
    table.close()
    return option


def _field(table: Table, group: str) -> Field:
    kind = cast(FieldKind, table.one_of("kind", get_args(FieldKind)))
    longest = LENGTHS.get(kind, 0)
    if kind in LENGTHS and table.has("max_length"):
        longest = table.whole("max_length", 1, LONGEST)
    options: tuple[Named, ...] = ()
    if kind == "choice":
        options = tuple(_option(option) for option in table.tables("options", "code"))
    earlier: str | None = None
    if kind == "date" and table.has("not_before"):
        earlier = table.string("not_before", pattern=NAME, called="a field name (small letters, digits, _)")
    field = Field(
        name=table.string("name", pattern=NAME, called="a field name (small letters, digits, _)"),
        kind=kind,
        label=table.text("label"),
        group=group,
        required=table.flag("required"),
        max_length=longest,
        hint=table.text_if_there("hint"),
        missing=table.text_if_there("missing"),
        options=options,
        not_before=earlier,
    )
    table.close()
    return field


def _steps(service: Table) -> tuple[tuple[Named, ...], tuple[Field, ...]]:
    groups: list[Named] = []
    fields: list[Field] = []
    for step in service.tables("steps", "code"):
        group = read_named(step)
        groups.append(group)
        fields.extend(_field(field, group.code) for field in step.tables("fields", "name"))
        step.close()
    return tuple(groups), tuple(fields)


def read_service(table: Table, code: str, department: Department, version: int = 0) -> Service:
    """One service. Errors are noted in the table's notes; the caller refuses when there are any."""
    groups, fields = _steps(table)
    # A stored version holds the questions themselves, so that its cases keep them when they change here.
    if table.has("together") and table.flag("together"):
        groups, fields = (*groups, together.STEP), (*fields, *together.FIELDS)
    category = table.one_of("category", get_args(Category)) if table.has("category") else None
    service = Service(
        code=code,
        version=version,
        room=table.string("room", pattern=NAME, called="the name of a room"),
        title=table.text("title"),
        summary=table.text("summary"),
        kind=cast(Kind, table.one_of("kind", get_args(Kind))),
        category=cast("Category | None", category),
        department=department,
        legal_basis=_basis(table.table("legal_basis")),
        period=_period(table.table("period")),
        fee=_fee(table.table("fee")),
        papers=tuple(_paper(paper) for paper in table.tables("papers", "")),
        eligibility=_basis(table.table("eligibility")),
        groups=groups,
        fields=fields,
        attachments=_attachments(table.table("attachments")),
        retention=_retention(table.table("retention")),
        public=table.flag("public"),
        identity=cast(Identity, table.one_of("identity", get_args(Identity))),
        life_events=table.strings("life_events"),
        search_words=table.strings("search_words"),
        open311=table.flag("open311") if table.has("open311") else False,
    )
    table.close()
    return service
