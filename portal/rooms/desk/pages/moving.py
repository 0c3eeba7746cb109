"""How does an officer make a move, and what if it is refused or somebody else was faster?

A refusal never costs what was typed: the same page comes back with it, with what is wrong beside the field,
or with what others did meanwhile.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import files
from portal.kernel.cases import CaseNotFound, staff_case
from portal.kernel.moves import Move, UnknownMove, binding
from portal.kernel.policies import CaseChanged, check_words
from portal.kernel.refusals import Refusal
from portal.kernel.words import Message
from portal.rooms.desk.actions.moving import make_move
from portal.rooms.desk.definition.move_forms import form_of
from portal.rooms.desk.forms.moving import Typed, form_view, read_move, text_of, wanted_of
from portal.rooms.desk.pages.case import TEMPLATE
from portal.rooms.desk.pages.drawing import context_of, history_line
from portal.rooms.desk.pages.shared import Desk, enter
from portal.rooms.desk.pages.sign_in import keep
from portal.rooms.desk.queries.dossier import Dossier, open_dossier
from portal.rooms.desk.rules import check_no_blanks, put_in
from portal.web import casework, forms, limits, render
from portal.web.errors import STATUSES
from portal.web.session import SignedOut


async def moving(request: Request) -> Response:
    """GET and POST /desk/cases/{no}/{move}: the form of a move beside its case, and the move itself."""
    try:
        desk = await enter(request)
    except SignedOut:
        if request.method != "POST":
            raise
        return await keep(request)
    dossier = await open_dossier(request.path_params["no"], desk.actor, desk.words.lang, desk.now)
    move = _move(dossier, request.path_params["move"])
    if request.method != "POST":
        if dossier.move(move.name) is None:
            return render.redirect(request, f"/desk/cases/{dossier.case.receipt_no}")
        return await _show(desk, dossier, move, Typed())
    form = await forms.read(request, strict=False)
    typed = read_move(form_of(move), form)
    if (tries := form_of(move).tries) is not None:
        await limits.count(request, tries, str(desk.person.id))
    if typed.do in {"text", "edit"}:
        return await _put_text_in(desk, dossier, move, typed)
    try:
        if form.problems:
            raise forms.TooLarge(form)
        return await _make(desk, dossier, move, typed, form)
    except CaseNotFound:
        raise
    except Refusal as refusal:
        return await _refused(desk, dossier, move, typed, refusal)


async def _make(desk: Desk, dossier: Dossier, move: Move, typed: Typed, form: forms.Form) -> Response:
    """The move is made, or shown once more where a wrong click would cost somebody else something."""
    check_no_blanks(typed.values)
    if form_of(move).checked and typed.do != "sure":
        check_words(move, typed.values)
        return await _show(desk, dossier, move, typed, check=True)
    await make_move(dossier.case, wanted_of(move.name, typed, form), actor=desk.actor, now=desk.now)
    return render.redirect(desk.request, await _where_next(desk, dossier))


async def _where_next(desk: Desk, dossier: Dossier) -> str:
    """The case again; the day's work if the case has gone to a department that this officer does not see."""
    try:
        case = await staff_case(dossier.case.receipt_no, desk.actor)
    except CaseNotFound:
        return "/desk"
    return f"/desk/cases/{case.receipt_no}"


def _move(dossier: Dossier, name: str) -> Move:
    known = binding(dossier.case.room).definition.moves.get(name)
    if known is None:
        raise UnknownMove(name)
    return known


async def _put_text_in(desk: Desk, dossier: Dossier, move: Move, typed: Typed) -> Response:
    text = text_of(typed.text, dossier)
    if text is None:
        return await _show(desk, dossier, move, typed)
    contact = await casework.contact(dossier.case, desk.words)
    places = {
        "service": dossier.service.title.ko,
        "number": dossier.case.receipt_no,
        "department": dossier.service.department.title.ko,
        "officer": desk.person.name,
        "phone": desk.person.phone or contact.phone,
    }
    filled = Typed(put_in(text, typed.values, places), typed.seen)
    return await _show(desk, dossier, move, filled)


async def _refused(desk: Desk, before: Dossier, move: Move, typed: Typed, refusal: Refusal) -> Response:
    """The page again, read anew: with everything that was typed, and what changed meanwhile."""
    dossier = await open_dossier(before.case.receipt_no, desk.actor, desk.words.lang, desk.now)
    changed = isinstance(refusal, CaseChanged) or (typed.seen is not None and typed.seen < dossier.case.seq)
    fields = dict(refusal.fields)
    if isinstance(refusal, files.FileRefused):
        fields = {"files": refusal.message}
    since = dossier.since(typed.seen) if changed and typed.seen is not None else []
    more = {
        "refused": refusal.message,
        "changes": [history_line(desk, dossier, entry) for entry in since],
        "errors": _summary(desk, refusal, fields),
    }
    status = STATUSES[refusal.kind]
    return await _show(desk, dossier, move, typed, errors=fields, more=more, status=status)


def _summary(desk: Desk, refusal: Refusal, fields: dict[str, Message]) -> list[tuple[str, str]]:
    lines = [(f"f-{name}", desk.words(message)) for name, message in fields.items()]
    return lines or [("", desk.words(refusal.message))]


async def _show(
    desk: Desk,
    dossier: Dossier,
    move: Move,
    typed: Typed,
    *,
    errors: dict[str, Message] | None = None,
    more: dict[str, Any] | None = None,
    status: int = 200,
    check: bool = False,
) -> Response:
    # A refused move shows the whole case too: each look is on record (안전성 확보조치 기준 8조).
    await desk.note("case_opened", dossier.case)
    form = None
    if form_of(move).fields or form_of(move).warning:
        form = form_view(move, dossier, typed.values, desk.words, desk.now, errors, check=check)
    context = {**context_of(desk, dossier), "form": form, **(more or {})}
    if form is not None and move.name == "notify" and dossier.decision is not None:
        context["preview"] = history_line(desk, dossier, dossier.decision)
    return await desk.show(TEMPLATE, context, status=status)
