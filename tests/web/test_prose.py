"""Is an editable text safe HTML with the portal's own classes, whatever was typed?"""

from __future__ import annotations

import pytest

from portal.web.prose import prose


def html(text: str) -> str:
    return str(prose(text, "표"))


def test_headings_begin_below_the_page_s_own_and_leave_out_no_level():
    assert html("# 가\n\n#### 나\n\n# 다") == "<h2>가</h2>\n<h3>나</h3>\n<h2>다</h2>\n"
    assert html("## 가\n\n## 나\n\n### 다") == "<h2>가</h2>\n<h2>나</h2>\n<h3>다</h3>\n"


@pytest.mark.parametrize("date", ["3. 18.부터", "2026. 3. 18.(수)부터"])
def test_a_date_at_the_beginning_of_a_line_is_no_list(date):
    assert html(f"{date} 엽니다.") == f"<p>{date} 엽니다.</p>\n"
    assert html(f"- {date} 엽니다.") == f"<ul>\n<li>{date} 엽니다.</li>\n</ul>\n"
    assert html("1. 하나\n2. 둘").startswith("<ol>")


@pytest.mark.parametrize("text", ["<script>x</script>", "<img src=x onerror=y>", "<a href=x>y</a>"])
def test_html_stays_text(text):
    assert "&lt;" in html(text)
    assert "<script" not in html(text)
    assert "<img" not in html(text)
    assert "<a " not in html(text)


@pytest.mark.parametrize("link", ["javascript:x", "data:text/html,x", "//evil.example", "file:///etc/passwd"])
def test_a_link_that_may_not_stand_there_stays_text(link):
    assert "<a" not in html(f"[여기](<{link}>)")


def test_a_picture_is_not_fetched():
    assert "<img" not in html("![그림](https://elsewhere.example/track.png)")


def test_a_table_scrolls_in_a_named_box_and_its_heads_have_a_scope():
    made = html("| 가 | 나 |\n|:--|--:|\n| 1 | 2 |")
    assert made.startswith(
        '<div class="table-box" role="region" tabindex="0" aria-label="표"><table class="tbl data">'
    )
    assert '<th scope="col">가</th>' in made
    assert "style=" not in made


def test_lines_break_as_typed():
    assert html("가\n나") == "<p>가<br>\n나</p>\n"
