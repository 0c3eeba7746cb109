"""Is this the member of staff they say they are? A password and a code of their device, both, at once.

Whatever is wrong, the answer and the work are the same, so that nobody learns which logins exist or which of
the two was right. A code (RFC 6238, 30 seconds, one step either way) is good once.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from datetime import datetime
from functools import cache
from typing import Final

import pyotp

from portal.database.transactions import transaction
from portal.kernel import keys
from portal.kernel.digits import digits
from portal.kernel.models import Person
from portal.kernel.people.looks import note_look
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

ISSUER: Final = "민원데스크"
DRIFT_STEPS: Final = 1
_LONGEST: Final = 256


class WrongSignIn(Refusal):
    """The login, the password or the code is wrong: the answer does not say which. `person` is for the log only."""

    def __init__(self, person: Person | None) -> None:
        self.person = person
        super().__init__(
            N_(
                "로그인하지 못했습니다. 계정, 비밀번호, 인증번호를 확인하고 다시 해 주세요. "
                "인증번호는 한 번만 쓸 수 있습니다."
            )
        )


async def check_sign_in(login: str, password: str, code: str, now: datetime) -> Person:
    """The person whom login, password and a fresh code prove; the code is used up. Raises WrongSignIn.

    The caller limits tries.
    """
    person = await Person.get_or_none(login=login.strip().lower()[:64], kind="staff")
    known = person is not None and person.active and person.password_hash
    stored = person.password_hash if person is not None and known else _nobodys_hash()
    fits = await asyncio.to_thread(keys.check_password, password[:_LONGEST], stored)
    if person is None or not known or not fits or not await use_code(person, code, now):
        raise WrongSignIn(person)
    return person


async def use_code(person: Person, code: str, now: datetime) -> bool:
    """Whether the code fits and was not used before; two at once: the database lets one of them through.

    The caller limits tries.
    """
    if person.totp_sealed is None:
        return False
    step = _step_of(keys.unseal_for_house(bytes(person.totp_sealed), _place(person)), code, now)
    if step is None:
        return False
    used = await Person.filter(id=person.id, totp_last_step__lt=step).update(totp_last_step=step)
    return used == 1


async def enrol(person: Person, seed: str, code: str, now: datetime) -> bool:
    """Give an account without a second factor this one, once a code shows that the device has it; the code is used.

    False if the code does not fit, or if another device was faster.
    """
    step = _step_of(seed, code, now)
    if step is None:
        return False
    async with transaction():
        bare = Person.filter(id=person.id, totp_sealed__isnull=True)
        if not await bare.update(totp_sealed=seal_seed(person, seed), totp_last_step=step):
            return False
        await note_look(person, "factor_enrolled", now=now)
    return True


def _step_of(seed: str, code: str, now: datetime) -> int | None:
    typed = digits(code)
    clock = pyotp.TOTP(seed)
    here = clock.timecode(now)
    found = None
    for step in range(here - DRIFT_STEPS, here + DRIFT_STEPS + 1):
        if hmac.compare_digest(clock.generate_otp(step).encode(), typed.encode()):
            found = step
    return found


def seal_seed(person: Person, seed: str) -> bytes:
    """The seed as the account keeps it."""
    return keys.seal_for_house(seed, _place(person))


def totp_uri(login: str, seed: str) -> str:
    """The address by which an authenticator app takes the seed in."""
    return pyotp.TOTP(seed).provisioning_uri(name=login, issuer_name=ISSUER)


def _place(person: Person) -> str:
    return f"totp:{person.id}"


@cache
def _nobodys_hash() -> str:
    """A hash that no password fits, so that an unknown login costs as much as a known one."""
    return keys.hash_password(secrets.token_urlsafe())
