"""The diagram of the moves in docs/ is what the definition says."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from portal.cli import docs
from portal.rooms.petitions.definition import MOVES, STAGES


def test_the_page_in_the_repository_is_fresh():
    assert CliRunner().invoke(docs.app, ["check"]).exit_code == 0


def test_every_stage_and_move_is_drawn():
    page = next(text for path, text in docs.pages() if path.name == "petition-moves.md")
    for name in (*STAGES, *MOVES):
        assert f"| `{name}` |" in page
    assert "decided --> notified: notify" in page


def test_a_stale_page_fails_the_check(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(docs, "DOCS", tmp_path)
    monkeypatch.setattr(docs, "ROOT", tmp_path)
    said = CliRunner().invoke(docs.app, ["check"])
    assert said.exit_code == 1
    assert "petition-moves.md is stale" in said.output
    CliRunner().invoke(docs.app, ["write"])
    assert CliRunner().invoke(docs.app, ["check"]).exit_code == 0
