"""Which departments' systems may talk to us, and with which secrets?

Each has secrets of 256 random bits, of which we keep the SHA-256. Two are valid at once, so that one is
changed without a pause: `rotate` adds the new one, `retire` ends the old one.
"""

from __future__ import annotations

import hmac
import re
from datetime import datetime
from typing import Final

from portal.database.transactions import transaction
from portal.kernel import catalogue
from portal.kernel.ids import new_token
from portal.kernel.keys import token_hash
from portal.kernel.models import BackOffice
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

CLIENT: Final = re.compile(r"[a-z][a-z0-9-]{1,40}")


class BadClient(Refusal):
    """The name or department of a back office can't be used."""


class UnknownClient(Refusal):
    """No back office has this name."""

    kind = "not_found"

    def __init__(self, client: str) -> None:
        super().__init__(N_("‘%(client)s’ 시스템을 찾지 못했습니다."), client=client)


async def add(client: str, department: str, now: datetime) -> str:
    """Make a department's system known and return its secret, which is never shown again. Raises BadClient."""
    if not CLIENT.fullmatch(client):
        raise BadClient(N_("이름은 영문 소문자로 시작하고 소문자, 숫자, -만 씁니다(2~41자)."))
    if catalogue.current().department(department) is None:
        raise BadClient(N_("‘%(department)s’ 부서를 찾지 못했습니다."), department=department)
    async with transaction():
        if await BackOffice.exists(client=client):
            raise BadClient(N_("‘%(client)s’ 시스템은 이미 있습니다."), client=client)
        secret = new_token()
        await BackOffice.create(
            client=client, department=department, secret_hash=token_hash(secret), created_at=now
        )
    return secret


async def rotate(client: str) -> str:
    """Return a new secret that is valid beside the newest one; an older one ends. Raises UnknownClient."""
    secret = new_token()
    async with transaction():
        office = await _known(client)
        await BackOffice.filter(id=office.id).update(
            secret_hash=office.next_secret_hash or office.secret_hash, next_secret_hash=token_hash(secret)
        )
    return secret


async def retire(client: str) -> bool:
    """End the older of two valid secrets; False if there is only one. Raises UnknownClient."""
    async with transaction():
        office = await _known(client)
        if not office.next_secret_hash:
            return False
        await BackOffice.filter(id=office.id).update(secret_hash=office.next_secret_hash, next_secret_hash="")
    return True


async def close(client: str) -> None:
    """Refuse this system from now on; its messages stay where they are. Raises UnknownClient."""
    office = await _known(client)
    await BackOffice.filter(id=office.id).update(active=False)


async def listed() -> list[BackOffice]:
    """All known systems, by department and name."""
    return await BackOffice.all().order_by("department", "client")


async def identify(client: str, secret: str) -> BackOffice | None:
    """The system that this secret proves, or None. As much work for a wrong name as for a wrong secret."""
    office = await BackOffice.get_or_none(client=client, active=True)
    given = token_hash(secret)
    stored = (office.secret_hash, office.next_secret_hash) if office else ("", "")
    fits = [hmac.compare_digest(given, one) for one in stored]
    return office if any(fits) else None


async def _known(client: str) -> BackOffice:
    office = await BackOffice.get_or_none(client=client)
    if office is None:
        raise UnknownClient(client)
    return office
