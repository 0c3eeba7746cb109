"""How does somebody prove that a case is theirs? An unknown number and someone else's look alike."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from portal.kernel import keys, permissions, receipts
from portal.kernel.digits import digits
from portal.kernel.models import Case, Person
from portal.kernel.moves import Actor
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_


class CaseNotFound(Refusal):
    """No such case, or not yours: the answer is the same."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("그런 민원을 찾지 못했습니다. 접수번호와 확인 정보를 다시 봐 주세요."))


def link_token(case: Case) -> str:
    """The secret of the link that opens the case; made again from the case, so it is never stored."""
    return keys.derived_token("link", str(case.id), case.access_salt)


def pin_of(case: Case) -> str:
    """The six-digit PIN of a petitioner without e-mail, told once on the receipt."""
    return keys.derived_pin(str(case.id), case.access_salt)


async def petitioner_case(
    typed_no: str,
    *,
    token: str = "",
    phone: str = "",
    pin: str = "",
    granted: frozenset[str] = frozenset(),
    person: Person | None = None,
) -> Case:
    """The petitioner's own case: by secret link, by phone and PIN, because the session holds it, or because it
    is in the account of the `person` signed in.

    Raises CaseNotFound whatever is wrong. The caller limits tries.
    """
    number = receipts.read(typed_no)
    case = await Case.get_or_none(receipt_no=number) if number else None
    if case is None:
        raise CaseNotFound()
    proofs = _Proofs(token, keys.keyed_hash("phone", digits(phone)), pin, granted, person)
    # What was one petition before it was split is proved by the same link, PIN or account.
    whole = await Case.get(id=case.origin_id) if case.origin_id else case
    if not (_proved(case, proofs) or _proved(whole, proofs)):
        raise CaseNotFound()
    return case


@dataclass(frozen=True)
class _Proofs:
    token: str
    phone_hash: str
    pin: str
    granted: frozenset[str]
    person: Person | None


def _proved(case: Case, by: _Proofs) -> bool:
    by_pin = bool(by.phone_hash) and _same(by.phone_hash, case.phone_hash) and _same(by.pin, pin_of(case))
    in_account = by.person is not None and case.person_id == by.person.id
    return in_account or str(case.id) in by.granted or _same(by.token, link_token(case)) or by_pin


def _same(typed: str, secret: str) -> bool:
    """Compared as bytes: whoever types Hangul for a PIN gets the same answer as for a wrong one."""
    return hmac.compare_digest(typed.encode("utf-8", "replace"), secret.encode())


async def staff_case(typed_no: str, actor: Actor) -> Case:
    """The case a member of staff may open. Raises CaseNotFound, also for another department's."""
    number = receipts.read(typed_no)
    case = await Case.get_or_none(receipt_no=number) if number else None
    if case is None or not permissions.sees_contents_of(actor, case.department):
        raise CaseNotFound()
    return case
