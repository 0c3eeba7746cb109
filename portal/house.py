"""Which rooms make up this house? The composition root: the only file that knows every room.

It loads the catalogue, binds guards, effects, letters and channels, and hands routes and jobs to
web, worker and command line alike, so that a rule holds whoever calls.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Final

import structlog
from starlette.routing import BaseRoute
from tortoise import Tortoise
from tortoise.exceptions import BaseORMException

from portal.database import away
from portal.kernel import catalogue, contents, expiry, moves, notices, sending, sms
from portal.kernel.cases import redating
from portal.kernel.jobs import Job
from portal.kernel.models import Counter
from portal.kernel.public import following, words
from portal.kernel.record import roots
from portal.kernel.refusals import Refusal
from portal.kernel.safekeeping.place import RESTORING
from portal.kernel.words import N_
from portal.rooms.petitions import actions as petition_actions
from portal.rooms.petitions import definition as petition_definition
from portal.rooms.petitions import jobs as petition_jobs
from portal.rooms.petitions import letters as petition_letters
from portal.rooms.petitions import rules as petition_rules
from portal.rooms.tracking import letters as tracking_letters
from portal.settings import DEMO_MARK, settings, tortoise_config
from portal.web.clock import ReadClock, utc_now
from sync import endpoints as sync_endpoints
from sync import jobs as sync_jobs

CATALOGUE = Path(__file__).parent / "catalogue"
CONTENTS = Path(__file__).parent / "contents"
PATIENCE: Final = 60.0
FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 5.0
_log = structlog.get_logger()


def bind_rooms() -> None:
    """Bind each room's life cycle to its rules."""
    moves.bind(
        moves.Binding(
            petition_definition.DEFINITION,
            petition_rules.GUARDS,
            petition_actions.EFFECTS,
            petition_actions.AHEAD,
        )
    )


def plug_channels() -> None:
    """Say how notices leave the house."""
    notices.plug("mail", sending.deliver_mail)
    if settings().sms_url:
        notices.plug("sms", sending.by_sms(sms.read_url(settings().sms_url), utc_now))
    notices.plug_letters(following.TOPIC, tracking_letters.compose)
    notices.plug_letters(petition_definition.DEFINITION.room, petition_letters.compose)


def jobs() -> list[Job]:
    """What the worker does again and again."""
    return [
        Job("send notices", 1, sending.send_due),
        Job("ask whether messages arrived", 30, sending.ask_arrivals),
        *sync_jobs.jobs(),
        *petition_jobs.JOBS,
        Job("scan quarantined files", 30, expiry.rescan_files),
        Job("remove expired drafts", 300, expiry.remove_expired_drafts),
        Job("remove expired rows", 300, expiry.remove_expired_rows),
        Job("remove acknowledged messages", 3600, expiry.remove_acknowledged),
        Job("sweep the file store", 3600, expiry.sweep_files),
        Job("re-date cases by changed holidays", 5, redating.redate_some),
        Job("tell followers", 5, following.tell_followers),
        Job("fill the public search", 60, words.fill),
        Job("publish the day's root", 300, roots.make_daily),
    ]


def routes() -> list[BaseRoute]:
    """The routes of every open room, in the order of `settings.ROOMS`, and those for machines."""
    found: list[BaseRoute] = []
    for room in settings().rooms:
        found += import_module(f"portal.rooms.{room}.routes").ROUTES
    return found + sync_endpoints.ROUTES


def _places() -> dict[str, dict[str, str]]:
    """What the texts that came with the program say of this district, by language."""
    chosen = settings()
    same = {"address": chosen.district_address, "phone": chosen.front_desk_phone}
    return {
        "ko": {"district": chosen.district_name, **same},
        "en": {"district": chosen.district_name_en, **same},
    }


def who_is_who() -> object:
    """The demo's people, for its sign-in pages; None outside a demo."""
    return import_module("portal.rooms.demo.definition.cards").CARDS if settings().demo else None


class DemoData(Refusal):
    """The database holds demo people, whose passwords everybody knows."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "시연 자료가 든 데이터베이스는 DEMO=1일 때만 엽니다. 다른 PORTAL_VAR를 쓰거나 var/를 지워 주세요."
            )
        )


class NotVerified(Refusal):
    """The data come from a restore that was broken off or found something wrong."""

    def __init__(self) -> None:
        super().__init__(
            N_("확인이 끝나지 않은 복구 자료입니다. restored.json의 문제를 해결하거나 다시 복구해 주세요.")
        )


def _check_restored() -> None:
    """Raises NotVerified on a place that `portal restore` has marked."""
    if (settings().var / RESTORING).exists():
        raise NotVerified()


async def _check_demo_data() -> None:
    """Raises DemoData if demo people would be let in outside a demo."""
    if not settings().demo and await Counter.exists(name=DEMO_MARK):
        raise DemoData()


@asynccontextmanager
async def opened(now: datetime, *, database: Path | None = None) -> AsyncIterator[None]:
    """The house with its database open, its catalogue in use and its rooms bound."""
    bind_rooms()
    plug_channels()
    loaded = catalogue.load_catalogue(CATALOGUE)
    # Requests run in other tasks than the lifespan that opens the house, and find the database all the same.
    await Tortoise.init(config=tortoise_config(database), _enable_global_fallback=True)
    try:
        _check_restored()
        await _check_demo_data()
        catalogue.use(await catalogue.store_versions(loaded, now))
        await words.keep_all()
        contents.begin(CONTENTS, _places())
        yield
    finally:
        await sync_jobs.close()
        await Tortoise.close_connections()


@asynccontextmanager
async def opened_when_there(read_clock: ReadClock) -> AsyncIterator[None]:
    """As `opened`, for a process that serves: a database that is just starting, too, is waited for.

    After PATIENCE the error is raised, for the operator and for whoever starts processes anew.
    """
    ends, pause = perf_counter() + PATIENCE, FIRST_PAUSE
    async with AsyncExitStack() as entered:
        while True:
            try:
                await entered.enter_async_context(opened(read_clock()))
                break
            except BaseORMException as error:
                if not away.is_away(error) or perf_counter() > ends:
                    raise
                _log.warning("database-awaited", error=type(error.__cause__ or error).__qualname__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        yield
