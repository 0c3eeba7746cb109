"""Is this receipt genuine, and what does it say? For whoever holds one: pasted as text, or by the address in its QR."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel.record import inclusion, roots, signed_receipts, signing
from portal.kernel.record.signed_receipts import CHANGED, GENUINE, RESULTS, UNKNOWN_KEY, UNREADABLE
from portal.kernel.tries import Limit
from portal.kernel.words import N_
from portal.rooms.record.pages.published import line
from portal.web import forms, limits, render

TRIES: Final = Limit("receipt-check", 60, 600)
TONES: Final = {GENUINE: "done", CHANGED: "error", UNKNOWN_KEY: "error", UNREADABLE: "wait"}
ADVICE: Final = {
    GENUINE: N_("이 누리집의 키로 서명되었고, 한 글자도 바뀌지 않았습니다."),
    CHANGED: N_(
        "접수증에 적힌 것이 발급한 뒤에 바뀌었습니다. 받은 그대로의 파일로 다시 확인하거나 민원실에 알려 주세요."
    ),
    UNKNOWN_KEY: N_("다른 기관의 접수증이거나 꾸며 낸 것일 수 있습니다. 민원실에 확인해 주세요."),
    UNREADABLE: N_("내려받은 접수증 파일의 글을 처음부터 끝까지 빠짐없이 붙여 넣어 주세요."),
}
STANDING: Final = {
    signed_receipts.STANDS: N_("지금의 기록도 이 접수증과 같습니다."),
    signed_receipts.REENTERED: N_(
        "고장으로 잃은 기록을 접수증으로 다시 입력한 민원입니다. 번호와 날짜는 이 접수증과 같습니다."
    ),
    signed_receipts.DIFFERS: N_(
        "지금의 기록이 이 접수증과 다릅니다. 접수증을 보관하고 민원실에 알려 주세요."
    ),
    signed_receipts.GONE: N_(
        "지금의 기록에는 이 민원이 없습니다. 접수증을 보관하고 민원실에 바로 알려 주세요."
    ),
}
PROVED: Final = (
    N_("공개 원장에 들어 있습니다"),
    N_("이 민원은 그날 공개한 뿌리값에 들어 있었고, 그 뒤로 증명은 바뀌지 않았습니다."),
)
NOT_PROVED: Final = (
    N_("이 증명으로는 확인되지 않습니다"),
    N_("공개한 뿌리값으로 이어지지 않는 증명입니다. 받은 그대로의 파일로 다시 확인해 주세요."),
)
WHAT: Final = {
    signed_receipts.FILED: N_("신청을 받았다는 접수증"),
    signed_receipts.ACCEPTED: N_("접수하고 답변 기한을 정했다는 접수증"),
}


async def check(request: Request) -> Response:
    """GET /ledger/check asks (`?r=` checks at once, as a scanned QR does); POST checks what was pasted."""
    typed = forms.clean(request.query_params.get("r", ""))
    if request.method == "POST":
        typed = (await forms.read(request)).get("receipt").strip()
    context: dict[str, object] = {"typed": "", "found": None}
    if typed:
        await limits.count(request, TRIES)
        context = await _proved(typed) or await _found(typed)
    return await render.page(request, "record/check.html", {"proof": None, **context})


async def _proved(typed: str) -> dict[str, object] | None:
    """What a pasted proof of inclusion is worth; None if it is something else."""
    try:
        proof = inclusion.read(typed)
    except inclusion.NotAProof:
        return None
    good = proof.proves(await signing.public_keys()) and proof.root in await roots.history()
    said = PROVED if good else NOT_PROVED
    shown = {"tone": "done" if good else "error", "title": said[0], "advice": said[1]}
    shown |= {"standing": "", "said": ""}
    return {"typed": "", "found": shown, "proof": proof, "day": line(proof.root)["day"]}


async def _found(typed: str) -> dict[str, object]:
    checked = signed_receipts.check(typed, await signing.public_keys())
    genuine = checked.result == GENUINE
    standing = await signed_receipts.standing(checked) if genuine else ""
    return {
        # What can't be read is given back to be mended; the rest is shown in words.
        "typed": typed[: signed_receipts.LONGEST] if checked.result == UNREADABLE else "",
        "found": {
            "tone": TONES[checked.result],
            "title": RESULTS[checked.result],
            "advice": ADVICE[checked.result],
            "standing": STANDING.get(standing, ""),
            "stands": standing in {"", signed_receipts.STANDS, signed_receipts.REENTERED},
            "what": WHAT[str(checked.said["what"])] if checked.said else "",
            "said": checked.said,
            "submitted_at": checked.moment("submitted_at"),
            "accepted_at": checked.moment("accepted_at"),
            "due_at": checked.moment("due_at"),
        },
    }
