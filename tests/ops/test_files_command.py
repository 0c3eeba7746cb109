"""Does the operator see where the files are, what of them is gone, and how to move them?"""

from __future__ import annotations

import asyncio

import pytest
from typer.testing import CliRunner

from portal import house
from portal.cli import main
from portal.cli.doctor import data
from portal.kernel import files
from portal.settings import Settings, settings
from tests.buckets import Buckets
from tests.cast import NOW
from tests.safekeeping import town


def test_files_that_are_gone_and_a_store_that_is_away_are_told(
    var: Settings, buckets: Buckets, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("FILES_URL", buckets.url())
    settings.cache_clear()

    async def found() -> list[str]:
        async with house.opened(NOW):
            return [
                f"{one.area} {one.subject}: {one.said}" async for one in data.look(NOW) if one.area == "파일"
            ]

    async def with_two_files() -> list[str]:
        async with house.opened(NOW):
            await town.grown(2)
        return await found()

    assert asyncio.run(with_two_files()) == ["파일 보관소: 2개 모두 있습니다"]
    with buckets.away():
        assert asyncio.run(found()) == ["파일 보관소: 답이 없습니다"]
    files.end().remove(next(files.end().kept()).blob)
    assert asyncio.run(found()) == ["파일 보관소: 2개 가운데 1개가 없습니다"]
    assert CliRunner().invoke(main, ["files", "check"]).exit_code == 1


def test_files_are_copied_into_a_bucket_by_a_command(
    var: Settings, buckets: Buckets, monkeypatch: pytest.MonkeyPatch
):
    async def two_files() -> None:
        async with house.opened(NOW):
            await town.grown(2)

    asyncio.run(two_files())
    monkeypatch.setenv("FILES_URL", buckets.url())
    settings.cache_clear()
    assert CliRunner().invoke(main, ["files", "check"]).exit_code == 1
    assert "2개를 옮겨" in CliRunner().invoke(main, ["files", "copy"]).stdout
    assert CliRunner().invoke(main, ["files", "check"]).exit_code == 0


@pytest.mark.parametrize(
    "url",
    [
        "file:///srv/files",
        "s3://",
        "s3://key:secret@bucket",
        "s3://bucket?secret=x",
        "https://s3.example/bucket",
    ],
)
def test_a_place_for_files_that_is_none_is_refused(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FILES_URL", url)
    with pytest.raises(ValueError, match="FILES_URL is s3://"):
        Settings()
