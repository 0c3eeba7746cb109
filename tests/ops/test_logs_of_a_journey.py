"""A resident files, a clerk answers, people mistype and pry: does any log line of web or worker know who they are?

The portal's own processes run, with everything that they and their libraries write; every line is read.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx2
import pytest

from tests.browser.machine import Machine, running
from tests.rooms.filing.resident import WHAT, WHERE, WHO, Resident, path_of, receipt_number

pytestmark = pytest.mark.slow

MAIL = "haneul.kim@example.org"
PHONE = "010-2345-6789"
SECRETS = {
    "name": "김하늘",
    "phone": PHONE,
    "phone as digits": "01023456789",
    "e-mail": MAIL,
    "its local part": "haneul.kim",
    "road": "중앙대로 1777",
    "postcode": "46274",
    "place": "금정산 북문",
    "words": "사흘째 꺼져",
    "answer": "전구를 바꾸었습니다",
    "clerk": "박민수",
    "walk-in": "오말순",
    "walk-in's phone": "010-5555-0101",
    "search": "가로드응",
    "wrong login": "nobody-known",
}


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with running(tmp_path_factory.mktemp("journey")) as made:
        yield made


def browser(machine: Machine) -> httpx2.Client:
    return httpx2.Client(base_url=machine.address, follow_redirects=True, timeout=30)


def waited_for(look: object, seconds: float = 20) -> object:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := look():  # type: ignore[operator]
            return found
        time.sleep(0.2)
    raise AssertionError("nothing came")


def resident_files(machine: Machine, client: httpx2.Client) -> dict[str, str]:
    """She searches, fills the form, proves her address and files; returns the secrets that this made."""
    resident = Resident(client, lambda _: None)  # type: ignore[arg-type]
    client.get(f"/services/suggest?q={quote(SECRETS['search'])}")
    client.get(f"/services?q={quote(SECRETS['search'])}")
    who = {**WHO, "petitioner_phone": "", "petitioner_email": MAIL}
    resident.begin()
    resident.step("what", WHAT)
    resident.step("where", WHERE)
    resident.step("contact", {**who, "do": "send-code"})
    waited_for(lambda: machine.letters(MAIL))
    code = machine.mailed_code(MAIL)
    resident.step("contact", {**who, "code": "000000", "do": "enter-code"})
    resident.step("contact", {**who, "code": code, "do": "enter-code"})
    assert path_of(resident.step("contact", who)).endswith("/check")
    receipt = resident.submit()
    assert receipt.status_code == 200
    waited_for(lambda: len(machine.letters(MAIL)) > 1)
    letter = machine.letters(MAIL)[-1].get_body().get_content()  # type: ignore[union-attr]
    (link,) = set(re.findall(r"[?&]k=([\w-]+)", letter)) or {""}
    return {
        "no": receipt_number(receipt),
        "code": code,
        "receipt link": link,
        "draft": resident.base.split("/")[-1],
    }


def clerk_answers(machine: Machine, client: httpx2.Client, no: str) -> dict[str, str]:
    """He mistypes, signs in, searches for her by name, accepts and answers; then he enters a walk-in."""
    clerk = Resident(client, lambda _: None)  # type: ignore[arg-type]
    password = machine.password("minsu")
    clerk.post(
        "/desk/sign-in?back=/desk", {"login": "nobody-known", "password": "hana-dul", "code": "123456"}
    )
    page = clerk.post(
        "/desk/sign-in?back=/desk", {"login": "minsu", "password": password, "code": machine.code("minsu")}
    )
    assert path_of(page) == "/desk"
    for typed in ("김하늘", PHONE, MAIL, no):
        clerk.post("/desk/search", {"q": typed})
    client.get(f"/desk/cases/{no}")
    clerk.post(f"/desk/cases/{no}/contact", {"why": "call"})
    for move, data in (
        ("accept", {}),
        ("decide", {"outcome": "answered", "answer": SECRETS["answer"]}),
        ("notify", {}),
    ):
        seen = re.findall(r'name="seen" value="(\d+)"', client.get(f"/desk/cases/{no}").text)
        answer = clerk.post(
            f"/desk/cases/{no}/{move}", {"seen": seen[0] if seen else "1", "do": "move", **data}
        )
        assert answer.status_code == 200, (move, answer.text[:3000])
    path = "/desk/counter/streetlight-road"
    (key,) = re.findall(r'name="key" value="([^"]+)"', client.get(path).text)
    walk_in = {**WHO, "petitioner_name": SECRETS["walk-in"], "petitioner_phone": SECRETS["walk-in's phone"]}
    receipt = clerk.post(path, {"key": key, **walk_in, **WHAT, "place-words": "부곡동 223", "accept": "yes"})
    (pin,) = set(re.findall(r'<p class="receipt-number">(\d{4,8})</p>', receipt.text))
    clerk.post(path, {"key": key, **walk_in, "details": "주민 900101-1234567"})
    return {"password": password, "pin": pin, "walk-in": receipt_number(receipt)}


def strangers_pry(client: httpx2.Client, made: dict[str, str]) -> None:
    """Wrong links, wrong PINs, forms of other sites, odd methods and machines."""
    stranger = Resident(client, lambda _: None)  # type: ignore[arg-type]
    no, link = made["no"], made["receipt link"]
    client.get(f"/cases/{no}?k={link}")
    client.get(f"/cases/{no}/receipt?k=wrong-{link[:8]}")
    stranger.post("/cases", {"no": made["walk-in"], "phone": SECRETS["walk-in's phone"], "pin": made["pin"]})
    stranger.post("/cases", {"no": no, "phone": PHONE, "pin": "0000"})
    client.post("/cases", data={"no": no, "phone": PHONE}, headers={"Origin": "https://evil.example"})
    client.get(f"/{quote('김하늘')}/{MAIL}", headers={"X-Request-ID": PHONE, "User-Agent": f"x {MAIL}"})
    client.request("PURGE", f"/status/{no}?phone={PHONE}")
    client.post("/sync/v1/lease", json={"name": "김하늘"}, headers={"Authorization": f"Bearer {link}"})
    client.get("/status", headers={"Cookie": f"session={link}; prefs={quote('김하늘')}"})


def test_no_line_of_web_or_worker_names_anybody_or_holds_a_key_to_a_case(machine: Machine):
    with browser(machine) as hers, browser(machine) as his, browser(machine) as theirs:
        made = resident_files(machine, hers)
        made |= clerk_answers(machine, his, made["no"])
        strangers_pry(theirs, made)
        sessions = {cookie.value for one in (hers, his, theirs) for cookie in one.cookies.jar if cookie.value}
    time.sleep(2)
    log = (machine.var.parent / "log.txt").read_text("utf-8")
    lines = [json.loads(line) for line in log.splitlines()]
    requests = [line for line in lines if line["event"] == "request"]
    assert len(requests) > 40
    assert {"filing.pages.check.submit", "desk.pages.counter.entry"} & {line["handler"] for line in requests}
    assert {200, 303, 404} <= {line["status"] for line in requests}
    assert all(
        set(line) == {"event", "level", "timestamp", "request_id", "method", "handler", "status", "ms"}
        for line in requests
    )
    known = {**SECRETS, **{name: made[name] for name in made}}
    assert all(known.values()), known
    told = [
        name for name, secret in known.items() if re.search(rf"(?<![\w-]){re.escape(secret)}(?![\w-])", log)
    ]
    told += [
        f"{name} (encoded)"
        for name, secret in known.items()
        if quote(secret) != secret and quote(secret) in log
    ]
    assert told == []
    assert not [value for value in sessions if len(value) > 8 and value in log]


def test_the_log_was_written_by_both_processes(machine: Machine):
    log = Path(machine.var.parent / "log.txt").read_text("utf-8")
    waited_for(lambda: "worker-started" in Path(machine.var.parent / "log.txt").read_text("utf-8"))
    assert all(line.startswith("{") for line in log.splitlines())
