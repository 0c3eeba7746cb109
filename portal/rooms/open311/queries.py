"""Which services and which requests may a program read? Public rows of marked services, without anything personal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from portal.kernel import cases, catalogue, receipts
from portal.kernel.cases import CaseNotFound
from portal.kernel.catalogue import Service
from portal.kernel.models import Case
from portal.kernel.moves import stage_codes
from portal.rooms.open311.definition import LONGEST_KEY, MOST


@dataclass(frozen=True)
class Wanted:
    """Which requests: `numbers` beat all the rest; `states` are `open` and `closed`."""

    begins: datetime
    ends: datetime
    numbers: Collection[str] = ()
    services: Collection[str] = ()
    states: Collection[str] = ()


def services() -> list[Service]:
    """The services that programs may file, in the order of the catalogue."""
    return [service for service in catalogue.current().services if service.open311]


def service(code: str) -> Service | None:
    """One of them."""
    found = catalogue.current().get(code)
    return found if found is not None and found.open311 else None


async def requests(wanted: Wanted) -> list[Case]:
    """The newest first, at most MOST."""
    codes = [each.code for each in services()]
    query = Case.filter(public=True, service_code__in=codes)
    if wanted.numbers:
        numbers = [number for typed in wanted.numbers if (number := receipts.read(typed))]
        query = query.filter(receipt_no__in=numbers)
    else:
        query = query.filter(submitted_at__gte=wanted.begins, submitted_at__lte=wanted.ends)
        if wanted.services:
            query = query.filter(service_code__in=list(wanted.services))
        if len(set(wanted.states)) == 1:
            opened = "open" in wanted.states
            query = query.filter(stage__in=stage_codes(lambda stage: stage.open == opened))
    return await query.order_by("-submitted_at", "-receipt_no").limit(MOST)


async def request(typed: str) -> Case:
    """One request by its number. Raises CaseNotFound, also for what is not public or another kind of petition."""
    number = receipts.read(typed)
    case = await Case.get_or_none(receipt_no=number, public=True) if number else None
    return _checked(case)


async def by_token(token: str) -> Case:
    """What was filed under a program's own key, in case the answer was lost. Raises CaseNotFound."""
    return _checked(await cases.find_filed(token) if len(token) <= LONGEST_KEY else None)


def _checked(case: Case | None) -> Case:
    if case is None or not case.public or service(case.service_code) is None:
        raise CaseNotFound()
    return case
