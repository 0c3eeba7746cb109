"""How is a receipt number made, checked, and read as people type it?

`2026-004812-7`: the year of arrival in Korea, a running number in that year, and a check digit
(ISO/IEC 7064 MOD 11,10 over year and number), so that a mistyped digit is noticed at once.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from stdnum.iso7064 import mod_11_10

from portal.database.rows import count_up, counted
from portal.kernel.deadlines import korean

TYPED = re.compile(r"(\d{4})-?(\d{6,9})-?(\d)")


def make(year: int, number: int) -> str:
    """The receipt number of the `number`-th filing of a year."""
    body = f"{year:04d}{number:06d}"
    return f"{body[:4]}-{body[4:]}-{mod_11_10.calc_check_digit(body)}"


def read(typed: str) -> str | None:
    """The receipt number that was typed (spaces, full-width digits, missing dashes), or None."""
    plain = re.sub(r"[\s–—−]", "-", unicodedata.normalize("NFKC", typed).strip())
    found = TYPED.fullmatch(re.sub(r"-+", "-", plain))
    if not found or not mod_11_10.is_valid("".join(found.groups())):
        return None
    return "-".join(found.groups())


async def take(now: datetime, *also: str) -> str:
    """The next receipt number of the year (Korean time). Call inside the filing's transaction.

    The counters `also` grow in the same step.
    """
    year = korean(now).year
    number, *_ = await count_up("counter", f"receipt:{year}", *also)
    return make(year, number)


async def skip(since: datetime, now: datetime, count: int) -> None:
    """Leave out the next `count` numbers of each year from `since` on: they may have been given out already."""
    for year in range(korean(since).year, korean(now).year + 1):
        await count_up("counter", f"receipt:{year}", by=count)


async def pass_over(receipt_no: str) -> None:
    """Never give this number again, nor one before it that year. Call inside a transaction."""
    year, number, _ = receipt_no.split("-")
    ahead = int(number) - await counted("counter", f"receipt:{year}")
    if ahead > 0:
        await count_up("counter", f"receipt:{year}", by=ahead)


async def grow(name: str) -> int:
    """Add one to a counter and return it. Call inside a transaction."""
    [value] = await count_up("counter", name)
    return value
