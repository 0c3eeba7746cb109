"""How does a fresh machine become a demo? `portal demo prepare`: everything once, nothing twice."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from portal import house
from portal.database.migrate import migrate
from portal.kernel import holidays, keys
from portal.kernel.models import Case
from portal.kernel.record import signing
from portal.kernel.refusals import Refusal
from portal.rooms.demo.actions import contents, providers
from portal.rooms.demo.actions.month import begin, live_through
from portal.rooms.demo.actions.people import hire
from portal.rooms.demo.actions.residents import settle
from portal.rooms.demo.actions.system import register
from portal.settings import settings, tortoise_config


def prepare() -> None:
    """Make keys, tables, holidays, people and a month of cases; what is there already is left as it is."""
    now, folder = datetime.now(UTC), settings().var / "keys"
    if not any(folder.glob("*.key")):
        keys.make_master_key(folder, f"{now:%Y-%m-%d}")
    try:
        providers.prepare()
        made = asyncio.run(_prepare(now))
    except Refusal as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from refusal
    typer.echo(made)


async def _sign(now: datetime) -> None:
    with suppress(signing.KeyStands):
        await signing.make(now)


async def _prepare(now: datetime) -> str:
    await migrate(tortoise_config())
    async with house.opened(now):
        await holidays.load_holidays(holidays.PACKAGED, now=now)
        began = await begin(now)
        await hire(now)
        await register(now)
        await _sign(now)
        with _progress() as progress:
            task = progress.add_task("a month of cases", visible=False)

            def show(done: int, total: int) -> None:
                progress.update(task, completed=done, total=total, visible=True)

            fresh = await live_through(now, show)
        await settle(began if fresh else now)
        await contents.write(now)
        count = await Case.all().count()
    return f"The demo is ready: {count} cases." if fresh else f"The demo is there: {count} cases."


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        transient=True,
    )
