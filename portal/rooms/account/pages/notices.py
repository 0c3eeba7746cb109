"""Which news do I want, by which way, and when must nothing ring?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from starlette.requests import Request
from starlette.responses import Response

from portal.kernel.models import Person
from portal.kernel.notices import wishes
from portal.kernel.people import consents, residents
from portal.kernel.words import Message
from portal.rooms.account.forms import mine as forms
from portal.rooms.account.pages.shared import said
from portal.web import dates, errors, i18n, render, session
from portal.web.forms import read as read_form

HERE = "/account/notices"


async def notices(request: Request) -> Response:
    """GET and POST /account/notices: topic by channel, and the quiet hours."""
    person = await session.require(request, "resident")
    if request.method != "POST":
        return await _show(request, person, await wishes.of(person))
    form = await read_form(request)
    wanted = forms.wanted(form, wishes.TOPICS, await _open_ways(person))
    hours = {name: forms.hour(form, name) for name in ("quiet_from", "quiet_until")}
    try:
        await wishes.save(person, wanted, **hours)
    except (wishes.NoWayLeft, wishes.WrongHours) as refusal:
        before = await wishes.of(person)
        asked = wishes.Wishes({**before.wanted, **wanted}, **hours)
        status = errors.STATUSES[refusal.kind]
        return await _show(request, person, asked, refusal.fields, status=status)
    return render.redirect(request, HERE, query={"saved": 1})


async def _open_ways(person: Person) -> list[str]:
    """The channels that this person can choose: SMS needs a number and its own consent."""
    by_sms = bool((await residents.profile_of(person)).phone) and "sms" in await consents.given(person)
    return [channel for channel in wishes.CHOICES if channel != wishes.SMS or by_sms]


async def _show(
    request: Request,
    person: Person,
    chosen: wishes.Wishes,
    wrong: Mapping[str, Message] | None = None,
    status: int = 200,
) -> Response:
    words, open_ways = i18n.of(request), await _open_ways(person)
    context = {
        "topics": [(name, topic, chosen.channels(name)) for name, topic in wishes.TOPICS.items()],
        "ways": [(channel, words(wishes.CHANNELS[channel])) for channel in open_ways],
        "sms": wishes.SMS in open_ways,
        "times": [(hour, dates.hour(time(hour), words.lang)) for hour in range(24)],
        "quiet_from": chosen.quiet_from,
        "quiet_until": chosen.quiet_until,
        "saved": "saved" in request.query_params and not wrong,
        **said(request, wrong),
    }
    return await render.page(request, "account/notices.html", context, status=status)
