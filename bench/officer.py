"""Who looks at the desk in the bench? One officer of the department that most cases belong to."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlencode

import pyotp

from bench import visitors
from portal.kernel import keys
from portal.kernel.models import Person
from portal.kernel.people import grants
from portal.kernel.people.signing_in import seal_seed

LOGIN: Final = "bench"
_PASSWORD: Final = "a long sentence of the bench"
_SEED: Final = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def hire(department: str, now: datetime) -> None:
    """Give the officer an account with a password, a second factor and the department's cases."""
    person = await Person.create(login=LOGIN, name="박민수", phone="051-519-4561", created_at=now)
    person.password_hash = keys.hash_password(_PASSWORD)
    person.totp_sealed = seal_seed(person, _SEED)
    await person.save()
    await grants.grant(person, grants.read_right(f"clerk:{department}"), by="bench", now=now)


def signed_in(port: int, now: datetime) -> dict[str, str]:
    """The headers of a browser in which the officer is signed in."""
    headers = visitors.visitor(port)
    form = {**headers, "Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded"}
    typed = {"login": LOGIN, "password": _PASSWORD, "code": pyotp.TOTP(_SEED).at(now)}
    told = visitors.checked(visitors.ask(port, "POST", "/desk/sign-in", form, urlencode(typed).encode()), 303)
    session = told.headers["set-cookie"].partition(";")[0]
    return {"Cookie": f"{headers['Cookie']}; {session}"}
