"""What did the demo's staff write for everybody? Notices, a day with other hours, a kiosk out of order."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from portal.kernel import contents
from portal.kernel.contents import Draft
from portal.kernel.deadlines import korean
from portal.kernel.permissions import FRONT_OFFICE
from portal.web import dates

TOLD: Final = Path(__file__).parents[1] / "definition" / "contents.toml"
WRITER: Final = "sora"


async def write(now: datetime) -> None:
    """Put the starting contents in and the demo's own on top; once, when none were there. `now` is in UTC."""
    if not await contents.seed(now):
        return
    told = tomllib.loads(TOLD.read_text(encoding="utf-8"))
    today = korean(now).date()
    for notice in told["notices"]:
        await _post(notice, today, now)
    for closure in told["closures"]:
        await _close(closure, today, now)
    await _break(told["broken"], today, now)


async def _post(notice: dict[str, Any], today: date, now: datetime) -> None:
    days = [today + timedelta(days=notice.get(name, 0)) for name in ("since", "until")]
    data = {
        "title": notice["title"],
        "body": {
            lang: text.replace("{first}", dates.day(days[0], lang)).replace(
                "{last}", dates.day(days[1], lang)
            )
            for lang, text in notice["body"].items()
        },
        "since": days[0].isoformat(),
        "until": days[1].isoformat() if "until" in notice else None,
    }
    draft = Draft("notice", "", data, notice["owner"])
    await contents.save(draft, seen=None, by=notice["by"], now=now)


async def _close(closure: dict[str, Any], today: date, now: datetime) -> None:
    day = today + timedelta(days=closure["day"])
    hours = {"opens": closure["opens"], "closes": closure["closes"]}
    data = {"day": day.isoformat(), "hours": hours, "reason": closure["reason"]}
    await contents.save(Draft("closure", "", data, FRONT_OFFICE), seen=None, by=WRITER, now=now)


async def _break(broken: dict[str, Any], today: date, now: datetime) -> None:
    item = await contents.newest("kiosk", broken["kiosk"])
    since = (today + timedelta(days=broken["since"])).isoformat()
    data = {**item.data.model_dump(mode="json"), "broken_since": since}
    draft = Draft("kiosk", item.slug, data, item.owner, item.review_by)
    await contents.save(draft, seen=item.version, by=WRITER, now=now)
