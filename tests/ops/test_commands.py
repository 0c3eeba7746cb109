"""Do `portal mode` and `portal paper` do on the server what they say?"""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from portal import house as composition
from portal.cli import main
from portal.kernel import modes, paper, receipts
from portal.kernel.models import PaperForm
from portal.kernel.refusals import Refusal
from portal.settings import Settings
from tests.cast import NOW, Cast, filed


def run(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, list(words))
    assert done.exit_code == code, done.output
    return done.output


def test_the_mode_is_set_shown_and_ended_without_a_database(no_database: Settings):
    var = no_database
    assert run("mode", "show") == "normal\n"
    said = run(
        "mode",
        "set",
        "read-only",
        "--until",
        "2026-03-18T14:30",
        "--text",
        "옮깁니다.",
        "--text-en",
        "Moving.",
    )
    assert said.splitlines()[0] == "read-only"
    assert "2026. 3. 18.(수) 오후 2시 30분" in said
    assert modes.current().until == datetime(2026, 3, 18, 5, 30, tzinfo=UTC)
    assert run("mode", "set", "normal") == "normal\n"
    run("mode", "set", "closed", code=2)
    run("mode", "set", "maintenance", "--until", "soon", code=2)
    (var.var / modes.FILE).write_text("{")
    run("mode", "show", code=1)


def test_the_closed_page_stands_by_itself_for_the_web_server(var: Settings, tmp_path: Path):
    run("mode", "page", str(tmp_path / "closed.html"))
    html = (tmp_path / "closed.html").read_text("utf-8")
    assert "지금은 점검 중입니다" in html
    assert "Closed for maintenance" in html
    assert not re.search(r'<(script|link|img)|src=|href="/', html)


def test_paper_forms_are_printed_under_numbers_that_nobody_else_gets(var: Settings, tmp_path: Path):
    out = tmp_path / "forms.html"
    said = run("paper", "print", "--count", "3", "--out", str(out))
    assert "2026-" in said or re.search(r"\d{4}-000001-\d ~ \d{4}-000003-\d", said)
    html = out.read_text("utf-8")
    numbers = re.findall(r'<section class="sheet" aria-label="([\d-]+)">', html)
    assert len(set(numbers)) == 3
    assert all(receipts.read(number) == number for number in numbers)
    assert html.count('class="qr"') == 3
    assert not re.search(r"<(script|link|img)| src=", html)
    assert out.stat().st_mode & 0o777 == 0o600

    async def next_one() -> str:
        async with composition.opened(datetime.now(UTC)):
            return (await filed(now=datetime.now(UTC))).receipt_no

    assert asyncio.run(next_one()) not in numbers
    assert numbers[0] in run("paper", "list", "--left")
    assert "남음 3" in run("paper", "list")
    run("paper", "print", "--count", "501", code=1)


async def test_a_batch_knows_what_came_back(house: Cast):
    name, numbers = await paper.reserve(4, NOW)
    await paper.use(await paper.read(numbers[0], NOW, NOW), NOW)
    await paper.void(numbers[1], "  젖음 \n ")
    (batch,) = await paper.listed()
    assert (batch.name, batch.number, batch.used, batch.void, batch.left) == (name, 4, 1, 1, 2)
    assert await paper.left() == numbers[2:]
    assert (await PaperForm.get(receipt_no=numbers[1])).void_reason == "젖음"


async def test_a_number_used_meanwhile_is_not_used_again(house: Cast):
    _, (number,) = await paper.reserve(1, NOW)
    form = await paper.read(number, NOW, NOW)
    await paper.use(form, NOW)
    for again in (paper.use(form, NOW), paper.void(number, "x"), paper.read(number, NOW, NOW)):
        with pytest.raises(Refusal):
            await again


@pytest.mark.parametrize("count", [0, -1, 501])
async def test_a_batch_has_bounds(house: Cast, count: int):
    with pytest.raises(paper.PaperRefused):
        await paper.reserve(count, NOW)
