"""What can a department's system ask for over HTTPS? `/sync/v1/…`, JSON in, JSON or problem+json out.

Lease, then acknowledge what is stored durably, or give it back; fetch files; send status. Every call may
be repeated. docs: `sync/contract` for the messages, `sync/client.py` for the calls.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, TypeVar
from urllib.parse import quote
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route

from portal.kernel import reconcile
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.web import clock, limits
from sync import answers, contract, inbound, outbound
from sync.authentication import office_of

STATUS_OF = {"applied": 200, "waiting": 202, "rejected": 422, "parked": 422}
T = TypeVar("T", bound=BaseModel)
Token = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Ids = Annotated[list[UUID], Field(min_length=1, max_length=100)]


class BadRequest(Refusal):
    """The call's own body breaks the contract; `fields` name the places."""

    def __init__(self, error: ValidationError | None = None) -> None:
        places = error.errors(include_input=False, include_url=False) if error else []
        fields = {".".join(map(str, one["loc"])) or "body": one["type"] for one in places}
        super().__init__(N_("요청의 형식이 약속과 다릅니다."), fields=fields)


class _Call(BaseModel):
    model_config = ConfigDict(extra="forbid")


class LeaseCall(_Call):
    """How many messages at most."""

    max: int = Field(default=10, ge=1, le=100)


class AckCall(_Call):
    """These messages are stored durably."""

    lease: Token
    ids: Ids


class NackCall(AckCall):
    """These could not be taken; the reason is a code of the contract, not free text."""

    reason: Literal["unavailable", "invalid", "unknown_service", "attachment", "internal", "other"]


class HeldCall(_Call):
    """Of this day (in Korea, by the messages' `time`) these are here, and no others."""

    day: date
    ids: Annotated[list[UUID], Field(max_length=20_000)]


async def lease(request: Request) -> Response:
    """POST /sync/v1/lease"""
    office = await office_of(request)
    call = await _body(request, LeaseCall)
    taken = await outbound.lease(office, call.max, clock.now(request))
    return _json(
        {
            "lease": taken.token,
            "leased_until": outbound.instant(taken.until),
            "messages": taken.messages,
            "asks": [day.isoformat() for day in taken.asks],
        }
    )


async def acknowledge(request: Request) -> Response:
    """POST /sync/v1/ack"""
    office = await office_of(request)
    call = await _body(request, AckCall)
    settled = await outbound.acknowledge(office, call.lease, call.ids, clock.now(request))
    return _json({"acknowledged": _texts(settled.done), "stale": _texts(settled.stale)})


async def give_back(request: Request) -> Response:
    """POST /sync/v1/nack"""
    office = await office_of(request)
    call = await _body(request, NackCall)
    settled = await outbound.give_back(office, call.lease, call.ids, call.reason, clock.now(request))
    return _json(
        {
            "released": _texts(settled.done),
            "parked": _texts(settled.parked),
            "stale": _texts(settled.stale),
        }
    )


async def held(request: Request) -> Response:
    """POST /sync/v1/held — which messages of a day the system has, as it was asked."""
    office = await office_of(request)
    call = await _body(request, HeldCall)
    await reconcile.told(office.department, call.day, call.ids, clock.now(request))
    return _json({"day": call.day.isoformat()})


async def attachment(request: Request) -> Response:
    """GET /sync/v1/attachments/{id}"""
    office = await office_of(request)
    opened = await outbound.open_attachment(
        office, request.path_params["id"], clock.now(request), limits.address(request)
    )
    headers = {
        "Content-Length": str(opened.size),
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(opened.name, safe='')}",
        "Cache-Control": "no-store",
    }
    return StreamingResponse(opened.pieces, media_type=opened.media_type, headers=headers)


async def send_status(request: Request) -> Response:
    """POST /sync/v1/status — one CloudEvent."""
    office = await office_of(request)
    answer = await inbound.receive(office, await request.body(), clock.now(request))
    return _say(answer)


async def read_status(request: Request) -> Response:
    """GET /sync/v1/status/{message_id} — what became of it."""
    office = await office_of(request)
    return _json(answers.told_as_data(await inbound.outcome(office, request.path_params["message_id"])))


async def schema(request: Request) -> Response:
    """GET /sync/v1/schemas/{name}.json — open to all."""
    try:
        found = contract.read_schema(request.path_params["name"].removesuffix(".json"))
    except KeyError:
        raise HTTPException(404) from None
    return JSONResponse(found, media_type="application/schema+json")


def _say(answer: answers.Outcome) -> Response:
    return _json(answers.told_as_data(answer), STATUS_OF[answer.state])


async def _body(request: Request, shape: type[T]) -> T:
    raw = await request.body()
    try:
        return shape.model_validate_json(raw or b"{}")
    except ValidationError as error:
        raise BadRequest(error) from None


def _texts(ids: tuple[UUID, ...]) -> list[str]:
    return [str(one) for one in ids]


def _json(content: object, status: int = 200) -> Response:
    return JSONResponse(content, status_code=status, headers={"Cache-Control": "no-store"})


ROUTES: list[BaseRoute] = [
    Mount(
        "/sync/v1",
        routes=[
            Route("/lease", lease, methods=["POST"], name="lease"),
            Route("/ack", acknowledge, methods=["POST"], name="acknowledge"),
            Route("/nack", give_back, methods=["POST"], name="give_back"),
            Route("/held", held, methods=["POST"], name="held"),
            Route("/attachments/{id:uuid}", attachment, name="attachment"),
            Route("/status", send_status, methods=["POST"], name="send_status"),
            Route("/status/{message_id}", read_status, name="read_status"),
            Route("/schemas/{name}", schema, name="schema"),
        ],
        name="sync",
    )
]
