"""What does an officer see of one case? Everything on one screen; each look is on record."""

from __future__ import annotations

import io

from anyio import to_thread
from PIL import Image
from starlette.requests import Request
from starlette.responses import Response

from portal.kernel import files
from portal.kernel.cases import staff_case
from portal.kernel.visibility import AUDIENCES
from portal.rooms.desk.definition.lists import CONTACT_REASONS, DOWNLOAD_REASONS
from portal.rooms.desk.pages.drawing import PICTURES, context_of
from portal.rooms.desk.pages.shared import enter
from portal.rooms.desk.queries.dossier import open_dossier
from portal.web import forms, render

TEMPLATE = "desk/case.html"
SMALL = 184


async def case(request: Request) -> Response:
    """GET /desk/cases/{no}. Raises CaseNotFound for another department's too."""
    desk = await enter(request)
    dossier = await open_dossier(request.path_params["no"], desk.actor, desk.words.lang, desk.now)
    await desk.note("case_opened", dossier.case)
    return await desk.show(TEMPLATE, context_of(desk, dossier))


async def contact(request: Request) -> Response:
    """POST /desk/cases/{no}/contact: the petitioner's contact, for one of the reasons that the log can hold."""
    desk = await enter(request)
    dossier = await open_dossier(request.path_params["no"], desk.actor, desk.words.lang, desk.now)
    why = (await forms.read(request)).get("why")
    if why not in CONTACT_REASONS:
        return render.redirect(request, f"/desk/cases/{dossier.case.receipt_no}")
    await desk.note("contact_shown", dossier.case, why=why)
    return await desk.show(TEMPLATE, context_of(desk, dossier, shown=True), block="contact")


async def file(request: Request) -> Response:
    """GET and POST /desk/cases/{no}/files/{file}: one file, as it was sent (photos without EXIF).

    A picture is shown in the browser; anything else leaves the house, so the page asks what for.
    """
    desk = await enter(request)
    found = await staff_case(request.path_params["no"], desk.actor)
    opened = await files.open_for(found, request.path_params["file"], AUDIENCES["staff"])
    inline = opened.media_type in PICTURES
    if inline:
        await desk.note("file_opened", found, why=str(request.path_params["file"]))
        return render.download(opened.pieces, opened.name, opened.media_type, inline=True)
    why = (await forms.read(request)).get("why") if request.method == "POST" else ""
    if why not in DOWNLOAD_REASONS:
        reasons = [(code, desk.words(text)) for code, text in DOWNLOAD_REASONS.items()]
        asked = {"no": found.receipt_no, "name": opened.name, "reasons": reasons}
        return await desk.show("desk/download.html", asked)
    await desk.note("file_downloaded", found, why=why)
    return render.download(opened.pieces, opened.name, opened.media_type)


async def small(request: Request) -> Response:
    """GET /desk/cases/{no}/files/{file}/small: a photo as a small picture; a look like any other."""
    desk = await enter(request)
    found = await staff_case(request.path_params["no"], desk.actor)
    opened = await files.open_for(found, request.path_params["file"], AUDIENCES["staff"])
    if opened.media_type not in PICTURES:
        raise files.AttachmentNotFound
    await desk.note("picture_shown", found, why=str(request.path_params["file"]))
    body = b"".join([piece async for piece in opened.pieces])
    picture = await to_thread.run_sync(_shrink, body)
    return render.download(picture, "small.jpg", "image/jpeg", inline=True)


def _shrink(body: bytes) -> bytes:
    # Decoded once already, when it was taken in, so its size is known to be bearable.
    with Image.open(io.BytesIO(body), formats=["JPEG", "PNG"]) as image:
        image.draft("RGB", (SMALL * 2, SMALL * 2))
        image.thumbnail((SMALL, SMALL))
        out = io.BytesIO()
        image.convert("RGB").save(out, "JPEG", quality=75)
    return out.getvalue()
