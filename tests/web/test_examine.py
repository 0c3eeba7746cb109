"""Does the examiner of pages notice each fault it is there for, and nothing in a good page?"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import budgets
from tests.examine import POLICY_MUST, complaints

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Language": "ko",
    "Content-Security-Policy": "; ".join(POLICY_MUST),
    "X-Content-Type-Options": "nosniff",
}
GOOD = """<!doctype html>
<html lang="ko">
<head><meta charset="utf-8"><title>신고 · 금정구</title>
<link rel="stylesheet" href="/static/css/page.css">
<script src="/static/js/app.js" type="module"></script></head>
<body>
<a href="#main">본문으로 바로가기</a>
<main id="main">
<h1>신고</h1>
<form action="/sent" method="post"><input type="hidden" name="csrf" value="t">
<label for="what">무슨 일인가요?</label><span id="hint">짧게</span>
<input id="what" name="what" aria-describedby="hint" data-hx-get="/part">
<label><input type="checkbox" name="yes"> 동의합니다</label>
<button type="submit">보내기</button></form>
<img src="/static/icons/mark.svg" alt="">
</main>
</body></html>"""
WRONG = GOOD.replace('id="what" name', 'id="what" aria-invalid="true" name')


@dataclass
class Answer:
    """An answer as a test client gives it."""

    text: str
    status_code: int = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(HEADERS))


def test_a_good_page_is_left_in_peace() -> None:
    assert complaints(Answer(GOOD)) == []


def test_a_good_page_with_errors_is_left_in_peace() -> None:
    assert complaints(Answer(WRONG.replace("<title>", "<title>오류: "), 422)) == []


def test_other_media_are_not_examined() -> None:
    assert complaints(Answer("<b>", headers={"Content-Type": "text/css"})) == []


BAD_PAGES = [
    ("<h1>신고</h1>", "<h1>신고</h1><p><div></p>", "not valid HTML"),
    ("<h1>신고</h1>", '<h1>신고</h1><p class="a" class="b">둘</p>', "not valid HTML"),
    ("<img", '<form action="/x"><form action="/y"></form></form><img', "not valid HTML"),
    ("<h1>신고</h1>", "", "0 h1"),
    ("<h1>신고</h1>", "<h1>신고</h1><h1>또</h1>", "2 h1"),
    ("<h1>신고</h1>", '<h1 id="hint">신고</h1>', "id 'hint' stands 2 times"),
    ("<h1>신고</h1>", '<h1 id="">신고</h1>', "id '' stands"),
    ('for="what"', 'for="that"', "points to #that"),
    ('for="what"', 'for="that"', "<input what> has no label"),
    ("<label><input", "<label></label><input", "an empty label"),
    ('aria-describedby="hint"', 'aria-describedby="hint e-what"', "points to #e-what"),
    ('aria-describedby="hint"', 'aria-labelledby="nobody"', "points to #nobody"),
    ('href="#main"', 'href="#content"', "points to #content"),
    (' type="submit"', "", "has no type"),
    (">보내기<", "><", "has no words"),
    (' alt=""', "", "has no alt"),
    ('<input type="hidden" name="csrf" value="t">', "", "without the csrf field"),
    ('name="csrf" value="t"', 'name="csrf" value=""', "without the csrf field"),
    ("<h1>", '<h1 style="color:red">', "has style="),
    ("<h1>", '<h1 onclick="x()">', "has onclick="),
    ("</head>", "<style>h1{}</style></head>", "inline <style>"),
    ("</head>", "<script>x()</script></head>", "inline <script>"),
    ('href="#main"', 'href="javascript:x()"', "runs a javascript:"),
    ('"/static/css/page.css"', '"https://fonts.example/x.css"', "asks for https://fonts.example/x.css"),
    ('src="/static/icons/mark.svg"', 'src="//elsewhere.example/x.png"', "asks for //elsewhere"),
    ('action="/sent"', 'action="https://elsewhere.example/"', "asks for https://elsewhere"),
    ('"/static/css/page.css"', '"/static/css/gone.css"', "which is not there"),
    ("짧게", "%(name)s님", "leaks"),
    ("짧게", "None", "leaks"),
    ("짧게", "수수료 None원", "leaks"),
    ("짧게", "Undefined", "leaks"),
    ("짧게", "datetime.date(2026, 3, 18)", "leaks"),
    ("짧게", "{{ name }}", "leaks"),
    ('name="what"', 'name="what" value="None"', "leaks"),
    ("짧게", "900101-1234567", "resident registration number"),
    ('name="what"', 'name="what" value="9001011234567"', "resident registration number"),
    ("신고 · 금정구", " ", "no title"),
    ('lang="ko"', 'lang="en"', "lang is en"),
    (' lang="ko"', "", "lang is None"),
    ("<main", "<main></main><main", "not one main"),
]


@pytest.mark.parametrize(("part", "instead", "complaint"), BAD_PAGES)
def test_each_fault_is_noticed(part: str, instead: str, complaint: str) -> None:
    assert part in GOOD
    found = complaints(Answer(GOOD.replace(part, instead, 1)))
    assert any(complaint in one for one in found), found


@pytest.mark.parametrize(
    ("header", "value", "complaint"),
    [
        ("Content-Security-Policy", "", "lacks script-src"),
        ("Content-Security-Policy", "; ".join([*POLICY_MUST, "script-src-elem 'unsafe-inline'"]), "loose"),
        ("Content-Security-Policy", "; ".join([*POLICY_MUST, "img-src *"]), "loose"),
        ("Content-Language", "en", "Content-Language en"),
        ("X-Content-Type-Options", "", "nosniff"),
    ],
)
def test_weak_headers_are_noticed(header: str, value: str, complaint: str) -> None:
    found = complaints(Answer(GOOD, headers={**HEADERS, header: value}))
    assert any(complaint in one for one in found), found


def test_an_error_page_says_so_in_its_title_and_status() -> None:
    assert any("the title is" in one for one in complaints(Answer(WRONG, 422)))
    titled = WRONG.replace("<title>", "<title>오류: ")
    assert any("but status 200" in one for one in complaints(Answer(titled, 200)))
    assert any("the title is" in one for one in complaints(Answer(GOOD.replace("<title>", "<title>오류: "))))


def test_what_was_typed_may_stand_in_the_field_again_only_with_the_refusal() -> None:
    typed = WRONG.replace("<title>", "<title>오류: ").replace(
        'name="what"', 'name="what" value="900101-1234567"'
    )
    assert complaints(Answer(typed, 422)) == []
    assert complaints(Answer(typed.replace("짧게", "900101-1234567"), 422)) != []


def test_none_is_a_word_in_english_text_but_not_in_a_value() -> None:
    english = GOOD.replace('lang="ko"', 'lang="en"').replace("짧게", "None")
    headers = {**HEADERS, "Content-Language": "en"}
    assert complaints(Answer(english, headers=headers)) == []
    assert (
        complaints(Answer(english.replace('name="what"', 'name="what" value="None"'), headers=headers)) != []
    )


def test_a_receipt_number_or_phone_is_no_resident_number() -> None:
    assert complaints(Answer(GOOD.replace("짧게", "010-1234-5678, 2026-0310-123456, 20260310123456"))) == []


def test_a_part_of_a_page_is_examined_as_a_part() -> None:
    assert complaints(Answer('<tr><td><label for="q">찾기</label><input id="q"></td></tr>')) == []
    assert complaints(Answer("<p>여기</p>" + "x" * 20_000)) == []
    assert any("no type" in one for one in complaints(Answer("<li><button>누르기</button></li>")))


def test_a_heavy_page_is_noticed() -> None:
    heavy = GOOD.replace("짧게", secrets.token_hex(20_000))
    assert any("HTML is" in one for one in complaints(Answer(heavy)))


def _house(root: Path) -> Path:
    (root / "css").mkdir()
    (root / "js").mkdir()
    (root / "css" / "a.css").write_text("a{background:url('/static/x.svg')}")
    (root / "js" / "app.js").write_text(
        'import { b } from "./b.js";\nconst M = { "[data-map]": "./map.js" };\n'
    )
    (root / "js" / "b.js").write_text("export const b = 1;\n")
    (root / "js" / "map.js").write_text(f"// {secrets.token_hex(30_000)}\n")
    (root / "css" / "big.css").write_text(f"/* {secrets.token_hex(30_000)} */")
    return root


LIGHT = (
    '<!doctype html><link rel="stylesheet" href="/static/v-0a/css/a.css">'
    '<script src="/static/v-0a/js/app.js"></script>'
)


def test_a_page_is_weighed_with_what_its_files_ask_for(tmp_path: Path) -> None:
    static = _house(tmp_path)
    weight = budgets.weigh(LIGHT, static)
    assert weight.requests == 1 + 2 + 1 + 1  # the page, its two files, the module b.js, the sheet's picture
    assert budgets.weigh(LIGHT + "<div data-map></div>", static).requests == weight.requests + 1
    assert list(budgets.complaints(LIGHT, static)) == []


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ("<div data-map></div>", "scripts are"),
        ('<link rel="stylesheet" href="/static/v-0a/css/big.css">', "style sheets are"),
        ("".join(f'<img src="/files/{n}" alt="">' for n in range(8)), "13 requests"),
    ],
)
def test_each_budget_is_kept(tmp_path: Path, more: str, complaint: str) -> None:
    found = list(budgets.complaints(LIGHT + more, _house(tmp_path)))
    assert any(complaint in one for one in found), found
