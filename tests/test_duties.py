"""Each duty of docs/duties.md is held by a test that names its article, or the page says why none can."""

from __future__ import annotations

import re

import pytest

from portal.settings import ROOT

PAGE = ROOT / "docs" / "duties.md"
ROW = re.compile(r"^\| (?P<duty>.+?) \| (?P<articles>.+?) \| (?P<held>.+?) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)`")
ARTICLE = re.compile(r"(민원법|민원령|민원규칙) (\d+)")
NO_SOFTWARE = "no software"

ROWS = [row for row in ROW.finditer(PAGE.read_text("utf-8")) if ARTICLE.search(row["articles"])]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['articles']} {row['duty'][:40]}")
def test_the_test_is_there_and_names_the_article(row):
    named = TEST.findall(row["held"])
    if row["held"].startswith(NO_SOFTWARE):
        assert len(row["held"]) > len(NO_SOFTWARE) + 20, "it says why"
    else:
        assert named, "a test holds it"
    texts = {name: (ROOT / name).read_text("utf-8") for name in named}
    if not row["held"].startswith(NO_SOFTWARE):
        articles = [rf"{law} {number}(?!\d)" for law, number in ARTICLE.findall(row["articles"])]
        assert any(re.search(article, text) for article in articles for text in texts.values())


def test_the_page_has_rows_and_leaves_none_for_later():
    assert len(ROWS) > 35
    assert "not yet" not in PAGE.read_text("utf-8")
