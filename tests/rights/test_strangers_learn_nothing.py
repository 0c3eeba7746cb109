"""Does an answer tell somebody without rights whether a case, a draft, a file, a consent or an account exists?

Each line about something that exists is asked twice by who has no part in it: about this, and about something that
does not exist. Both answers must be the same, letter by letter, but for what differs between any two answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx2 import Response

from portal.kernel import receipts
from portal.kernel.models import Case, Event
from tests.rights import reading
from tests.rights.asking import Asked, ask, send
from tests.rights.conftest import House
from tests.rights.reading import Row
from tests.rights.situations import situation

OUTSIDERS = (
    "stranger",
    "neighbour",
    "monitor",
    "other",
    "auditor",
    "administrator",
    "records",
    "other_office",
)
UNKNOWN_NO = receipts.make(2026, 999_999)
UNKNOWN_ITEM = 999_999
SHORT = 5
"""Words of a form that are longer stand in no page but where they are given back."""
NAMES = ("no", "draft", "id", "file", "notice", "item", "message_id")
NAMED_IN_FORM = (
    "POST /account/ways~anothers",
    "POST /account/ways/keys~anothers",
    "POST /cases/act~false_code",
    "POST /cases/claim",
    "POST /cases~false_pin",
    "POST /desk/account~anothers",
    "POST /desk/account/keys~anothers",
    "POST /desk/retention",
    "POST /desk/retention/destroy",
    "POST /desk/search~by_number",
    "POST /sync/v1/ack",
    "POST /sync/v1/nack",
    "POST /sync/v1/status",
)
HEADERS = ("location", "content-type", "cache-control", "vary", "www-authenticate", "retry-after")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBER = re.compile(r"20\d\d-\d{6}-\d")
# An answer's own: the token of its form, what a security key is asked, the request's id, the number of the row that a
# system's message became.
_OWN = re.compile(
    r'(?<=name="csrf" value=)"[^"]*"|(?<=data-options=)"[^"]*"|\b06[0-9a-z]{14}\b|(?<="rejected-)\d+'
)
_ITEM = re.compile(r"(?<=/in/)\d+")


def about_something(row: Row) -> bool:
    """Whether the line names something that exists, in its path or its form, and not everybody may know of it."""
    named = any(f"{{{name}}}" in row.path for name in NAMES) or row.name in NAMED_IN_FORM
    return named and set(row.cells.values()) not in ({200}, {303})


_, ALL = reading.rows()
ROWS = [row for row in ALL if about_something(row)]


def granted(row: Row, role: str) -> bool:
    """Whether the line gives the role what it asks for, about something of its own."""
    led_on = row.cells[role] == 303 and row.method == "POST"
    return (row.cells[role] == 200 or led_on) and not row.path.startswith("/sync/")


def of_nothing(asked: Asked, number: str) -> Asked:
    """The same request about what does not exist."""
    changed = copy(asked)
    changed.params = {
        name: UNKNOWN_ITEM if isinstance(value, int) else _other(value, number)
        for name, value in asked.params.items()
    }
    changed.data, changed.more = _other(asked.data, number), _other(asked.more, number)
    return changed


def _other(value: Any, number: str) -> Any:
    if isinstance(value, dict):
        return {name: _other(each, number) for name, each in value.items()}
    if isinstance(value, list):
        return [_other(each, number) for each in value]
    if isinstance(value, bytes):
        return _other(value.decode(), number).encode()
    if isinstance(value, UUID):
        return uuid4()
    if not isinstance(value, str):
        return value
    return _UUID.sub(lambda _: str(uuid4()), value.replace(number, UNKNOWN_NO) if number else value)


def said(answer: Response, asked: Asked) -> tuple[object, ...]:
    """What an answer says, without what is its own, and without what it was told itself."""
    typed = [str(value) for value in (*asked.data.values(), *asked.query.values()) if len(str(value)) > SHORT]
    headers = [_plain(answer.headers.get(name, ""), typed) for name in HEADERS]
    cookies = sorted(line.partition("=")[0] for line in answer.headers.get_list("set-cookie"))
    return answer.status_code, headers, cookies, _plain(answer.text, typed)


def _plain(text: str, typed: Iterable[str]) -> str:
    for word in typed:
        text = text.replace(word, "TYPED")
    for names, name in ((_OWN, "OWN"), (_UUID, "ID"), (_NUMBER, "NUMBER"), (_ITEM, "ITEM")):
        text = names.sub(name, text)
    return text


async def _events_of(case: Case | None) -> int:
    return await Event.filter(case_id=case.id).count() if case else 0


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_an_answer_to_who_has_no_rights_is_the_same_as_for_nothing(row: Row, house):
    for role in OUTSIDERS:
        if not granted(row, role):
            assert heard(house, row, role) == heard(house, row, role, nothing=True), f"{role}: {row.name}"


def heard(house: House, row: Row, role: str, *, nothing: bool = False) -> tuple[object, ...]:
    """What the role hears, and that nothing came of it."""
    world = house.enter(role)
    asked = ask(world, row)
    case = world.filed
    if nothing:
        asked = of_nothing(asked, case.receipt_no if case else "")
        asked.path = row.path.format(**asked.params)
    before = house.run(_events_of(case))
    with situation(world, row.variant):
        answer = said(send(world, row, asked), asked)
    assert house.run(_events_of(case)) == before, f"{role} changed the case: {row.name}"
    return answer


@pytest.mark.parametrize("path", ["/sign-in/email", "/account/code"])
def test_an_address_with_an_account_is_answered_like_one_without(path: str, house):
    row = next(row for row in ALL if row.name == f"POST {path}")
    answers = []
    for email in ("owner@example.org", "nobody@example.org"):
        world = house.enter("stranger")
        asked = Asked(data={"do": "send", "email": email}, path=path)
        answers.append(said(send(world, row, asked), asked))
    assert answers[0] == answers[1]


def test_every_name_in_a_form_is_of_a_line():
    assert set(NAMED_IN_FORM) <= {row.name for row in ALL}


def test_what_is_asked_about_nothing_is_asked_well():
    assert receipts.read(UNKNOWN_NO) == UNKNOWN_NO
    asked = Asked({"no": "2026-000001-0", "id": uuid4()}, {"what": "2026-000001-0", "do": "x"})
    nothing = of_nothing(asked, "2026-000001-0")
    assert nothing.params["no"] == nothing.data["what"] == UNKNOWN_NO
    assert nothing.params["id"] != asked.params["id"]
    assert nothing.data["do"] == "x"
