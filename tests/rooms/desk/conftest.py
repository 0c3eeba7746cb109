"""What the desk's tests share: staff with passwords and second factors, and a browser that signs them in."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pyotp
import pytest
from starlette.testclient import TestClient

from portal.kernel import contents, keys
from portal.kernel.models import Case, Person
from portal.kernel.people.signing_in import seal_seed
from tests.cast import NOW, Cast, filed, service_of

PASSWORD = "hana-dul-set-net"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(offset: int = 0) -> str:
    """What the officer's device shows, `offset` steps of 30 seconds from the tests' present."""
    return pyotp.TOTP(SEED).generate_otp(pyotp.TOTP(SEED).timecode(NOW) + offset)


@cache
def hashed_once() -> str:
    """The stored form of the password; a slow hash, so it is made once for all tests."""
    return keys.hash_password(PASSWORD)


async def equip() -> None:
    """Give the cast a password and a second factor."""
    hashed = hashed_once()
    for person in await Person.filter(kind="staff"):
        await Person.filter(id=person.id).update(
            password_hash=hashed, totp_sealed=seal_seed(person, SEED), totp_last_step=0
        )


@pytest.fixture
def staff(client: TestClient, run: Any, cast: Cast) -> Cast:
    """The cast, able to sign in."""
    run(equip())
    return cast


@pytest.fixture
def seeded(staff: Any, run: Any) -> Any:
    """A house with its starting contents in the table."""
    run(contents.seed(NOW))
    return staff


@pytest.fixture
def case(run: Any, staff: Cast) -> Case:
    """A report of a street light that is out, to the construction department, where minsu works."""
    said = {"problem": "streetlight", "details": "가로등이 꺼져 있습니다.", "place": {"words": "부곡동 223"}}
    filing: Case = run(filed(answers=said))
    return filing


@pytest.fixture
def permit(run: Any, staff: Cast) -> Case:
    """An application for a permit to the construction department."""
    filing: Case = run(filed(service_of("construction", "permit"), answers={"details": "간판을 답니다."}))
    return filing


@pytest.fixture
def go(post: Callable[..., Any], run: Any) -> Callable[..., Any]:
    """Make a move as the page's form would; `seen` is the present last event unless it is given."""

    def make(case: Case, move: str, *, seen: int | None = None, **data: Any) -> Any:
        files = data.pop("files", None)
        last = run(Case.get(id=case.id)).seq if seen is None else seen
        return post(
            f"/desk/cases/{case.receipt_no}/{move}", {"seen": str(last), "do": "move", **data}, files=files
        )

    return make


@pytest.fixture
def post(client: TestClient) -> Callable[..., Any]:
    """Post a form as a page of ours would, with its token."""

    def send(path: str, data: dict[str, Any] | None = None, **more: Any) -> Any:
        token = client.get("/token").json()["csrf"]
        return client.post(path, data={"csrf": token, **(data or {})}, **more)

    return send


@pytest.fixture
def sign_in(staff: Cast, post: Callable[..., Any], run: Any) -> Callable[..., Any]:
    """Sign a member of staff in; who sat there before goes."""

    def enter(login: str, path: str = "/desk") -> Any:
        run(Person.filter(login=login).update(totp_last_step=0))
        post("/desk/sign-out")
        return post(f"/desk/sign-in?back={path}", {"login": login, "password": PASSWORD, "code": code()})

    return enter
