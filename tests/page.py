"""How does a test look into an answer's HTML?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

import html5lib


@dataclass
class Page:
    """One answer, parsed."""

    html: str
    status: int
    headers: dict[str, str]
    whole: bool = field(init=False)

    def __post_init__(self) -> None:
        self.whole = self.html.lstrip().lower().startswith("<!doctype html")

    @cached_property
    def parsed(self) -> tuple[Any, list[str]]:
        """The tree and what a strict parser stumbled over."""
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree: Any = (
            parser.parse(self.html) if self.whole else parser.parseFragment(self.html, _container(self.html))
        )
        wrong = [f"line {at[0]}: {code} {data or ''}".strip() for at, code, data in parser.errors]
        return tree, wrong

    def all(self, *names: str) -> Iterator[Element]:
        """The elements with one of these names (every element if none is given), in order."""
        for element in self.parsed[0].iter():
            if isinstance(element.tag, str) and (not names or name_of(element) in names):
                yield element

    @cached_property
    def ids(self) -> Counter[str]:
        """How often each id stands in the page."""
        return Counter(element.get("id", "") for element in self.all() if element.get("id") is not None)


def name_of(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rsplit("}", 1)[-1]


def _container(html: str) -> str:
    first = re.search(r"<([a-z]+)", html)
    inside = {"tr": "tbody", "td": "tr", "th": "tr", "option": "select", "tbody": "table", "thead": "table"}
    return inside.get(first[1] if first else "", "div")


def shown(element: Element) -> str:
    """How a complaint names an element."""
    mark = (
        element.get("id")
        or element.get("name")
        or element.get("class")
        or "".join(element.itertext()).strip()[:30]
    )
    return f"<{name_of(element)} {mark}>"


def words_of(element: Element) -> str:
    """What is read out for an element."""
    parts = ["".join(element.itertext())]
    parts += [part.get("aria-label") or part.get("alt") or "" for part in element.iter()]
    return "".join(parts).strip()
