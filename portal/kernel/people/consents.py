"""What did a person agree to, for what, for how long, and by which law? Each consent stands apart (보호법 22조).

`PURPOSES` are what consent is asked for; `WITHOUT_CONSENT` is listed apart from them with its legal basis, as
보호법 22조 3항 wants. The wording's version is stored with every consent: whoever changes what, why or how long
writes a new version, and older consents keep saying what was agreed to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from portal.database.transactions import transaction
from portal.kernel.models import Consent, Person
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_


@dataclass(frozen=True)
class Basis:
    """What is kept about a person: which data, why, until when, by which article. Korean source sentences."""

    label: str
    what: str
    why: str
    how_long: str
    law: str


@dataclass(frozen=True)
class Purpose(Basis):
    """What consent is asked for. `required`: no account without it; `wording` names this version of the words."""

    required: bool = False
    wording: str = "2026-07"


@dataclass(frozen=True)
class Given:
    """A consent in force: `given_by` is self or guardian; `wording` is the version that was agreed to."""

    purpose: str
    wording: str
    given_by: str
    given_at: datetime


PURPOSES: Final[dict[str, Purpose]] = {
    "terms": Purpose(
        label=N_("이용 약속(이용약관)"),
        what=N_("개인정보를 모으지 않습니다."),
        why=N_("민원포털을 함께 쓰는 약속입니다."),
        how_long=N_("계정을 닫을 때까지"),
        law=N_("약관의 규제에 관한 법률 제3조"),
        required=True,
    ),
    "account": Purpose(
        label=N_("계정을 만드는 데 필요한 개인정보"),
        what=N_("이름, 이메일 주소, 로그인 수단의 계정 번호(읽을 수 없게 바꾼 값), 태어난 해(14세 미만만)"),
        why=N_("누구인지 알아보고 내 민원을 한곳에서 보여 드립니다."),
        how_long=N_("계정을 닫을 때까지. 닫으면 바로 지웁니다."),
        law=N_("개인정보 보호법 제15조 제1항 제1호"),
        required=True,
    ),
    "contact": Purpose(
        label=N_("신청서에 미리 채울 전화번호와 주소"),
        what=N_("전화번호, 주소"),
        why=N_("신청서를 쓸 때마다 다시 적지 않게 미리 채워 드립니다."),
        how_long=N_("동의를 거두거나 계정을 닫을 때까지. 거두면 바로 지웁니다."),
        law=N_("개인정보 보호법 제15조 제1항 제1호, 제22조"),
    ),
    "sms": Purpose(
        label=N_("문자로 소식 받기"),
        what=N_("전화번호"),
        why=N_("이메일을 보기 어려울 때 민원 소식을 문자로 보내 드립니다."),
        how_long=N_("동의를 거두거나 계정을 닫을 때까지"),
        law=N_("개인정보 보호법 제15조 제1항 제1호, 제22조"),
    ),
}

WITHOUT_CONSENT: Final[tuple[Basis, ...]] = (
    Basis(
        label=N_("민원 처리"),
        what=N_("신청서에 적은 이름, 주소, 연락처, 내용과 파일"),
        why=N_("민원을 처리하고 결과를 알려 드리는 것은 구청이 법에 따라 하는 일입니다."),
        how_long=N_("민원마다 정해진 기록 보존 기간. ‘내 자료’에서 민원별 날짜를 볼 수 있습니다."),
        law=N_(
            "개인정보 보호법 제15조 제1항 제2호·제3호, 민원 처리에 관한 법률 제8조·제27조, 공공기록물법 시행령 제26조"
        ),
    ),
    Basis(
        label=N_("로그인한 기기"),
        what=N_("기기 종류, 로그인한 때와 마지막으로 쓴 때"),
        why=N_("로그인을 이어 주고, 모르는 기기를 알아볼 수 있게 합니다."),
        how_long=N_("로그아웃하거나 로그인 기간이 끝날 때까지"),
        law=N_("개인정보 보호법 제15조 제1항 제4호"),
    ),
    Basis(
        label=N_("접속 기록"),
        what=N_("누가 언제 어디서 누구의 정보를 보았는지"),
        why=N_("개인정보를 함부로 보지 못하게 지킵니다."),
        how_long=N_("2년"),
        law=N_("개인정보 보호법 제29조, 개인정보의 안전성 확보조치 기준 제8조"),
    ),
    Basis(
        label=N_("14세 미만 어린이의 보호자"),
        what=N_("보호자의 이름과 연락처"),
        why=N_("어린이의 계정에 보호자의 동의를 받습니다."),
        how_long=N_("동의하거나 기한이 지날 때까지. 그 뒤 바로 지웁니다."),
        law=N_("개인정보 보호법 제22조의2 제2항"),
    ),
)

REQUIRED: Final = frozenset(name for name, purpose in PURPOSES.items() if purpose.required)


class UnknownPurpose(Refusal):
    """No consent is asked for this."""

    kind = "not_found"

    def __init__(self) -> None:
        super().__init__(N_("그런 동의 항목이 없습니다."))


class NeededForAccount(Refusal):
    """Without this consent there is no account: withdrawing it means closing the account."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(
            N_(
                "이 동의가 없으면 계정을 둘 수 없습니다. 거두려면 계정을 닫아 주세요. 낸 민원은 그대로 처리됩니다."
            )
        )


async def given(person: Person) -> dict[str, Given]:
    """The consents in force by purpose; `"sms" in await given(person)` asks for one."""
    rows = await Consent.filter(person_id=person.id, withdrawn_at=None).order_by("id")
    return {row.purpose: Given(row.purpose, row.wording, row.given_by, row.given_at) for row in rows}


async def took_back(person: Person, purpose: str) -> bool:
    """Whether it was agreed to once and is not any more; who never said anything took nothing back."""
    rows = Consent.filter(person_id=person.id, purpose=purpose)
    return await rows.exists() and not await rows.filter(withdrawn_at=None).exists()


async def history(person: Person) -> list[Consent]:
    """All that the person ever agreed to and withdrew, oldest first."""
    return await Consent.filter(person_id=person.id).order_by("id")


async def give(person: Person, purpose: str, *, now: datetime, given_by: str = "self") -> None:
    """Note a consent to the present wording; one that stands to the same wording stays as it is.

    Raises UnknownPurpose.
    """
    wanted = _known(purpose)
    async with transaction():
        standing = Consent.filter(person_id=person.id, purpose=purpose, withdrawn_at=None)
        if await standing.filter(wording=wanted.wording).exists():
            return
        await standing.update(withdrawn_at=now)
        await Consent.create(
            person_id=person.id, purpose=purpose, wording=wanted.wording, given_by=given_by, given_at=now
        )


async def withdraw(person: Person, purpose: str, *, now: datetime) -> None:
    """Take a consent back; nothing happens if none stands. Raises UnknownPurpose, NeededForAccount.

    What it let the house keep is for the caller to delete (보호법 21조).
    """
    if _known(purpose).required:
        raise NeededForAccount()
    await Consent.filter(person_id=person.id, purpose=purpose, withdrawn_at=None).update(withdrawn_at=now)


def _known(purpose: str) -> Purpose:
    if purpose not in PURPOSES:
        raise UnknownPurpose()
    return PURPOSES[purpose]
