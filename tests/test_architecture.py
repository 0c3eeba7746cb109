"""Does the tree keep the rules of the house, and would we notice if it did not?"""

from __future__ import annotations

import importlib
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from portal import settings
from tests import architecture

ROOT = Path(__file__).resolve().parent.parent
ROOMS = settings.ROOMS + settings.DEMO_ROOMS

Checker = Callable[[Path], list[str]]


def rooms_not_in_settings(root: Path) -> list[str]:
    """The rooms of a tree against this house's settings."""
    return architecture.rooms_not_in_settings(root, ROOMS)


CHECKERS: list[Checker] = [
    architecture.stray_top_level,
    architecture.rooms_that_do_not_introduce_themselves,
    architecture.stray_room_files,
    rooms_not_in_settings,
    architecture.templates_in_a_strange_place,
    architecture.templates_that_look_over_the_wall,
    architecture.files_too_long,
    architecture.models_of_one_name,
    architecture.hidden_imports,
    architecture.modules_without_a_question,
    architecture.hidden_clocks,
    architecture.names_of_machines,
    architecture.dead_links,
]


@pytest.mark.parametrize("checker", CHECKERS, ids=lambda checker: checker.__name__)
def test_the_tree_keeps_the_rule(checker: Checker) -> None:
    complaints = checker(ROOT)
    assert not complaints, "\n" + "\n".join(complaints)


def test_every_module_of_every_room_can_be_imported() -> None:
    for path in architecture.files(ROOT, ".py"):
        if path.parts[:2] == ("portal", "rooms"):
            importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))


# What each checker must find: the file that breaks the rule, what stands in it, and a word of the complaint.
HELLO = '"""Serves everyone; keeps article 1."""\n'
BROKEN: list[tuple[Checker, dict[str, str], str]] = [
    (architecture.stray_top_level, {"helpers.py": ""}, "helpers.py: the top level is fixed"),
    (architecture.stray_top_level, {"scripts/x.sh": ""}, "scripts: the top level is fixed"),
    (architecture.stray_top_level, {".hidden/x": ""}, ".hidden: the top level is fixed"),
    (
        architecture.rooms_that_do_not_introduce_themselves,
        {"portal/rooms/attic/routes.py": ""},
        "attic/__init__.py: say in a docstring",
    ),
    (
        architecture.rooms_that_do_not_introduce_themselves,
        {"portal/rooms/attic/__init__.py": HELLO + "x = 1\n"},
        "attic/__init__.py: say in a docstring",
    ),
    (
        architecture.rooms_that_do_not_introduce_themselves,
        {"portal/rooms/attic/__init__.py": "x = 1\n"},
        "attic/__init__.py: say in a docstring",
    ),
    (architecture.stray_room_files, {"portal/rooms/attic/helpers.py": ""}, "attic/helpers.py: a room holds"),
    (architecture.stray_room_files, {"portal/rooms/attic/tools/x.py": ""}, "attic/tools/x.py: a room holds"),
    (rooms_not_in_settings, {"portal/rooms/attic/routes.py": ""}, "add 'attic' to ROOMS"),
    (rooms_not_in_settings, {"portal/rooms/attic/routes.py": ""}, f"make portal/rooms/{ROOMS[0]}"),
    (architecture.templates_in_a_strange_place, {"templates/page.html": ""}, "page.html: a template stands"),
    (
        architecture.templates_in_a_strange_place,
        {"templates/attic/page.html": ""},
        "page.html: a template stands",
    ),
    (
        architecture.templates_that_look_over_the_wall,
        {"templates/home/front.html": '{% include "desk/list.html" %}'},
        "home/front.html: uses desk/list.html",
    ),
    (
        architecture.templates_that_look_over_the_wall,
        {"templates/home/front.html": "{% include name %}"},
        "home/front.html: uses a computed name",
    ),
    (
        architecture.templates_that_look_over_the_wall,
        {"templates/desk/case.html": '{% from "home/front.html" import card %}'},
        "desk/case.html: uses home/front.html",
    ),
    (
        architecture.templates_that_look_over_the_wall,
        {"templates/parts/card.html": '{% extends ["shell/base.html", "home/front.html"] %}'},
        "parts/card.html: uses home/front.html",
    ),
    (architecture.files_too_long, {"portal/long.py": "x = 1\n" * 301}, "portal/long.py: 301 lines"),
    (architecture.files_too_long, {"static/js/long.js": "\n" * 301}, "static/js/long.js: 301 lines"),
    (architecture.files_too_long, {"templates/home/long.html": "\n" * 301}, "long.html: 301 lines"),
    (
        architecture.models_of_one_name,
        {
            "portal/kernel/models/cases.py": "class Detail(Model): ...\n",
            "portal/rooms/home/models.py": "class Detail(Model): ...\n",
        },
        "Detail is a class in portal/kernel/models/cases.py and portal/rooms/home/models.py",
    ),
    (architecture.hidden_imports, {"portal/x.py": "def f():\n    import os\n"}, "portal/x.py:2: import"),
    (architecture.hidden_imports, {"sync/x.py": "try:\n    import os\nexcept E: ...\n"}, "sync/x.py:2:"),
    (architecture.hidden_imports, {"mail/x.py": "class A:\n    from os import path\n"}, "mail/x.py:2:"),
    (architecture.modules_without_a_question, {"mail/x.py": '"""Helpers."""\n'}, "x.py: open with"),
    (architecture.modules_without_a_question, {"mail/x.py": '"""Helpers.\n\nWhy?"""\n'}, "x.py: open with"),
    (
        architecture.hidden_clocks,
        {"portal/kernel/x.py": "import datetime as d\nd.datetime.now(d.UTC)\n"},
        "portal/kernel/x.py:2: take `now: datetime`",
    ),
    (architecture.hidden_clocks, {"portal/rooms/home/actions.py": "date.today()\n"}, "actions.py:1: take"),
    (architecture.names_of_machines, {"README.md": "see py" + "pi.org"}, "README.md: names"),
    (architecture.names_of_machines, {"docs/x.md": "in '/ro" + "ot/x'"}, "docs/x.md: names"),
    (architecture.dead_links, {"docs/x.md": "[this](y.md#part)"}, "docs/x.md: links to y.md"),
]

