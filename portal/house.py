"""Which rooms make up this house? The composition root: the only file that knows every room.

It loads the catalogue, binds guards, effects, letters and channels, and hands routes and jobs to
web, worker and command line alike, so that a rule holds whoever calls.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path

from starlette.routing import BaseRoute
from tortoise import Tortoise

from portal.kernel import catalogue, moves
from portal.rooms.petitions import actions as petition_actions
from portal.rooms.petitions import definition as petition_definition
from portal.rooms.petitions import rules as petition_rules
from portal.settings import settings, tortoise_config

CATALOGUE = Path(__file__).parent / "catalogue"


def bind_rooms() -> None:
    """Bind each room's life cycle to its rules."""
    moves.bind(moves.Binding(petition_definition.DEFINITION, petition_rules.GUARDS, petition_actions.EFFECTS))


def routes() -> list[BaseRoute]:
    """The routes of every open room, in the order of `settings.ROOMS`."""
    found: list[BaseRoute] = []
    for room in settings().rooms:
        found += import_module(f"portal.rooms.{room}.routes").ROUTES
    return found


@asynccontextmanager
async def opened(now: datetime, *, database: Path | None = None) -> AsyncIterator[None]:
    """The house with its database open, its catalogue in use and its rooms bound."""
    bind_rooms()
    loaded = catalogue.load_catalogue(CATALOGUE)
    await Tortoise.init(config=tortoise_config(database))
    try:
        catalogue.use(await catalogue.store_versions(loaded, now))
        yield
    finally:
        await Tortoise.close_connections()
