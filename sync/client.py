"""How does a department's system talk to the portal? The reference client: start from here.

Leases messages, acknowledges what is stored, fetches files, sends status. Every call may be repeated after
a failure; the portal answers the same. Raises PortalAway when it can't be reached or says "later", Refused when
it understood and said no.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Final

import httpx2

from sync import contract

TIMEOUT_SECONDS: Final = 30
SETTLED: Final = frozenset({200, 202, 422})


class PortalAway(Exception):
    """The portal can't be reached or is busy: the same call may be made again later."""


class Refused(Exception):
    """The portal understood the call and refused it; `problem` is its answer (RFC 9457)."""

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('code', '')}")
        self.status = status
        self.problem = problem


@dataclass(frozen=True)
class Lease:
    """Messages that are ours until `until`, each checked against the contract.

    `broken` holds the ids of those that broke it: give them back as `invalid`. `asks` are days (2026-03-10) about which
    the portal wants to know what is here: answer by `tell_held`.
    """

    token: str
    until: datetime
    messages: tuple[contract.Event, ...]
    broken: tuple[str, ...]
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What became of a status message: `state` is applied, waiting, rejected or parked."""

    id: str
    state: str
    reason: str
    rejection: contract.Event | None


class BackOffice:
    """A department's connection to the portal; `async with` closes it.

    `http` may be given (its own transport, certificates); its base address must be the portal's.
    """

    def __init__(
        self, base_url: str, client: str, secret: str, *, http: httpx2.AsyncClient | None = None
    ) -> None:
        self.client = client
        self._http = http or httpx2.AsyncClient(base_url=base_url, timeout=TIMEOUT_SECONDS)
        self._headers = {"Authorization": f"Bearer {client}:{secret}"}

    async def __aenter__(self) -> BackOffice:
        """Use the connection."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connection."""
        await self._http.aclose()

    async def lease(self, most: int = 10) -> Lease:
        """Take up to `most` messages. Of one case only the oldest comes; the next after its acknowledgement."""
        answer = self._checked(await self._send("POST", "/sync/v1/lease", json={"max": most})).json()
        good: list[contract.Event] = []
        broken: list[str] = []
        for message in answer["messages"]:
            try:
                good.append(contract.check(message))
            except contract.Malformed:
                broken.append(str(message["id"]))
        until = datetime.fromisoformat(answer["leased_until"])
        return Lease(answer["lease"], until, tuple(good), tuple(broken), tuple(answer.get("asks", ())))

    async def acknowledge(self, lease: str, ids: Sequence[str]) -> tuple[str, ...]:
        """Say that these are stored durably; returns those that count. The others will come again."""
        answer = self._checked(
            await self._send("POST", "/sync/v1/ack", json={"lease": lease, "ids": list(ids)})
        )
        return tuple(answer.json()["acknowledged"])

    async def give_back(self, lease: str, ids: Sequence[str], reason: str) -> None:
        """Say that these could not be taken. Reasons: unavailable, invalid, unknown_service, attachment, …"""
        call = {"lease": lease, "ids": list(ids), "reason": reason}
        self._checked(await self._send("POST", "/sync/v1/nack", json=call))

    async def tell_held(self, day: str, ids: Sequence[str]) -> None:
        """Say which of the portal's messages of a day are here: all of them, and no others."""
        self._checked(await self._send("POST", "/sync/v1/held", json={"day": day, "ids": list(ids)}))

    async def fetch(self, href: str) -> bytes:
        """The bytes of an attachment, by the address that its message gave."""
        return self._checked(await self._send("GET", httpx2.URL(href).path)).content

    async def send(self, event: contract.Event) -> Outcome:
        """Send one status message; sending it again gives its outcome of now."""
        contract.check(event)
        answer = await self._send(
            "POST",
            "/sync/v1/status",
            content=contract.write(event),
            headers={"Content-Type": contract.MEDIA_TYPE},
        )
        if answer.status_code in SETTLED and "state" in answer.json():
            return outcome_of(answer.json())
        return outcome_of(self._checked(answer).json())

    async def outcome(self, message_id: str) -> Outcome:
        """What became of a message that was sent before."""
        return outcome_of(self._checked(await self._send("GET", f"/sync/v1/status/{message_id}")).json())

    def event(
        self, message_id: str, move: str, receipt_no: str, sequence: int, at: datetime, data: dict[str, Any]
    ) -> contract.Event:
        """A status message. `sequence` counts this department's messages on the case: 1, 2, 3, …"""
        return {
            "specversion": "1.0",
            "id": message_id,
            "source": f"urn:backoffice:{self.client}",
            "type": f"{contract.STATUS}{move}",
            "subject": receipt_no,
            "time": at.isoformat(),
            "datacontenttype": "application/json",
            "sequence": str(sequence),
            "sequencetype": "Integer",
            "data": data,
        }

    async def _send(self, method: str, path: str, **more: Any) -> httpx2.Response:
        headers = {**self._headers, **more.pop("headers", {})}
        try:
            answer = await self._http.request(method, path, headers=headers, **more)
        except httpx2.TransportError as error:
            raise PortalAway(type(error).__name__) from error
        if answer.status_code >= 500 or answer.status_code == 429:
            raise PortalAway(str(answer.status_code))
        if "json" not in answer.headers.get("content-type", "") and answer.status_code != 200:
            raise PortalAway(f"{answer.status_code} from somebody else")
        return answer

    @staticmethod
    def _checked(answer: httpx2.Response) -> httpx2.Response:
        if answer.status_code != 200:
            raise Refused(answer.status_code, answer.json())
        return answer


def outcome_of(told: Mapping[str, Any]) -> Outcome:
    """What the portal has told about a message."""
    return Outcome(told["id"], told["state"], told["reason"], told["rejection"])
