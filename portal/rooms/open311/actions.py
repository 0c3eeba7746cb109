"""How does a program's request become a case? By the same checks and the same way in as the web form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from portal.kernel import answers, keys
from portal.kernel.canonical import canonical
from portal.kernel.cases import Filed, Filing, Petitioner, file
from portal.kernel.catalogue import Service
from portal.kernel.deadlines import korean
from portal.kernel.moves import PETITIONER
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message
from portal.rooms.open311.definition import (
    CHANNEL,
    CONSENT,
    LONGEST_KEY,
    SHORTEST_KEY,
    WITHOUT_NAME,
)
from portal.rooms.open311.rules import (
    Sent,
    first,
    parameter_of,
    to_form,
    to_petitioner,
    unknown_attributes,
)


class Incomplete(Refusal):
    """What was sent is not enough or not right; `fields` says it by parameter."""

    def __init__(self, errors: Mapping[str, Message | str]) -> None:
        super().__init__(N_("신고를 받지 않았습니다. 표시된 항목을 확인해 주세요."), fields=errors)


class BadKey(Refusal):
    """The program's own key is too short to be its alone."""

    def __init__(self) -> None:
        super().__init__(
            N_("Idempotency-Key에는 이 신고만의 값을 16자에서 128자 사이로 적어 주세요. 예: UUID")
        )


@dataclass(frozen=True)
class Report:
    """One request to file; `key` is the program's own, or empty."""

    service: Service
    sent: Sent
    key: str = ""
    lang: str = "ko"


async def hand_in(report: Report, now: datetime) -> Filed:
    """File it. The same key, or without one the same words on the same day, give the same case again.

    Raises Incomplete, BadKey, and what `cases.file` raises.
    """
    if report.key and not SHORTEST_KEY <= len(report.key) <= LONGEST_KEY:
        raise BadKey()
    service, sent = report.service, report.sent
    checked = answers.check(service, to_form(service, sent))
    who = answers.check_petitioner(to_petitioner(sent))
    errors: dict[str, Message | str] = {
        parameter_of(service, name): said for name, said in (checked.errors | who.errors).items()
    }
    errors |= _own_errors(service, sent)
    if errors:
        raise Incomplete(errors)
    found = who.answers
    petitioner = Petitioner(
        name=str(found["petitioner_name"]),
        address=answers.address_line(found["petitioner_address"]),
        phone=str(found.get("petitioner_phone", "")),
        email=str(found.get("petitioner_email", "")),
    )
    filing = Filing(
        service=service,
        answers=checked.answers,
        petitioner=petitioner,
        key=report.key,
        channel=CHANNEL,
        lang=report.lang,
    )
    filing = filing if report.key else replace(filing, key=_key_of(filing, now))
    return await file(filing, actor=PETITIONER, now=now)


def _own_errors(service: Service, sent: Sent) -> dict[str, Message | str]:
    errors: dict[str, Message | str] = {
        name: N_("이 신고에 없는 항목입니다. services에서 항목을 다시 확인해 주세요.")
        for name in unknown_attributes(service, sent)
    }
    if "first_name" not in errors and not to_petitioner(sent).get("petitioner_name"):
        errors["first_name"] = WITHOUT_NAME
    if first(sent, f"attribute[{CONSENT}]") != "yes":
        errors[parameter_of(service, CONSENT)] = N_("개인정보 수집·이용에 동의해 주세요.")
    located = first(sent, "address_string") or (first(sent, "lat") and first(sent, "long"))
    if first(sent, "address_id") and not located:
        errors["address_id"] = N_("주소 번호는 쓰지 않습니다. address_string이나 lat과 long을 보내 주세요.")
    return errors


def _key_of(filing: Filing, now: datetime) -> str:
    """A program that got no answer sends the same again; the same lamp may be broken again another day."""
    said = [korean(now).date().isoformat(), filing.digest([])]
    return keys.derived_token("open311", canonical(said))
