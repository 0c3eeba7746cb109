"""How does the web process come up? Settings, keys, house and web layer, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from portal import house
from portal.database.data_version import version_of
from portal.kernel import contents, holidays, keys, modes
from portal.kernel.words import Text
from portal.settings import ROOT, settings, tortoise_config
from portal.web import app, cache, clock, site
from portal.web.hours import USUAL_WEEK, Timetable
from portal.web.one_address import OneAddress
from portal.web.store import PublicStore


def create_app(read_clock: clock.ReadClock = clock.utc_now) -> Starlette:
    """The web application of this machine's settings; `read_clock` is the one place the time comes from."""
    chosen = settings()
    versions = version_of(tortoise_config())

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with house.opened_when_there(read_clock):
            await versions.begin()
            try:
                yield
            finally:
                await versions.end()

    made = site.build(
        ROOT,
        secret=keys.ring().derived("web"),
        base_url=chosen.base_url,
        store=PublicStore(versions.read, cache.generation),
        read_clock=read_clock,
        read_mode=modes.current,
        metrics_token=chosen.metrics_token,
        timetable=_timetable,
        trusted_proxies=[part.strip() for part in chosen.trusted_proxies.split(",") if part.strip()],
        context={
            "district_name": Text(chosen.district_name, chosen.district_name_en),
            "front_desk_phone": chosen.front_desk_phone,
            "district_address": chosen.district_address,
            "demo": chosen.demo,
            "who_is_who": house.who_is_who(),
        },
    )
    application = app.create(house.routes(), made, lifespan=lifespan)
    if chosen.demo:
        application.add_middleware(OneAddress, base_url=chosen.base_url)
    return application


async def _timetable() -> Timetable:
    """When the front desk is open: its week, the public holidays and the exceptions."""
    calendar = await holidays.current_calendar()
    week = next((item.data.week for item in await contents.listed(contents.Hours)), USUAL_WEEK)
    exceptions = {item.data.day: item.data for item in await contents.listed(contents.Closure)}
    return Timetable(week, calendar.holidays, exceptions)
