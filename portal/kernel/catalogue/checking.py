"""Does a service that reads well also keep the rules of the house and of the law?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from portal.kernel.catalogue.shapes import (
    NEVER_PUBLIC_DEPARTMENTS,
    NEVER_PUBLIC_KINDS,
    PRELIMINARY,
    Field,
    Service,
)
from portal.kernel.deadlines import BadRule, Family, Rule, preliminary_review

# The families of periods that a service may promise (민원법 19); the others belong to 정보법 and 민법.
PERIODS = frozenset({Family.HOURS, Family.SHORT, Family.LONG, Family.WEEKS, Family.MONTHS, Family.YEARS})
RESERVED = "petitioner"

Finding = tuple[str, str]


def check_service(service: Service, life_events: Collection[str]) -> Iterable[Finding]:
    """Each broken rule as (part of the service's table, reason). The part is empty for the table itself."""
    yield from _check_publicity(service)
    yield from _check_kind(service)
    yield from _check_rules(service)
    yield from _check_form(service)
    yield from _check_open311(service)
    for event in service.life_events:
        if event not in life_events:
            yield "", f"life_events: {event!r} is not in _life_events.toml"


def _check_publicity(service: Service) -> Iterable[Finding]:
    if not service.public:
        return
    if service.kind in NEVER_PUBLIC_KINDS:
        yield "", f"public: a {service.kind} is never shown in public"
    if service.department.code in NEVER_PUBLIC_DEPARTMENTS:
        yield "", f"public: nothing of the department {service.department.code} is shown in public"


def _check_kind(service: Service) -> Iterable[Finding]:
    if (service.kind == "living_report") != (service.category is not None):
        yield "", "category: living_report names one, no other kind does"


def _check_open311(service: Service) -> Iterable[Finding]:
    if not service.open311:
        return
    if service.kind != "living_report" or not service.public or service.identity != "none":
        yield "", "open311: for public living reports that anybody may file"
    kinds = {field.kind for field in service.fields}
    if not kinds >= {"place", "long_text"}:
        yield "", "open311: the form asks for a place and a description"


def _check_rules(service: Service) -> Iterable[Finding]:
    if not _is_period(service.period.rule):
        yield (
            "period",
            f"rule: {service.period.rule!r} is not a period (WH:n, D5:1-5, N6:6 or more, W:n, M:n, Y:n)",
        )
    if service.period.sure == "unknown":
        yield "period", "sure: a period that is promised to residents can't be unknown; use C or ?"
    if service.retention.sure == "unknown":
        yield "retention", "sure: files are kept by a class; use C or ? when it is not read in the 기록관리표"


def check_preliminary(service: Service, services: Mapping[str, Service]) -> Iterable[Finding]:
    """A preliminary review stands beside its statutory service, within the period of 민원령 34②."""
    if service.kind != "preliminary":
        return
    formal = services.get(service.preliminary_to)
    if formal is None or formal is service or not formal.statutory:
        yield (
            "",
            f"code: a preliminary review is called after its statutory service, with {PRELIMINARY} behind it",
        )
        return
    longest = preliminary_review(Rule.parse(formal.period.rule)).rule
    if service.period.rule != str(longest):
        yield "period", f"rule: a preliminary review of {formal.code} takes {longest} (민원령 34②)"


def _is_period(code: str) -> bool:
    try:
        return Rule.parse(code).family in PERIODS
    except BadRule:
        return False


def _check_form(service: Service) -> Iterable[Finding]:
    if not service.fields:
        yield "steps", "a form needs at least one field"
    for code in _twice(group.code for group in service.groups):
        yield f"steps.{code}", "code: stands twice"
    for name in _twice(field.name for field in service.fields):
        yield f"fields.{name}", "name: stands twice in the service"
    for group in service.groups:
        if not service.fields_of(group.code):
            yield f"steps.{group.code}", "fields: a step asks at least one thing"
    for field in service.fields:
        place = f"steps.{field.group}.fields.{field.name}"
        yield from ((place, reason) for reason in _check_field(field, service.attachments.max))
    yield from _check_dates(service)


def _check_dates(service: Service) -> Iterable[Finding]:
    asked: set[str] = set()
    for field in service.fields:
        if field.not_before is not None and field.not_before not in asked:
            place = f"steps.{field.group}.fields.{field.name}"
            yield place, f"not_before: {field.not_before!r} is no date that is asked for earlier"
        if field.kind == "date":
            asked.add(field.name)


def _check_field(field: Field, most_files: int) -> Iterable[str]:
    if field.name.split("_")[0] == RESERVED:
        yield "name: petitioner… is asked by every form already"
    if field.kind == "file" and most_files == 0:
        yield "kind: the service takes no attachments (attachments.max is 0)"
    if field.kind == "choice" and len(field.options) < 2:
        yield "options: a choice needs at least two"
    for code in _twice(option.code for option in field.options):
        yield f"options: {code!r} stands twice"


def _twice(codes: Iterable[str]) -> list[str]:
    return [code for code, times in Counter(codes).items() if times > 1]
