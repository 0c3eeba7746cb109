"""How does somebody put a case into their account, and who is told of it? The petitioner, or who loses it."""

from __future__ import annotations

from datetime import datetime

from portal.database.transactions import transaction
from portal.kernel import cases, notices, sending, sms
from portal.kernel.cases import Claimed
from portal.kernel.models import Case, Person
from portal.kernel.notices.wishes import MAIL, SMS
from portal.settings import settings
from portal.web import holding


async def claim(case: Case, person: Person, now: datetime) -> Case:
    """Put it into the account, and tell whoever must know. Raises ClaimedAlready, keys.KeyDestroyed."""
    async with transaction():
        done = await cases.claim(case, person, now)
        if done.taken_from is not None:
            await holding.release(done.case)
            loser = await Person.get_or_none(id=done.taken_from, active=True)
            if loser is not None:
                await sending.tell_person(loser, "case_reclaimed", now)
        elif done.proof == cases.HELD:
            await _tell_petitioner(done, now)
    return done.case


async def _tell_petitioner(done: Claimed, now: datetime) -> None:
    """By the address or phone that they gave when filing: from now on the account is told instead."""
    case = done.case
    petitioner = cases.petitioner_of(case, await cases.key_of(case))
    phone = sms.mobile(petitioner.phone)
    link = f"{settings().base_url.rstrip('/')}/cases/{case.receipt_no}"
    if petitioner.email and petitioner.email_proved:
        way, address = MAIL, petitioner.email
    elif petitioner.sms and phone and notices.offered(SMS):
        way, address = SMS, phone
    else:
        return
    await sending.tell_address(address, "case_claimed", now, lang=case.lang, link=link, channel=way)
