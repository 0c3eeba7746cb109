"""How do guests file in a storm? By one request, or page by page with a photo; each until they have a receipt."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx2

from tests.faults.town import HOST, PATIENCE, SERVICE, Away, Resident
from tests.kernel import papers
from tests.rooms.filing.resident import WHAT, WHERE, WHO

_NUMBER = re.compile(r"\d{4}-\d{6}-\d")
_PHOTO = papers.jpeg()
PATIENT = PATIENCE * 8


def by_request(port: int, key: str) -> Callable[[], str]:
    """The receipt number of a filing by one request; calling again sends it again."""
    resident = Resident(port)

    def receipt() -> str:
        ends = time.monotonic() + PATIENT
        while time.monotonic() < ends:
            with contextlib.suppress(Away):
                return resident.send(key)
            time.sleep(0.1)
        raise AssertionError("no receipt")

    return receipt


class ByPages:
    """A browser without JavaScript: every press is repeated until it is answered."""

    def __init__(self, port: int, key: str) -> None:
        self.base = f"http://{HOST}:{port}"
        address = "10." + ".".join(str(byte) for byte in UUID(key).bytes[:3])
        headers = {"X-Forwarded-For": address, "Origin": self.base}
        self.browser = httpx2.Client(
            base_url=self.base, headers=headers, timeout=PATIENCE, follow_redirects=True
        )
        self.draft = ""

    def __call__(self) -> str:
        """File, or press 제출 once more if that was done."""
        if not self.draft:
            page = self._press(f"/services/{SERVICE}/apply", {})
            self.draft = page.url.path.rpartition("/")[0]
            self._press(f"{self.draft}/what", WHAT)
            photo = [("photos", ("a.jpg", _PHOTO, "image/jpeg"))]
            self._press(f"{self.draft}/where", WHERE, files=photo)
            self._press(f"{self.draft}/contact", WHO)
        page = self._press(f"{self.draft}/submit", {"consent": "yes"})
        found = _NUMBER.search(page.url.path)
        assert found, page.text[-2000:]
        return found[0]

    def close(self) -> None:
        self.browser.close()

    def _press(self, path: str, data: dict[str, str], files: Any = None) -> httpx2.Response:
        ends = time.monotonic() + PATIENT
        while time.monotonic() < ends:
            with contextlib.suppress(httpx2.TransportError):
                token = self.browser.get("/token")
                if token.status_code == httpx2.codes.OK:
                    fields = {"csrf": token.json()["csrf"], **data}
                    answer = self.browser.post(path, data=fields, files=files)
                    if answer.status_code < httpx2.codes.INTERNAL_SERVER_ERROR:
                        assert answer.status_code == httpx2.codes.OK, (path, answer.text[-3000:])
                        return answer
            time.sleep(0.1)
        raise AssertionError(f"no answer: {path}")
