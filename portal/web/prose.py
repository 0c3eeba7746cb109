"""How does an editable text in Markdown become a part of a page? Safe HTML with the portal's own classes.

The page has its h1: headings begin at h2 and go down one level at a time, whatever was typed. Tables scroll in a box
of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

from portal.kernel import contents

HIGHEST: Final = 2
DEEPEST: Final = 4


def _headings(state: StateCore) -> None:
    level = HIGHEST - 1
    for token in state.tokens:
        if token.type == "heading_open":
            level = max(HIGHEST, min(int(token.tag[1]), level + 1, DEEPEST))
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{level}"


class _Renderer(RendererHTML):
    """HTML with tables in boxes."""

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: dict[str, Any]) -> str:
        box = Markup('<div class="table-box" role="region" tabindex="0" aria-label="{}">').format(
            _name_of(tokens, idx, env)
        )
        return box + Markup('<table class="tbl data">\n')

    def table_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: dict[str, Any]
    ) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: dict[str, Any]) -> str:
        return '<th scope="col">'

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: dict[str, Any]) -> str:
        return "<td>"


def _name_of(tokens: Sequence[Token], place: int, env: dict[str, Any]) -> str:
    """What a table is called: by the heading above it, and with a number if that name is taken."""
    above = [at for at in range(place) if tokens[at].type == "heading_open"]
    name = tokens[above[-1] + 1].content if above else env["table"]
    taken: list[str] = env.setdefault("names", [])
    taken.append(name)
    return name if taken.count(name) == 1 else f"{name} {taken.count(name)}"


def _made() -> MarkdownIt:
    markdown = contents.parser()
    markdown.validateLink = contents.allowed  # type: ignore[method-assign]
    markdown.renderer = _Renderer(markdown)
    markdown.core.ruler.push("headings", _headings)
    return markdown


_MARKDOWN: Final = _made()


@lru_cache(maxsize=256)
def prose(text: str, table: str) -> Markup:
    """The text as HTML: nothing of it is taken for HTML, and what is no link that may stand there stays text.

    `table` is what a table is called where it has no other name.
    """
    return Markup(_MARKDOWN.render(text, {"table": table}))  # noqa: S704 — html is off: every letter of the text is escaped
