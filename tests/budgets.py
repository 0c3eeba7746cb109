"""How heavy is a page? Its style sheets, scripts and requests, computed from what the page itself refers to."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import html5lib

STATIC = Path(__file__).resolve().parents[1] / "static"
CSS_LIMIT = 18 * 1024
JS_LIMIT = 20 * 1024
REQUEST_LIMIT = 12
ADDRESS = re.compile(r"^/static/(?:v-[0-9a-f]+/)?([^?#]+)")
IMPORT = re.compile(r"""(?:^|[;\n])\s*(?:import|export)\b[^;"'()]*["'](\.{1,2}/[^"']+)["']""")
BY_MARK = re.compile(r'"\[([\w-]+)\]":\s*"(\./[\w.-]+\.js)"')
CSS_FILE = re.compile(r"""(?:@import\s+["']?|url\(\s*["']?)(?!data:|#)([^"')\s]+)""")


@dataclass(frozen=True)
class Weight:
    """Bytes over the wire (gzip) and the number of requests, the page itself included."""

    css: int
    js: int
    requests: int


def weigh(html: str, static: Path = STATIC) -> Weight:
    """The weight of a page with a cold cache. Raises FileNotFoundError for a file that is not in `static`."""
    found = set(_addresses(html))
    files = {match[1] for address in found if (match := ADDRESS.match(address))}
    others = {address for address in found if not ADDRESS.match(address)}
    scripts = _with_imports({name for name in files if name.endswith(".js")}, html, static)
    sheets = {name for name in files if name.endswith(".css")}
    behind = {other for name in sheets for other in CSS_FILE.findall(_text(static / name))}
    return Weight(
        css=sum(_packed(static / name) for name in sheets),
        js=sum(_packed(static / name) for name in scripts),
        requests=1 + len(files | scripts) + len(others) + len(behind),
    )


def complaints(html: str, static: Path = STATIC) -> Iterator[str]:
    """Where a page is heavier than it may be."""
    try:
        weight = weigh(html, static)
    except FileNotFoundError as missing:
        yield f"the page asks for {missing.filename}, which is not there"
        return
    if weight.css > CSS_LIMIT:
        yield f"style sheets are {weight.css} bytes gzip, more than {CSS_LIMIT}"
    if weight.js > JS_LIMIT:
        yield f"scripts are {weight.js} bytes gzip, more than {JS_LIMIT}"
    if weight.requests > REQUEST_LIMIT:
        yield f"{weight.requests} requests, more than {REQUEST_LIMIT}"


def _addresses(html: str) -> Iterator[str]:
    tree: Any = html5lib.parse(html, namespaceHTMLElements=False)
    for element in tree.iter():
        name = str(element.tag).rsplit("}", 1)[-1]
        if name == "link" and element.get("rel") in {
            "stylesheet",
            "icon",
            "manifest",
            "preload",
            "modulepreload",
        }:
            yield element.get("href", "")
        elif name in {"script", "img", "source", "iframe"} and element.get("src"):
            # A picture that loads lazily or a poster is a request as well; one in the page itself is none.
            if not element.get("src").startswith("data:"):
                yield element.get("src")
        elif name == "use":
            yield element.get("href", "").split("#")[0]


def _with_imports(scripts: set[str], html: str, static: Path) -> set[str]:
    """Scripts with the modules that they import always, or because a mark stands in this page."""
    found: set[str] = set()
    open_ones = set(scripts)
    while open_ones:
        name = open_ones.pop()
        found.add(name)
        text = _text(static / name)
        wanted = set(IMPORT.findall(text))
        wanted |= {file for mark, file in BY_MARK.findall(text) if re.search(rf"\s{mark}[\s=>]", html)}
        folder = (static / name).parent
        others = {(folder / file).resolve().relative_to(static.resolve()).as_posix() for file in wanted}
        open_ones |= others - found
    return found


@cache
def _text(path: Path) -> str:
    return path.read_text("utf-8")


@cache
def _packed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9, mtime=0))
