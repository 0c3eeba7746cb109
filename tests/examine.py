"""Is this answer a page that everybody can read and nobody can misuse?

`complaints(response)` looks at any answer of a test client: whole pages by every rule, parts of pages (what HTMX
fetches) by those that make sense for a part. It knows nothing of the code that made the page.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from typing import Any

from tests import budgets, nu
from tests.page import Page, name_of, shown, words_of

HTML_LIMIT = 14 * 1024
NEEDS_LABEL = ("input", "select", "textarea")
UNSEEN_INPUTS = {"hidden", "submit", "button", "image", "reset"}
REFERENCES = (
    "aria-describedby",
    "aria-labelledby",
    "aria-controls",
    "aria-owns",
    "aria-activedescendant",
    "list",
)
ERROR_TITLES = ("오류:", "Error:")
ASSETS = {
    "link": "href",
    "script": "src",
    "img": "src",
    "source": "src",
    "iframe": "src",
    "form": "action",
    "use": "href",
    "object": "data",
    "embed": "src",
    "video": "src",
    "audio": "src",
}
POLICY_MUST = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
)
LEAKS = re.compile(
    r"%\(|\bUndefined\b|\bNaN\b|object at 0x|\bdatetime\.|\b(?:Text|Message|Entry|Decimal)\(|\{\{|\{%|Traceback"
)
NONE = re.compile(r"(?<![A-Za-z])None(?![A-Za-z])")
RESIDENT_NUMBER = re.compile(r"(?<!\w)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-– ]?[1-8]\d{6}(?!\w)")


Rule = Callable[[Page], Iterator[str]]
EVERYWHERE: list[Rule] = []
WHOLE_PAGES: list[Rule] = []


def everywhere(rule: Rule) -> Rule:
    """A rule for pages and parts."""
    EVERYWHERE.append(rule)
    return rule


def whole_pages(rule: Rule) -> Rule:
    """A rule for whole pages only."""
    WHOLE_PAGES.append(rule)
    return rule


def complaints(response: Any) -> list[str]:
    """What is wrong with an answer (httpx2's or alike: text, status_code, headers); empty for other media."""
    page = page_of(response)
    if page is None:
        return []
    rules = EVERYWHERE + WHOLE_PAGES if page.whole else EVERYWHERE
    return [complaint for rule in rules for complaint in rule(page)]


def page_of(response: Any) -> Page | None:
    """The page in an answer, or none if it is something else."""
    headers = {name.lower(): value for name, value in response.headers.items()}
    if not headers.get("content-type", "").startswith("text/html") or not response.text.strip():
        return None
    return Page(response.text, response.status_code, headers)


def examine(response: Any) -> None:
    """A hook for a test client: an answer with complaints fails the test that fetched it."""
    response.read()
    found = complaints(response)
    listed = "\n  ".join(found)
    assert not found, (
        f"{response.request.method} {response.request.url} ({response.status_code}):\n  {listed}"
    )
    if (page := page_of(response)) is not None:
        nu.keep(page, response.request.url.path)


@everywhere
def parses(page: Page) -> Iterator[str]:
    """Strict HTML, nested forms included."""
    for wrong in page.parsed[1]:
        yield f"not valid HTML: {wrong}"


@everywhere
def ids_are_unique(page: Page) -> Iterator[str]:
    """An id stands once and is not empty."""
    for identifier, times in page.ids.items():
        if times > 1 or not identifier.strip():
            yield f"id {identifier!r} stands {times} times"


@whole_pages
def references_lead_somewhere(page: Page) -> Iterator[str]:
    """Labels, aria references and links within the page have their targets."""
    for element in page.all():
        named = [element.get("for")] if name_of(element) == "label" and element.get("for") is not None else []
        named += [part for attribute in REFERENCES for part in (element.get(attribute) or "").split()]
        href = element.get("href") or ""
        if name_of(element) == "a" and href.startswith("#"):
            named.append(href[1:])
        for target in named:
            if target not in page.ids:
                yield f"{shown(element)} points to #{target}, which is not there"


@everywhere
def fields_are_labelled(page: Page) -> Iterator[str]:
    """Whoever can type or choose hears what for."""
    labelled = {label.get("for") for label in page.all("label")}
    inside = {id(part) for label in page.all("label") for part in label.iter()}
    for element in page.all(*NEEDS_LABEL):
        if element.get("type") in UNSEEN_INPUTS:
            continue
        named = element.get("aria-label") or element.get("aria-labelledby")
        if not named and element.get("id") not in labelled and id(element) not in inside:
            yield f"{shown(element)} has no label"
    for label in page.all("label"):
        if not "".join(label.itertext()).strip():
            yield f"an empty label for {label.get('for')}"


@everywhere
def controls_have_names(page: Page) -> Iterator[str]:
    """Buttons say their type; buttons, links and pictures have words."""
    for element in page.all("button"):
        if element.get("type") not in {"submit", "button", "reset"}:
            yield f"{shown(element)} has no type"
    for element in page.all("button", "a", "summary", "h1", "h2", "h3", "legend", "th", "caption"):
        if name_of(element) != "th" and not words_of(element):
            yield f"{shown(element)} has no words"
    for element in page.all("img"):
        if element.get("alt") is None:
            yield f"<img {element.get('src')}> has no alt"


@everywhere
def posts_are_signed(page: Page) -> Iterator[str]:
    """Every form that changes something carries the token, but where the address itself is the proof (RFC 8058)."""
    for form in page.all("form"):
        proved = (form.get("action") or "").startswith("/unsubscribe/")
        if (
            not proved
            and (form.get("method") or "get").lower() == "post"
            and not any(part.get("name") == "csrf" and part.get("value") for part in form.iter())
        ):
            yield f"{shown(form)} posts without the csrf field"


@everywhere
def nothing_inline(page: Page) -> Iterator[str]:
    """Scripts and styles stand in files: the content policy would refuse them anyway."""
    for element in page.all():
        name = name_of(element)
        if name == "style" or (name == "script" and not element.get("src")):
            yield f"inline <{name}>"
        for attribute, value in element.attrib.items():
            if attribute == "style" or attribute.startswith("on"):
                yield f"{shown(element)} has {attribute}=…"
            if value.strip().lower().startswith("javascript:"):
                yield f"{shown(element)} runs a javascript: address"


@everywhere
def everything_is_our_own(page: Page) -> Iterator[str]:
    """Nothing is loaded from or sent to another house."""
    for element in page.all(*ASSETS):
        for attribute in {ASSETS[name_of(element)], "srcset", "poster", "{http://www.w3.org/1999/xlink}href"}:
            address = (element.get(attribute) or "").strip()
            if "//" in address.split("?")[0] and not address.startswith(("data:image/", "blob:")):
                yield f"{shown(element)} asks for {address}"


@everywhere
def no_leaks(page: Page) -> Iterator[str]:
    """No placeholder, no Python value, no resident registration number."""
    english = page.parsed[0].get("lang") == "en"  # where "None" is also a word, of fees and papers
    for element in page.all():
        words = [element.text or "", element.tail or ""]
        values = list(element.attrib.values())
        if page.status == 422 and name_of(element) in NEEDS_LABEL:
            # What was typed stands there once more, whatever it was; nothing of it is stored.
            words, values = [element.tail or ""], []
        for text in words + values:
            if LEAKS.search(text) or (NONE.search(text) and not (english and text in words)):
                yield f"{shown(element)} leaks {text.strip()[:80]!r}"
            if RESIDENT_NUMBER.search(text):
                yield f"{shown(element)} shows a resident registration number"


@whole_pages
def head_is_complete(page: Page) -> Iterator[str]:
    """One h1, a title that begins with an error if there is one, and the right language."""
    headings = [heading for heading in page.all("h1") if words_of(heading)]
    if len(headings) != 1:
        yield f"{len(headings)} h1"
    title = " ".join("".join(part.itertext()).strip() for part in page.all("title"))
    if not title:
        yield "no title"
    wrong = "error-summary" in page.ids or any(part.get("aria-invalid") == "true" for part in page.all())
    if wrong != title.startswith(ERROR_TITLES):
        yield f"errors in the page: {wrong}, but the title is {title!r}"
    if wrong and page.status < 400:
        yield f"errors in the page, but status {page.status}"
    lang = page.parsed[0].get("lang")
    if not lang or lang != page.headers.get("content-language"):
        yield f"lang is {lang}, Content-Language {page.headers.get('content-language')}"
    if len(list(page.all("main"))) != 1:
        yield "not one main"


@everywhere
def policy_is_strict(page: Page) -> Iterator[str]:
    """The content policy holds scripts and styles to our own files."""
    policy = page.headers.get("content-security-policy", "")
    parts = [part.strip() for part in policy.split(";")]
    for must in POLICY_MUST:
        if must not in parts:
            yield f"the content policy lacks {must}"
    if "unsafe" in policy or "*" in policy or "http:" in policy:
        yield f"the content policy is loose: {policy}"
    if page.headers.get("x-content-type-options") != "nosniff":
        yield "no nosniff"


@whole_pages
def keeps_the_budget(page: Page) -> Iterator[str]:
    """HTML, style sheets, scripts and the number of requests stay small."""
    size = len(gzip.compress(page.html.encode(), 6, mtime=0))
    if size > HTML_LIMIT:
        yield f"HTML is {size} bytes gzip, more than {HTML_LIMIT}"
    yield from budgets.complaints(page.html)
