"""How does the web process come up? Settings, keys, house and web layer, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import date, timedelta

from starlette.applications import Starlette

from portal import house
from portal.database.data_version import data_version
from portal.kernel import holidays, keys, modes
from portal.kernel.words import Text
from portal.settings import ROOT, settings
from portal.web import app, cache, clock, site
from portal.web.hours import Holidays
from portal.web.store import PublicStore

WEEKS_AHEAD = timedelta(weeks=6)


def create_app(read_clock: clock.ReadClock = clock.utc_now) -> Starlette:
    """The web application of this machine's settings; `read_clock` is the one place the time comes from."""
    chosen = settings()
    versions = data_version(chosen.database_path)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with house.opened(read_clock()):
            yield
        versions.close()

    made = site.build(
        ROOT,
        secret=keys.ring().derived("web"),
        base_url=chosen.base_url,
        store=PublicStore(versions.read, cache.generation),
        read_clock=read_clock,
        read_mode=modes.current,
        holidays=_coming_holidays(read_clock),
        trusted_proxies=[part.strip() for part in chosen.trusted_proxies.split(",") if part.strip()],
        context={
            "district_name": Text(chosen.district_name, chosen.district_name_en),
            "front_desk_phone": chosen.front_desk_phone,
            "district_address": chosen.district_address,
            "demo": chosen.demo,
        },
    )
    return app.create(house.routes(), made, lifespan=lifespan)


def _coming_holidays(read_clock: clock.ReadClock) -> Holidays:
    async def coming() -> Collection[date]:
        today = read_clock().date()
        days = {row.date for row in await holidays.stored_holidays()}
        return {day for day in days if today - timedelta(days=1) <= day <= today + WEEKS_AHEAD}

    return coming
