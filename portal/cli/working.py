"""How does a command do its work in the opened house, and tell a refusal in a sentence instead of a trace?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any, TypeVar

import typer

from portal import house
from portal.kernel.refusals import Refusal

T = TypeVar("T")


def now() -> datetime:
    """The present of a command (aware, UTC): read here and passed down."""
    return datetime.now(UTC)


def told(work: Callable[[], T]) -> T:
    """Do it; a refusal is told on standard error, and the command ends with 1."""
    try:
        return work()
    except Refusal as refusal:
        typer.echo(str(refusal.message), err=True)
        raise typer.Exit(1) from refusal


def in_house(work: Coroutine[Any, Any, T]) -> T:
    """Await it with the house open; refusals are told as by `told`."""

    async def opened() -> T:
        async with house.opened(now()):
            return await work

    return told(lambda: asyncio.run(opened()))
