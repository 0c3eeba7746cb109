"""When is the month's review prepared, and who is reminded of it? (민원규칙 7: by the 5th, for the month before)"""

from __future__ import annotations

from datetime import datetime

from portal.kernel import holidays, monthly_review


async def review_month(now: datetime) -> bool:
    """Prepare last month's figures on the first working day, and remind the auditors until they have reviewed them."""
    await monthly_review.keep_up(now, await holidays.current_calendar())
    return False
