"""Is every sentence found, and every missing English named?"""

from pathlib import Path

import pytest
from typer.testing import CliRunner

import portal.cli.words as words

CODE = """
SAID = N_("접수했습니다")
def f(n):
    raise Refused("%(n)s건은 " "안 됩니다.", fields={"a": "이름을 적어 주세요."}, n=n)
class Refused(Exception):
    def __init__(self):
        super().__init__("거절합니다.")
LATER = words.ngettext("%(n)d건", "%(n)d건들", 2)
TITLE = data("그냥 자료")
"""
PAGE = '{{ _("안녕하세요, %(name)s 님", name=n) }}{{ ngettext("%(num)d일", "%(num)d일들", 3) }}'
SENTENCES = {
    "접수했습니다": "Received",
    "%(n)s건은 안 됩니다.": "%(n)s can't be done.",
    "이름을 적어 주세요.": "Write your name.",
    "거절합니다.": "Refused.",
    "안녕하세요, %(name)s 님": "Hello %(name)s",
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for folder in ("portal", "sync", "mail", "templates"):
        (tmp_path / folder).mkdir()
    (tmp_path / "portal/a.py").write_text(CODE, "utf-8")
    (tmp_path / "templates/a.html").write_text(PAGE, "utf-8")
    return tmp_path


def run(command: str, tree: Path) -> tuple[int, str]:
    arguments = [command, "--file", str(tree / "en.po"), "--root", str(tree)]
    result = CliRunner().invoke(words.app, arguments)
    return result.exit_code, result.output


def translate(tree: Path, **changes: str) -> None:
    catalogue = words.merge(tree / "en.po", tree)
    for message in catalogue:
        if isinstance(message.id, str) and message.id:
            message.string = {**SENTENCES, **changes}[message.id]
        elif message.id:
            number = "%(n)d" if "%(n)d" in message.id[0] else "%(num)d"
            message.string = ("one", f"{number} many")
    words.write(catalogue, tree / "en.po")


def test_sentences_of_code_templates_and_refusals_are_gathered(tree):
    code, output = run("extract", tree)
    assert code == 0
    assert "7 sentences, 7 without English" in output
    text = (tree / "en.po").read_text("utf-8")
    assert "그냥 자료" not in text
    assert all(f'msgid "{sentence}"' in text for sentence in SENTENCES)


def test_each_sentence_without_english_is_named(tree):
    run("extract", tree)
    code, output = run("check", tree)
    assert code == 1
    assert "portal/a.py: no English for: 접수했습니다" in output
    assert "7 complaints" in output


def test_all_in_english_is_a_pass_and_gathering_again_keeps_it(tree):
    translate(tree)
    assert run("check", tree) == (0, "7 sentences, all in English\n")
    before = (tree / "en.po").read_bytes()
    run("extract", tree)
    assert (tree / "en.po").read_bytes() == before


@pytest.mark.parametrize(
    ("english", "complaint"),
    [
        ("Hello", "its %(places)s differ"),
        ("Hello %(nmae)s", "its %(places)s differ"),
        ("Hello %(name)s, 100%", "a bare % in a format"),
        ("Hello %(name)s 님", "the English has Korean letters"),
    ],
)
def test_an_english_sentence_that_would_break_is_named(tree, english, complaint):
    translate(tree, **{"안녕하세요, %(name)s 님": english})
    code, output = run("check", tree)
    assert code == 1
    assert complaint in output


def test_a_sentence_that_nobody_says_any_more_is_named(tree):
    translate(tree)
    (tree / "templates/a.html").write_text("", "utf-8")
    code, output = run("check", tree)
    assert code == 1
    assert "nobody says this any more: 안녕하세요" in output