SOUND = {
    "README.md": "See [it](https://example.org), [us](.editorconfig), [below](#more), /desk/{}/1.".format(
        "work"
    ),
    ".editorconfig": "",
    "portal/rooms/home/__init__.py": HELLO,
    "portal/rooms/home/pages/front.py": '"""What is on the front page?"""\nnow = datetime.now(UTC)\n',
    "portal/rooms/home/models.py": '"""What does it keep?"""\nclass HomeDetail: ...\n',
    "portal/kernel/models.py": '"""What is a case?"""\nif TYPE_CHECKING:\n    import os\nclass Detail: ...\n',
    "templates/home/front.html": '{% extends "shell/base.html" %}{% from "parts/card.html" import card %}',
    "templates/shell/base.html": "{% trans %}안녕{% endtrans %}",
    "static/vendor/x@1/x.js": "\n" * 400,
    "portal/rooms/desk/__init__.py": HELLO,
    "templates/desk/case.html": '{% include room ~ "/desk_panel.html" ignore missing %}',
}


def tree_of(root: Path, texts: dict[str, str]) -> Path:
    """A small work tree with these files."""
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.mark.parametrize(
    ("checker", "texts", "complaint"),
    BROKEN,
    ids=[f"{checker.__name__}-{number}" for number, (checker, _, _) in enumerate(BROKEN)],
)
def test_a_broken_rule_is_noticed(
    tmp_path: Path, checker: Checker, texts: dict[str, str], complaint: str
) -> None:
    assert any(complaint in said for said in checker(tree_of(tmp_path, texts)))


@pytest.mark.parametrize(
    "checker", [c for c in CHECKERS if c is not rooms_not_in_settings], ids=lambda checker: checker.__name__
)
def test_a_sound_tree_is_left_in_peace(tmp_path: Path, checker: Checker) -> None:
    assert checker(tree_of(tmp_path, SOUND)) == []


def test_every_checker_was_seen_to_fail() -> None:
    assert {checker for checker, _, _ in BROKEN} == set(CHECKERS)
