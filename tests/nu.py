"""Which different pages did this run of the tests see, and what does the Nu HTML checker say of them?

Pages that differ only in words are checked once: what counts is which elements stand in which, with which attributes.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

from tests.page import Page, name_of

ROOT = Path(__file__).resolve().parents[1]
JAR = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
FOLDER = ROOT / "var" / "pages"
# Attributes whose value decides whether a page is valid.
TELLING = ("type", "role", "rel", "autocomplete", "inputmode", "method", "scope")

_seen: dict[str, tuple[str, str]] = {}


def keep(page: Page, address: str) -> None:
    """Remember a whole page if none of its build was seen before."""
    if page.whole:
        _seen.setdefault(_build(page), (address, page.html))


def _build(page: Page) -> str:
    parts = set()
    for element in page.all():
        for child in element:
            telling = tuple(child.get(attribute) for attribute in TELLING)
            parts.add((name_of(element), name_of(child), tuple(sorted(child.attrib)), telling))
    return hashlib.sha256(repr(sorted(parts, key=repr)).encode()).hexdigest()


def check_seen() -> tuple[int, list[str]]:
    """How many pages were checked, and the checker's complaints; the pages stay in var/pages for a look."""
    return len(_seen), check(list(_seen.values()), FOLDER)


def check(pages: list[tuple[str, str]], folder: Path) -> list[str]:
    """Save pages (address, HTML) in a folder of their own and run the checker once over all of them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number, (address, html) in enumerate(pages):
        name = re.sub(r"[^\w-]+", "_", address).strip("_")[:60] or "home"
        (folder / f"{number:03}-{name}.html").write_text(html, "utf-8")
    command = [
        "java",
        "-Xmx512m",
        "-jar",
        str(JAR),
        "--Werror",
        "--format",
        "gnu",
        "--skip-non-html",
        str(folder),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=110, check=False)
    said = [line.removeprefix(f'"file:{folder}/') for line in done.stderr.splitlines() if line.strip()]
    assert done.returncode == 0 or said, f"the checker ended with {done.returncode}"
    return said
