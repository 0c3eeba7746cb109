"""Which Markdown do editable texts speak, and where may their links lead?

CommonMark with tables, without HTML and pictures: a picture from elsewhere would tell a stranger who reads here.
Nothing leads anywhere but to the web, a mailbox, a phone or a page of this portal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_DATE: Final = re.compile(r"(?m)^(\s*(?:[-*>]\s+)?\d{1,4})\. (?=\d{1,2}\.)")
SCHEMES: Final = frozenset({"https", "http", "mailto", "tel"})


def allowed(url: str) -> bool:
    """Whether a link leads where a text may lead: one of SCHEMES, a path of this portal, a place on the page."""
    if url.startswith("#") or (url.startswith("/") and not url.startswith(("//", "/\\"))):
        return True
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    web = parts.scheme in {"http", "https"}
    return parts.scheme in SCHEMES and (not web or bool(parts.hostname and "@" not in parts.netloc))


def _dates(state: StateCore) -> None:
    """A line that begins with a date as Koreans write it (`3. 18.부터`) is no item of a numbered list."""
    state.src = _DATE.sub(r"\1\\. ", state.src)


def parser() -> MarkdownIt:
    """A parser of editable texts; links that lead elsewhere stay in its tokens, so that they can be named."""
    markdown = (
        MarkdownIt("commonmark", {"html": False, "breaks": True, "xhtmlOut": False})
        .enable("table")
        .disable("image")
    )
    markdown.core.ruler.before("block", "dates", _dates)
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    return markdown


_PARSER: Final = parser()


def wrong_links(text: str) -> list[str]:
    """The links of a text that may not stand in it."""
    return [link for link in _links(_PARSER.parse(text)) if not allowed(link)]


def _links(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "link_open":
            yield str(token.attrGet("href") or "")
        yield from _links(token.children or ())
