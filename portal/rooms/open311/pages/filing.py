"""How does a program file a report, and what does it hear at once?"""

from __future__ import annotations

import hmac

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel.cases import link_token
from portal.kernel.models import Case
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.open311 import actions, forms, rules
from portal.rooms.open311.definition import FILE_BY_ADDRESS, KEY_HEADER
from portal.rooms.open311.pages.shared import answer, answered, check_place, found_service
from portal.settings import settings
from portal.web import clock, dates, i18n, limits, multipart, preferences, site


class NoApiKey(Refusal):
    """The house lets only programs that it knows file."""

    kind = "forbidden"

    def __init__(self) -> None:
        super().__init__(N_("api_key가 없거나 맞지 않습니다. 담당 부서에 요청해 주세요."))


@answered
async def file(request: Request) -> Response:
    """POST /open311/v2/requests.{form}: file a report (201). The header Idempotency-Key makes it safe to repeat."""
    await limits.count(request, FILE_BY_ADDRESS)
    if not multipart.is_form(request):
        raise forms.NoForm()
    form = await multipart.parse(request)
    try:
        sent = {name: list(values) for name, values in form.values.items()}
    finally:
        form.close()
    check_place(request, rules.first(sent, "jurisdiction_id"))
    _check_key(rules.first(sent, "api_key") or request.query_params.get("api_key", ""))
    code = rules.first(sent, "service_code")
    if not code:
        raise forms.Missing("service_code")
    key = request.headers.get(KEY_HEADER, "").strip()
    report = actions.Report(found_service(code), sent, key, preferences.of(request.scope).lang)
    filed = await actions.hand_in(report, clock.now(request))
    # Whoever sends the same words again without a key of their own need not be who sent them first.
    notice = _notice(request, filed.case, own=bool(key) or not filed.repeated)
    said = {"service_request_id": filed.case.receipt_no, "service_notice": notice, "account_id": None}
    return answer(request, "service_requests", [said], status=201)


def _check_key(given: str) -> None:
    known = settings().open311_keys.split()
    if known and not any(hmac.compare_digest(given.encode(), one.encode()) for one in known):
        raise NoApiKey()


def _notice(request: Request, case: Case, *, own: bool) -> str:
    """By when it is accepted, and where its petitioner reads on: the secret link for who filed it."""
    words, base = i18n.of(request), site.of(request).base_url
    path = f"/cases/{case.receipt_no}?k={link_token(case)}" if own else f"/status/{case.receipt_no}"
    day = f"{dates.day(case.accept_by, words.lang)} {dates.time(case.accept_by, words.lang)}"
    return words(
        N_("%(day)s까지 접수하고 답변할 날짜를 알려 드립니다. 처리 현황: %(link)s"), day=day, link=base + path
    )
