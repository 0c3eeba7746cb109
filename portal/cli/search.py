"""Is every public case found by its words, and how is the index made anew? `portal search`."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import typer

from portal import house
from portal.database import text_index
from portal.kernel.public import words

app = typer.Typer(help="처리 현황의 낱말 찾기.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """처리 현황의 낱말 찾기."""


@app.command()
def rebuild() -> None:
    """색인을 비우고 공개된 민원 모두로 다시 만듭니다. 누리집은 그대로 열려 있고, 그동안은 덜 찾아집니다."""
    inside = asyncio.run(_rebuild(datetime.now(UTC)))
    typer.echo(
        "다시 만들었습니다." if inside else "다시 만들었습니다. pg_trgm이 없어 낱말의 앞부분만 찾습니다."
    )


async def _rebuild(now: datetime) -> bool:
    async with house.opened(now):
        await words.begin_again()
        await words.fill(now)
        return await text_index.stands()
