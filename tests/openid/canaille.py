"""How does a test get real sign-in providers? Canaille, as the demo starts it, and somebody who types at it."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import httpx2

from tests.page import Page

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
PREPARE = "from portal.rooms.demo.actions import providers; providers.prepare()"


@contextmanager
def running(folder: Path, base_url: str) -> Iterator[dict[str, str]]:
    """The demo's two providers, `district` and `staff`; what the portal is told of them (environment)."""
    first = _two_free_ports()
    environment = {
        **os.environ,
        "DEMO": "1",
        "PORTAL_VAR": str(folder),
        "PORTAL_BASE_URL": base_url,
        "PORTAL_DEMO_PROVIDER_PORT": str(first),
    }
    subprocess.run([sys.executable, "-c", PREPARE], env=environment, cwd=ROOT, check=True)
    words = "from portal.cli import main; main()"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", words, "demo", "provider", name],
            env=environment,
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
        )
        for name in ("district", "staff")
    ]
    try:
        for port in (first, first + 1):
            _wait_for(port)
        lines = (folder / "demo" / "providers" / "portal.env").read_text().splitlines()
        told = (shlex.split(line)[0].partition("=") for line in lines)
        yield {name: value for name, _, value in told}
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(15)


def sign_in(address: str, user: str, password: str) -> str:
    """Go to a provider as a browser would, sign in and agree; the address to which it sends the browser back."""
    # Two access tokens of one person within a second are the same to Canaille, which then fails at the second.
    time.sleep(1.01 - time.time() % 1)
    with httpx2.Client(follow_redirects=False, timeout=20) as browser:
        answer = browser.get(address)
        for _ in range(12):
            if answer.is_redirect:
                target = urljoin(str(answer.url), answer.headers["location"])
                if urlsplit(target).path.startswith("/sign-in/back/"):
                    return target
                answer = browser.get(target)
                continue
            answer = _fill_in(browser, answer, {"login": user, "password": password, "answer": "accept"})
    raise AssertionError(f"the provider never sent anybody back:\n{answer.status_code} {answer.text[:2000]}")


def _fill_in(browser: httpx2.Client, answer: httpx2.Response, typed: dict[str, str]) -> httpx2.Response:
    page = Page(answer.text, answer.status_code, {})
    form = next(form for form in page.all("form") if form.get("method", "").lower() == "post")
    values = {field.get("name", ""): field.get("value", "") for field in _fields(form)}
    values |= {name: value for name, value in typed.items() if name in values}
    return browser.post(urljoin(str(answer.url), form.get("action", "")), data=values)


def _fields(form: Element) -> list[Element]:
    return [field for field in form.iter() if str(field.tag).rsplit("}", 1)[-1] in {"input", "button"}]


def _two_free_ports() -> int:
    for _ in range(50):
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            first: int = one.getsockname()[1]
            with suppress(OSError, OverflowError):
                two.bind(("127.0.0.1", first + 1))
                return first
    raise AssertionError("no two free ports beside each other")


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(f"nothing listens on {port}")
