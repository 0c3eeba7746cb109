"""Which department's system is calling? `Authorization: Bearer <client>:<secret>`."""

from __future__ import annotations

from starlette.requests import Request

from portal.kernel import back_offices
from portal.kernel.models import BackOffice
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.web import limits

TRIES = 30
WINDOW_SECONDS = 300


class NotIdentified(Refusal):
    """No secret, or a wrong one: which of both, and whether the name exists, is not said."""

    kind = "signed_out"

    def __init__(self) -> None:
        super().__init__(N_("부서 시스템의 이름과 비밀값이 맞지 않습니다. 담당 관리자에게 확인해 주세요."))


async def office_of(request: Request) -> BackOffice:
    """The back office whose secret the request carries. Raises NotIdentified, TooMany (failures only)."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    client, _, secret = credentials.strip().partition(":")
    office = await back_offices.identify(client, secret) if scheme.lower() == "bearer" and secret else None
    if office is None:
        await limits.limit(request, "sync", per=limits.address(request), times=TRIES, seconds=WINDOW_SECONDS)
        raise NotIdentified()
    return office
