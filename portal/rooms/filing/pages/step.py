"""How is one step of a service's form shown, kept, and left for the next?"""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from portal.kernel import answers, catalogue, files, privacy
from portal.kernel.privacy import ResidentNumberFound
from portal.kernel.words import N_, Message
from portal.rooms.filing import actions, forms
from portal.rooms.filing.definition import START_BY_ADDRESS, UPLOAD_BY_ADDRESS, UPLOAD_BY_BROWSER
from portal.rooms.filing.pages import shared
from portal.rooms.filing.queries import (
    PHOTO_LINE,
    OpenDraft,
    facts_filled,
    offers_of,
)
from portal.rooms.filing.rules import Typed
from portal.web import clock, dates, i18n, limits, render, session
from portal.web import forms as web_forms
from portal.web.forms import Form, UploadedFile

# Types of pictures rather than their endings, so that a phone offers its camera.
ACCEPT = "image/jpeg,image/png,image/heic,image/heif,.pdf,.hwp,.hwpx,.docx,.xlsx"
CHOOSE_AGAIN = N_("같은 파일을 다시 골라 주세요. 이름에 든 주민등록번호는 가리고 올립니다.")
Errors = dict[str, Message]


async def apply(request: Request) -> Response:
    """POST /services/{code}/apply: begin a draft and go to its first step; GET leads to the service's page."""
    service = catalogue.service(request.path_params["code"])
    if request.method != "POST":
        return render.redirect(request, "filing:service", code=service.code)
    await web_forms.read(request)
    await limits.count(request, START_BY_ADDRESS)
    browser = await session.load(request)
    if not browser.key:
        await browser.save()
    draft = await actions.start(service, browser.key, clock.now(request))
    shared.remember_draft(browser, draft)
    await browser.save()
    return render.redirect(
        request, "filing:step", code=service.code, draft=draft.id, step=service.groups[0].code
    )


async def discard(request: Request) -> Response:
    """POST …/discard: give the draft up and go back to the service's page."""
    await web_forms.read(request)
    _, opened = await shared.opened_draft(request)
    await actions.discard(opened)
    return render.redirect(request, "filing:service", code=opened.service.code)


async def step(request: Request) -> Response:
    """GET and POST /services/{code}/apply/{draft}/{step}: one group of questions."""
    _, opened = await shared.opened_draft(request)
    group = _group(request, opened)
    if request.method != "POST":
        return await _draw(request, opened, group)
    form = await web_forms.read(request, strict=False)
    fields, wish = opened.service.fields_of(group.code), forms.Wish.of(form)
    typed = forms.step_words(form, fields, wish)
    uploads = forms.uploads_in(form, fields, mask=wish.masks)
    try:
        # Words and file names of this request together, before anything of it is kept.
        privacy.check_no_resident_number(typed, [upload.name for upload in uploads])
        await actions.save_answers(opened, typed, clock.now(request))
    except ResidentNumberFound as refusal:
        errors = forms.number_errors(refusal, uploads)
        again = [uploads[place].field for place in refusal.file_places]
        return await _draw(request, opened, group, typed, errors, number_found=True, again=again)
    known = {file.id for file in opened.files}
    problems = dict(form.problems) | await _attach(request, opened, uploads)
    if wish.masks:
        # A browser gives no file twice by itself: the one with the number in its name is chosen once more.
        sent = {upload.field for upload in uploads}
        problems |= {name: Message(CHOOSE_AGAIN) for name in form.all("again") if name not in sent}
    await _pressed(request, opened, wish)
    opened = await shared.again(request, opened)
    new = {file.id for file in opened.files} - known
    return await _go_on(request, opened, group, form, problems, new)


async def _go_on(
    request: Request,
    opened: OpenDraft,
    group: catalogue.Named,
    form: Form,
    problems: Errors,
    new: set[UUID],
) -> Response:
    """To where the button leads, now that everything is kept."""
    wish, place = forms.Wish.of(form), shared.place_of(request, opened, group.code)
    if problems:
        return await _draw(request, opened, group, errors=problems)
    other_look = shared.other_look(request, wish, place.here)
    if other_look is not None:
        return other_look
    if wish.do == "back":
        return render.redirect(request, place.back)
    if wish.stays:
        return render.redirect(request, place.here + _anchor(opened, group, wish))
    checked = answers.check(opened.service, opened.raw, step=group.code)
    if checked.errors:
        return await _draw(request, opened, group, errors=checked.errors)
    if any(offer.file in new for offer in offers_of(opened)):
        return render.redirect(request, f"{place.here}#offers")
    return render.redirect(request, place.following)


