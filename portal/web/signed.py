"""How does a signed receipt come onto paper? As a QR that leads to its check, so that nobody need type it.

It names nobody: whoever sees it learns a number, times and hashes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from starlette.requests import Request

from portal.kernel.models import Case
from portal.kernel.record import signed_receipts, signing
from portal.kernel.record.signed_receipts import SignedReceipt
from portal.web import qr, site


@dataclass(frozen=True)
class Slip:
    """The newest signed receipt of a case, to be printed. `due_at`: the promised date, if it tells one."""

    qr: Markup
    due_at: datetime | None


def address(request: Request, receipt: SignedReceipt) -> str:
    """Where this receipt is checked at once."""
    return f"{site.of(request).base_url}/ledger/check?r={receipt.code()}"


async def slip(request: Request, case: Case) -> Slip | None:
    """None while the house has no signing key: everything else goes on."""
    try:
        newest = (await signed_receipts.of_case(case, await signing.signer()))[-1]
    except signing.NoSigningKey:
        return None
    return Slip(qr.drawn(address(request, newest), "l"), newest.moment("due_at"))
