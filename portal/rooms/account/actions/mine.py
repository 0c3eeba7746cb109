"""What may somebody change of their own account? Correct it, prove an e-mail, agree, take back, close it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from portal.kernel import delegations, held, keys, people, proofs, sending
from portal.kernel.keys import KOREA
from portal.kernel.models import Person
from portal.kernel.notices import wishes
from portal.kernel.people import consents, residents
from portal.kernel.people.residents import Profile
from portal.kernel.refusals import Refusal
from portal.kernel.sending.code_letter import contact_place
from portal.kernel.words import N_
from portal.settings import settings

PROOF: Final = "profile"
"""What the code for a new e-mail is for (`ContactProof.purpose`)."""


class NeedsGuardian(Refusal):
    """A child under 14 can't consent alone (보호법 22조의2)."""

    kind = "forbidden"

    def __init__(self) -> None:
        super().__init__(
            N_(
                "14세 미만이면 보호자(법정대리인)가 동의해야 합니다. 바뀐 것은 없습니다. "
                "보호자와 함께 민원실로 오거나 전화해 주세요."
            )
        )


async def agree(person: Person, purpose: str, now: datetime) -> None:
    """Give a consent by oneself. Raises UnknownPurpose, NeedsGuardian."""
    if residents.is_child(await residents.profile_of(person), now):
        raise NeedsGuardian()
    await consents.give(person, purpose, now=now)


async def correct(person: Person, corrected: Profile, *, agrees: bool, now: datetime) -> None:
    """Keep a corrected profile; phone and address need their own consent. The e-mail stays as it was proved.

    What stands in cases that were filed stays there (민원 기록). Raises NeedsGuardian, and ResidentNumberFound through
    `forms`.
    """
    if agrees and (corrected.phone or corrected.address):
        await agree(person, "contact", now)
    if "contact" not in await consents.given(person):
        corrected = replace(corrected, phone="", address="")
    await residents.save_profile(person, corrected)


async def send_code(email: str, lang: str, now: datetime) -> str:
    """Send a code to the new address; returns what to remember of it."""
    return str((await proofs.begin(email, PROOF, now, lang=lang)).id)


async def prove_email(person: Person, remembered: object, digits: str, now: datetime) -> None:
    """The code came back: the new address is the account's. Raises WrongCode, CodeUsedUp, EmailTaken."""
    try:
        proof_id = UUID(str(remembered))
    except ValueError:
        raise proofs.CodeUsedUp() from None
    proof = await proofs.enter(proof_id, PROOF, digits, now)
    email = keys.unseal_for_house(bytes(proof.contact_sealed), contact_place(proof.id))
    profile = await residents.profile_of(person)
    await residents.save_profile(person, replace(profile, email=email, email_proved=True))
    if profile.email_proved and profile.email != email:
        await sending.tell_address(profile.email, "email_changed", now, lang=person.lang)


async def take_back(person: Person, purpose: str, now: datetime) -> None:
    """Withdraw a consent, and delete at once what it let the house keep (보호법 21조, 37조).

    Raises UnknownPurpose, NeededForAccount.
    """
    await consents.withdraw(person, purpose, now=now)
    if purpose == "contact":
        profile = await residents.profile_of(person)
        await residents.save_profile(person, replace(profile, phone="", address=""))
    if purpose in {"contact", "sms"}:
        await _no_more_sms(person, now)


async def _no_more_sms(person: Person, now: datetime) -> None:
    """Nothing goes by SMS without a number or without consent; what must be told goes by mail instead."""
    await consents.withdraw(person, "sms", now=now)
    wished = await wishes.of(person)
    by_sms = [topic for topic in wishes.TOPICS if wished.wants(topic, wishes.SMS)]
    wanted = {(topic, wishes.SMS): False for topic in by_sms}
    wanted |= {(topic, wishes.MAIL): True for topic in by_sms if set(wished.channels(topic)) == {wishes.SMS}}
    if wanted:
        await wishes.save(person, wanted, quiet_from=wished.quiet_from, quiet_until=wished.quiet_until)


async def everything(person: Person, *, now: datetime, address: str) -> bytes:
    """All that the house holds about the person, as JSON with times of Seoul; taking it is on record."""
    await people.note_look(person, "own_data_taken", now=now, subject=person, address=address)
    said = {"made_at": now, **held.as_data(await held.gather(person, now), settings().base_url)}
    return json.dumps(said, ensure_ascii=False, indent=2, default=_plain).encode()


def _plain(value: Any) -> str:
    return value.astimezone(KOREA).isoformat() if isinstance(value, datetime) else str(value)


async def close(person: Person, *, now: datetime, address: str) -> None:
    """Close the account for good. Cases go on and stay as the law keeps them; consents to act for others end."""
    profile = await residents.profile_of(person)
    await delegations.leave_all(person, now)
    await people.note_look(person, "account_closed", now=now, subject=person, address=address)
    await residents.close(person, now)
    if profile.email_proved:
        await sending.tell_address(profile.email, "account_closed", now, lang=person.lang)