def _anchor(opened: OpenDraft, group: catalogue.Named, wish: forms.Wish) -> str:
    """Where on the page the button stood, so that nobody has to look for the place again."""
    files_in = [field.name for field in opened.service.fields_of(group.code) if field.kind == "file"]
    if wish.do == "save" or not files_in:
        return ""
    if wish.drop or wish.take.startswith("place:"):
        inputs = [field.name for field in opened.service.fields_of(group.code) if field.kind == "place"]
        return f"#f-{inputs[0]}-words" if inputs else ""
    return "#offers" if offers_of(opened) else f"#f-{files_in[0]}"


async def _draw(
    request: Request,
    opened: OpenDraft,
    group: catalogue.Named,
    typed: Typed | None = None,
    errors: Errors | None = None,
    *,
    number_found: bool = False,
    again: list[str] | None = None,
) -> Response:
    fields = opened.service.fields_of(group.code)
    shown = opened.content.answers if typed is None else typed
    page = forms.page_of(fields, shown, errors or {}, i18n.of(request), opened.files, opened.content.previews)
    context = {
        "service": opened.service,
        "draft": opened.row,
        "group": group,
        "place": shared.place_of(request, opened, group.code),
        "questions": page.questions,
        "errors": page.summary,
        "offers": offers_of(opened) if any(field.kind == "file" for field in fields) else (),
        "number_found": number_found,
        "again": sorted(set(again or [])),
        "changed": opened.changed,
        "left_over": list(opened.content.left_over.values()),
        "accept": ACCEPT,
        "form_id": "step",
    }
    return await render.page(request, "filing/step.html", context, status=422 if page.summary else 200)


async def _attach(request: Request, opened: OpenDraft, uploads: list[UploadedFile]) -> Errors:
    """Keep the files that can be taken; what is wrong with the others, by field."""
    problems: Errors = {}
    if uploads:
        await limits.count(request, UPLOAD_BY_ADDRESS)
        await limits.count(request, UPLOAD_BY_BROWSER, opened.row.session_id)
    for upload in uploads:
        try:
            await actions.attach(
                opened, upload.field, files.Upload(upload.name, upload.file), clock.now(request)
            )
        except files.FileRefused as refusal:
            said = i18n.of(request)(refusal.message)
            name = refusal.name or files.clean_name(upload.name)
            problems.setdefault(upload.field, Message("%(name)s: %(said)s", {"name": name, "said": said}))
    return problems


async def _pressed(request: Request, opened: OpenDraft, wish: forms.Wish) -> None:
    """What the small buttons do: take a file out, take a photo's word over, drop a device's place."""
    now = clock.now(request)
    if wish.remove:
        await actions.remove(opened, _id(wish.remove))
    if wish.drop and (field := opened.service.field(wish.drop)) and field.kind == "place":
        await actions.save_answers(opened, {f"{field.name}-lat": "", f"{field.name}-lon": ""}, now)
    if wish.take:
        fresh = await shared.again(request, opened)
        offer = next((one for one in offers_of(fresh) if f"{one.kind}:{one.file}" == wish.take), None)
        if offer is not None:
            words = i18n.of(request)
            taken = dates.date_time(offer.taken_at, words.lang) if offer.taken_at else ""
            filled = facts_filled(fresh, offer, words(PHOTO_LINE, when=taken))
            await actions.save_answers(opened, filled, now)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise files.AttachmentNotFound from None


def _group(request: Request, opened: OpenDraft) -> catalogue.Named:
    for group in opened.service.groups:
        if group.code == request.path_params["step"]:
            return group
    raise answers.UnknownStep


async def autosave(request: Request) -> Response:
    """POST …/{step}/autosave: keep what is typed so far. A resident number is refused before it is stored."""
    _, opened = await shared.opened_draft(request)
    form = await web_forms.read(request)
    fields = opened.service.fields_of(_group(request, opened).code)
    await actions.save_answers(
        opened, forms.typed_in(form, forms.inputs_of(fields), only_sent=True), clock.now(request)
    )
    return JSONResponse({"saved": True})
