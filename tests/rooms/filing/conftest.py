"""What the filing room's tests stand on: somebody who fills in forms, and a look behind the scenes."""

from __future__ import annotations

import io
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from httpx2 import Response
from PIL import Image
from starlette.testclient import TestClient

from portal.kernel import keys
from portal.kernel.models import Case, ContactProof, Draft
from portal.kernel.sending.code_letter import code_place

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

    def code(self) -> str:
        """The code of the newest letter."""
        proof = self.run(ContactProof.all().order_by("-created_at", "-id").first())
        return keys.unseal_for_house(bytes(proof.code_sealed), code_place(proof.id))


@pytest.fixture
def resident(client: TestClient, run: Run) -> Resident:
    """김하늘 at her phone."""
    return Resident(client, run)


def receipt_number(page: Response) -> str:
    """The number on a receipt."""
    found = re.search(r"\d{4}-\d{6}-\d", page.text)
    assert found
    return found[0]


def photo(*, taken: datetime | None = None, place: tuple[float, float] | None = None) -> bytes:
    """A small JPEG with what a phone writes into it. `taken` is aware."""
    exif = Image.Exif()
    if taken is not None:
        at = taken.astimezone(UTC)
        exif.get_ifd(0x8769).update({0x9003: at.strftime("%Y:%m:%d %H:%M:%S"), 0x9011: "+00:00"})
    if place is not None:
        lat, lon = place
        exif.get_ifd(0x8825).update({1: "N", 2: _degrees(lat), 3: "E", 4: _degrees(lon)})
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, "JPEG", exif=exif)
    return out.getvalue()


def _degrees(value: float) -> tuple[float, float, float]:
    minutes = (value - int(value)) * 60
    return (float(int(value)), float(int(minutes)), round((minutes - int(minutes)) * 60, 4))


def picture(name: str, body: bytes, field: str = "photos") -> list[Upload]:
    """A file as a browser sends it."""
    return [(field, (name, body, "image/jpeg"))]
