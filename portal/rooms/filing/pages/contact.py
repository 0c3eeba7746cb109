"""Who files, and how are they reached? An e-mail is proved by a code; who has none gives a phone number."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from portal.kernel import answers, keys, notices
from portal.kernel.answers import PETITIONER_FIELDS, PETITIONER_INPUTS
from portal.kernel.notices.wishes import SMS
from portal.kernel.people import residents
from portal.kernel.privacy import ResidentNumberFound
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message
from portal.rooms.filing import actions, forms
from portal.rooms.filing.definition import (
    CODE_BY_ADDRESS,
    CODE_BY_BROWSER,
    CODE_BY_EMAIL,
    CONTACT,
    TRY_BY_ADDRESS,
)
from portal.rooms.filing.pages import shared
from portal.rooms.filing.queries import OpenDraft
from portal.rooms.filing.rules import Typed, petitioner_words
from portal.web import clock, i18n, limits, render
from portal.web import forms as web_forms
from portal.web.forms import Form

Errors = dict[str, Message]
EMAIL = "petitioner_email"
NO_EMAIL = N_("먼저 이메일 주소를 name@example.com처럼 적어 주세요.")


async def contact(request: Request) -> Response:
    """GET and POST /services/{code}/apply/{draft}/contact: name, address, and a way to reach."""
    _, opened = await shared.opened_draft(request)
    if request.method != "POST":
        return await _draw(request, opened)
    form = await web_forms.read(request)
    wish = forms.Wish.of(form)
    typed = forms.step_words(form, PETITIONER_FIELDS, wish)
    try:
        await actions.save_petitioner(opened, typed, clock.now(request))
    except ResidentNumberFound as refusal:
        return await _draw(request, opened, typed, forms.number_errors(refusal, []), number_found=True)
    opened = await shared.again(request, opened)
    if wish.do == "send-code":
        return await _send_code(request, opened)
    if wish.do == "enter-code":
        return await _enter_code(request, opened, form.get("code"))
    return await _go_on(request, opened, wish, form)


async def _go_on(request: Request, opened: OpenDraft, wish: forms.Wish, form: Form) -> Response:
    place = shared.place_of(request, opened, CONTACT)
    other_look = shared.other_look(request, wish, place.here)
    if other_look is not None:
        return other_look
    if wish.do == "back":
        return render.redirect(request, place.back)
    if wish.stays:
        return render.redirect(request, place.here)
    if form.get("code").strip() and not opened.email_proved:
        # The code was typed and "next" pressed: that is what its writer meant.
        said = await _try_code(request, opened, form.get("code"))
        if said is not None:
            return await _draw(request, opened, errors={"code": said})
        opened = await shared.again(request, opened)
    errors = actions.check_contact(opened)
    if errors:
        return await _draw(request, opened, errors=errors)
    return render.redirect(request, place.following)


async def _send_code(request: Request, opened: OpenDraft) -> Response:
    found = answers.check_petitioner(opened.content.petitioner)
    email = str(found.answers.get(EMAIL, ""))
    if not email:
        return await _draw(request, opened, errors={EMAIL: found.errors.get(EMAIL, Message(NO_EMAIL))})
    try:
        await limits.count(request, CODE_BY_ADDRESS)
        await limits.count(request, CODE_BY_BROWSER, opened.row.session_id)
        await limits.count(request, CODE_BY_EMAIL, keys.keyed_hash("email", email))
    except limits.TooMany as refusal:
        return await _draw(request, opened, errors={EMAIL: refusal.message}, status=429)
    await actions.send_code(opened, email, i18n.of(request).lang, clock.now(request))
    return render.redirect(request, f"{shared.place_of(request, opened, CONTACT).here}#f-code")


async def _enter_code(request: Request, opened: OpenDraft, typed: str) -> Response:
    said = await _try_code(request, opened, typed)
    if said is not None:
        return await _draw(request, opened, errors={"code": said})
    return render.redirect(request, f"{shared.place_of(request, opened, CONTACT).here}#f-{EMAIL}")


async def _try_code(request: Request, opened: OpenDraft, typed: str) -> Message | None:
    """What is wrong with the code, or None if the address is proved."""
    try:
        await limits.count(request, TRY_BY_ADDRESS)
        await actions.enter_code(opened, typed, clock.now(request))
    except Refusal as refusal:
        return refusal.message
    return None


async def _draw(
    request: Request,
    opened: OpenDraft,
    typed: Typed | None = None,
    errors: Errors | None = None,
    *,
    number_found: bool = False,
    status: int = 422,
) -> Response:
    shown = typed if typed is not None else opened.content.petitioner or await _from_account(opened)
    page = forms.page_of(PETITIONER_FIELDS, shown, errors or {}, i18n.of(request))
    email = str(answers.check_petitioner(shown).answers.get(EMAIL, "")) if shown else ""
    proof = opened.proof if opened.proof is not None and opened.proof.email == email else None
    context = {
        "service": opened.service,
        "draft": opened.row,
        "place": shared.place_of(request, opened, CONTACT),
        "questions": page.questions,
        "errors": page.summary,
        "code_error": (errors or {}).get("code"),
        "proof": proof,
        "proved": opened.proves(email),
        "signed_in": opened.person is not None,
        "code_waits": proof is not None and not proof.proved and proof.until > clock.now(request),
        "sms_offered": notices.offered(SMS),
        "number_found": number_found,
        "form_id": "step",
    }
    return await render.page(request, "filing/contact.html", context, status=status if page.summary else 200)


async def _from_account(opened: OpenDraft) -> Typed:
    """What the account knows of its owner, for a form that says nothing of them yet."""
    if opened.person is None:
        return {}
    profile = await residents.profile_of(opened.person)
    return petitioner_words(profile.name, profile.address, profile.phone, profile.email)


async def autosave(request: Request) -> Response:
    """POST …/contact/autosave: keep what is typed so far; a resident number is refused before it is stored."""
    _, opened = await shared.opened_draft(request)
    form = await web_forms.read(request)
    typed = forms.typed_in(form, sorted(PETITIONER_INPUTS), only_sent=True)
    await actions.save_petitioner(opened, typed, clock.now(request))
    return JSONResponse({"saved": True})
