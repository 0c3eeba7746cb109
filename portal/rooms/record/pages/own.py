"""With what can a petitioner prove their own case? Signed receipts, and its place in the published root of a day.

For whoever may open the receipt: the petitioner alone. Nothing is stored; all is made again out of the record.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import segno
from starlette.requests import Request
from starlette.responses import Response

from portal.kernel.canonical import canonical
from portal.kernel.cases import CaseNotFound
from portal.kernel.models import Case
from portal.kernel.record import inclusion, roots, signed_receipts, signing
from portal.kernel.record.signed_receipts import ACCEPTED, FILED, SignedReceipt
from portal.kernel.tries import Limit
from portal.kernel.words import N_
from portal.rooms.record.pages.published import line
from portal.web import holding, limits, render, signed

JSON: Final = "application/json"
PROOFS: Final = Limit("ledger-proof", 30, 600)
TITLES: Final = {FILED: N_("신청 접수증"), ACCEPTED: N_("접수와 답변 기한")}


@dataclass(frozen=True)
class Paper:
    """One signed receipt on the page; `name` is in its addresses."""

    name: str
    title: str
    said: SignedReceipt

    @property
    def text(self) -> str:
        """The receipt as it is downloaded."""
        return self.said.text()

    @property
    def submitted_at(self) -> datetime | None:
        """When the petition arrived."""
        return self.said.moment("submitted_at")

    @property
    def accepted_at(self) -> datetime | None:
        """When it was accepted, if this receipt tells."""
        return self.said.moment("accepted_at")

    @property
    def due_at(self) -> datetime | None:
        """Until when it is answered, if this receipt tells."""
        return self.said.moment("due_at")


async def own(request: Request) -> Response:
    """GET /cases/{no}/record: the signed receipts as text, file and QR, and the way to the proof of inclusion."""
    case = await holding.case_of(request, request.path_params["no"])
    newest = await roots.newest()
    context: dict[str, Any] = {
        "case": case,
        "papers": [
            Paper(str(one.said["what"]), TITLES[str(one.said["what"])], one) for one in await _signed(case)
        ],
        "newest": line(newest) if newest else None,
        "included": newest is not None and newest.made_at > case.submitted_at,
    }
    return await render.page(request, "record/own.html", context)


async def download(request: Request) -> Response:
    """GET /cases/{no}/record/{what}.json: `filed`, `accepted` or `proof`. Raises CaseNotFound for what is not there."""
    case = await holding.case_of(request, request.path_params["no"])
    what = request.path_params["what"]
    text = await _proof(request, case) if what == "proof" else (await _one(case, what)).text()
    return render.download(text.encode(), f"{case.receipt_no}-{what}.json", JSON)


async def picture(request: Request) -> Response:
    """GET /cases/{no}/record/{what}.svg: the QR that leads to the check of this receipt (ISO/IEC 18004)."""
    case = await holding.case_of(request, request.path_params["no"])
    address = signed.address(request, await _one(case, request.path_params["what"]))
    drawn = io.BytesIO()
    segno.make(address, error="l", micro=False).save(drawn, kind="svg", scale=3, border=4, light="#fff")
    return render.download(drawn.getvalue(), f"{case.receipt_no}.svg", "image/svg+xml", inline=True)


async def _signed(case: Case) -> list[SignedReceipt]:
    """None while the house has no signing key: everything else goes on."""
    try:
        return await signed_receipts.of_case(case, await signing.signer())
    except signing.NoSigningKey:
        return []


async def _one(case: Case, what: str) -> SignedReceipt:
    for each in await _signed(case):
        if each.said["what"] == what:
            return each
    raise CaseNotFound()


async def _proof(request: Request, case: Case) -> str:
    await limits.count(request, PROOFS)
    found = await inclusion.proof_of(case)
    if found is None:
        raise CaseNotFound()
    return canonical(found)
