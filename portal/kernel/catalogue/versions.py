"""Which version of a service was a case filed under, and when does a changed service become a new one?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from portal.database.transactions import transaction
from portal.kernel.catalogue.in_use import UnknownService, current, find
from portal.kernel.catalogue.shapes import Catalogue, Service
from portal.kernel.catalogue.stored import service_from_data, service_to_data
from portal.kernel.models import ServiceVersion

# A stored version never changes, so what was read once is right for as long as the process lives. The digest
# of the row is part of the key: another database (a test's, a restored one) never answers with ours.
_read: dict[tuple[str, int, str], Service] = {}


async def store_versions(catalogue: Catalogue, now: datetime) -> Catalogue:
    """The catalogue with version numbers: a service that changed since it was last stored gets the next one.

    All in one transaction; running it again changes nothing. A service that returns to an earlier wording is
    a new version too: versions tell what was valid when. `now` is an aware UTC instant.
    """
    async with transaction():
        services = [await _store(service, now) for service in catalogue.services]
    return replace(catalogue, services=tuple(services))


async def _store(service: Service, now: datetime) -> Service:
    last = await ServiceVersion.filter(code=service.code).order_by("-version").first()
    if last is not None and last.digest == service.digest:
        return replace(service, version=last.version)
    numbered = replace(service, version=last.version + 1 if last is not None else 1)
    await ServiceVersion.create(
        code=numbered.code,
        version=numbered.version,
        digest=numbered.digest,
        data=service_to_data(numbered),
        stored_at=now,
    )
    return numbered


async def service_version(code: str, version: int) -> Service:
    """The service as it stood in that version, with its department as it is today. Raises UnknownService.

    The department's name is today's, since a notice must name whom to call now.
    """
    today = find(code)
    if today is not None and today.version == version:
        return today
    row = await ServiceVersion.get_or_none(code=code, version=version)
    if row is None:
        raise UnknownService()
    key = (code, version, row.digest)
    if key not in _read:
        _read[key] = service_from_data(row.data)
    service = _read[key]
    department = current().department(service.department.code)
    return replace(service, department=department) if department is not None else service
