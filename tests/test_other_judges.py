"""What do judges other than axe and the Nu checker say of the pages that this run of the tests has seen?

Stands after tests/test_nu.py, which saves those pages in var/pages. `.htmlvalidate.json` leaves out rules of taste
only: the spelling of the doctype, redundant attributes, hyphens in phone numbers, a named list or region.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests import nu

PROGRAM = nu.ROOT / "node_modules" / ".bin" / "html-validate"
CONFIG = nu.ROOT / ".htmlvalidate.json"


def _judge(pages: list[Path]) -> subprocess.CompletedProcess[str]:
    """Node.js stands in .venv beside the Python that runs the tests."""
    path = f"{nu.ROOT / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    command = [str(PROGRAM), "--config", str(CONFIG), "--formatter", "text", *map(str, pages)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PATH": path}
    )


@pytest.mark.slow
@pytest.mark.timeout(180)
def test_every_page_that_was_seen_is_valid_to_html_validate() -> None:
    pages = sorted(nu.FOLDER.glob("*.html"))
    assert pages, "no pages: tests/test_nu.py saves them"
    said = _judge(pages)
    assert said.returncode == 0, said.stdout + said.stderr


@pytest.mark.slow
def test_html_validate_notices_a_false_page(tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text(
        '<!doctype html><html lang="ko"><head><title>쪽</title></head><body><img src="/x"></body></html>'
    )
    said = _judge([page])
    assert said.returncode == 1
    assert "alt" in said.stdout
