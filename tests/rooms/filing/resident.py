"""Who fills in forms in the filing room's tests? A resident with a browser, and a look behind the scenes."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from httpx2 import Response
from starlette.testclient import TestClient

from portal.kernel import keys
from portal.kernel.models import Case, ContactProof, Draft
from portal.kernel.sending.code_letter import code_place
from tests.cast import NOW

SERVICE = "streetlight-road"
WHAT = {"problem": "streetlight", "details": "가로등이 사흘째 꺼져 있습니다."}
WHERE = {"place-words": "금정산 북문 오르는 길, 표지판 12번 옆", "place-lat": "", "place-lon": ""}
WHO = {
    "petitioner_name": "김하늘",
    "petitioner_address-postcode": "46274",
    "petitioner_address-road": "부산광역시 금정구 중앙대로 1777",
    "petitioner_address-detail": "",
    "petitioner_phone": "010-2345-6789",
    "petitioner_email": "",
}
NUMBER = "900101-1234567"

Run = Callable[[Awaitable[Any]], Any]
Upload = tuple[str, tuple[str, bytes, str]]


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Resident:
    """A browser without JavaScript that walks through the form of one service."""

    client: TestClient
    run: Run
    service: str = SERVICE
    base: str = ""

    def token(self) -> str:
        return str(self.client.get("/token").json()["csrf"])

    def begin(self) -> str:
        """Press 신청하기; returns the address of the draft."""
        page = self.post(f"/services/{self.service}/apply")
        assert page.status_code == 200
        self.base = urlsplit(str(page.url)).path.rpartition("/")[0]
        return self.base

    def post(
        self,
        path: str,
        data: Mapping[str, Any] | None = None,
        *,
        files: list[Upload] | None = None,
        follow: bool = True,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        body = {"csrf": self.token(), **(data or {})}
        return self.client.post(path, data=body, files=files, follow_redirects=follow, headers=headers)

    def step(
        self, step: str, data: Mapping[str, Any], *, files: list[Upload] | None = None, follow: bool = True
    ) -> Response:
        return self.post(f"{self.base}/{step}", data, files=files, follow=follow)

    def fill(self) -> Response:
        """All steps up to the check page; returns that page."""
        self.begin()
        self.step("what", WHAT)
        self.step("where", WHERE)
        page = self.step("contact", WHO)
        assert urlsplit(str(page.url)).path == f"{self.base}/check"
        return page

    def submit(self, **data: str) -> Response:
        return self.post(f"{self.base}/submit", {"consent": "yes", **data})

    def cases(self) -> list[Case]:
        return list(self.run(Case.all()))

    def drafts(self) -> list[Draft]:
        return list(self.run(Draft.all()))

    @contextmanager
    def away(self) -> Iterator[Resident]:
        """Meanwhile somebody else sits at a browser of their own."""
        mine = list(self.client.cookies.jar)
        self.client.cookies.clear()
        try:
            yield Resident(self.client, self.run)
        finally:
            self.client.cookies.clear()
            for cookie in mine:
                self.client.cookies.jar.set_cookie(cookie)

    def code(self) -> str:
        """The code of the newest letter."""
        proof = self.run(ContactProof.all().order_by("-created_at", "-id").first())
        return keys.unseal_for_house(bytes(proof.code_sealed), code_place(proof.id))


def receipt_number(page: Response) -> str:
    """The number on a receipt."""
    found = re.search(r"\d{4}-\d{6}-\d", page.text)
    assert found
    return found[0]


def picture(name: str, body: bytes, field: str = "photos") -> list[Upload]:
    """A file as a browser sends it."""
    return [(field, (name, body, "application/octet-stream"))]


def path_of(page: Response) -> str:
    """The path that the browser ended on."""
    return urlsplit(str(page.url)).path
