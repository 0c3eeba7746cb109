"""`portal search rebuild` and the doctor's word on it: what is missing is seen, and made anew."""

from __future__ import annotations

import asyncio

from typer.testing import CliRunner

from portal import house as composition
from portal.cli import main
from portal.cli.doctor import data
from portal.cli.doctor.findings import Finding
from portal.database.rows import change
from portal.kernel.models import PublicText
from portal.kernel.public import index
from portal.kernel.public.index import Chosen
from tests.cast import NOW, filed


async def finding() -> Finding:
    """What the doctor says of the search."""
    return next(each for each in [one async for one in data.look(NOW)] if each.subject == "낱말 찾기")


def test_a_broken_index_is_seen_and_made_anew(var, postgres):
    async def broken() -> None:
        async with composition.opened(NOW):
            await filed()
            assert (await finding()).state == "ok"
            await PublicText.all().delete()
            assert (await finding()).state == "mind"
            if not postgres:
                await change("DROP TRIGGER public_text_added")
                assert (await finding()).state == "wrong"

    async def mended() -> None:
        async with composition.opened(NOW):
            assert (await finding()).state == "ok"
            assert (await index.find("가로등", Chosen(), page=1, size=5)).total == 1

    asyncio.run(broken())
    answer = CliRunner().invoke(main, ["search", "rebuild"])
    assert answer.exit_code == 0, answer.output
    asyncio.run(mended())
