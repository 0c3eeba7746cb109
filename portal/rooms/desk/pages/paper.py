"""A paper form comes back to the counter: which petition is it, or is its number not to be used?"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import catalogue
from portal.kernel import paper as forms_on_paper
from portal.kernel.models import PaperForm
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.desk.pages.counter import takes
from portal.rooms.desk.pages.shared import Desk, enter
from portal.rooms.desk.pages.today import READERS
from portal.web import forms
from portal.web.errors import STATUSES

MADE_VOID = N_("%(no)s 번호는 이제 쓰지 않습니다.")


async def paper(request: Request) -> Response:
    """GET and POST /desk/counter/paper?no=: find a number, go on to its petition, or make it void with a reason."""
    desk = await enter(request, *READERS)
    if request.method != "POST":
        return await _find(desk, request.query_params.get("no", "").strip()[:32])
    form = await forms.read(request)
    number, reason = form.get("paper_no")[:32], form.get("void_reason")
    try:
        gone = await forms_on_paper.void(number, reason)
    except Refusal as refusal:
        return await _show(desk, number, await _open(number), refusal, reason)
    await desk.note("paper_void", why=f"{gone.receipt_no}: {gone.void_reason}")
    return await _show(desk, "", None, done=desk.words(MADE_VOID, no=gone.receipt_no))


async def _find(desk: Desk, number: str) -> Response:
    if not number:
        return await _show(desk, "", None)
    try:
        found = await forms_on_paper.check_open(number)
    except Refusal as refusal:
        return await _show(desk, number, None, refusal)
    return await _show(desk, found.receipt_no, found)


async def _open(number: str) -> PaperForm | None:
    try:
        return await forms_on_paper.check_open(number)
    except Refusal:
        return None


async def _show(
    desk: Desk,
    number: str,
    found: PaperForm | None,
    refusal: Refusal | None = None,
    reason: str = "",
    done: str = "",
) -> Response:
    errors = {name: desk.words(message) for name, message in refusal.fields.items()} if refusal else {}
    inputs = {"paper_no": "f-no"}
    summary = [(inputs.get(name, f"f-{name}"), said) for name, said in errors.items()]
    services = [service for service in catalogue.current().services if takes(desk, service)] if found else []
    return await desk.show(
        "desk/paper.html",
        {
            "number": number,
            "found": found,
            "services": services,
            "reason": reason,
            "done": done,
            "wrong": errors,
            "errors": summary or None,
        },
        status=STATUSES[refusal.kind] if refusal else 200,
    )
