"""What can only a browser measure of a page: overflow, cut text, touch targets, accessibility by axe?"""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
TOUCH = 44
NARROW = {"width": 320, "height": 640}

# Links within a sentence are exempt (WCAG 2.2, 2.5.8 and 2.5.5: inline); a box to tick is as large as its label.
# A link may reach over the whole row that it stands in.
SMALL_TARGETS = """(least) => {
const reach = (element) => {
  const after = getComputedStyle(element, "::after");
  const covers = after.content !== "none" && after.position === "absolute" && after.inset === "0px";
  return covers ? element.offsetParent : element;
};
return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .filter((element) => element.type !== "hidden" && element.tabIndex >= 0 && !element.closest(".sr-only, .skip"))
  .map((element) => (element.matches("[type=checkbox], [type=radio]") ? element.closest("label") : element))
  .filter((element) => !(element.matches("a") && getComputedStyle(element).display === "inline"))
  .map((element) => [element.outerHTML.slice(0, 100), reach(element).getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.height < least - 0.5 || box.width < least - 0.5))
  .map(([html, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`);
}"""

SIDEWAYS = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide) return [];
  return [...document.body.querySelectorAll("*")]
    .filter((element) => !element.closest(".sr-only"))
    .filter((element) => element.getBoundingClientRect().right > wide + 1)
    .slice(0, 5)
    .map((element) => `${Math.round(element.getBoundingClientRect().right)} ${element.outerHTML.slice(0, 100)}`);
}"""

# Text that is hidden by its own box, or that lies over the text of another box.
CUT = """() => [...document.body.querySelectorAll("*")]
  .filter((element) => element.checkVisibility() && !element.closest(".sr-only, .skip, svg, textarea, input, select"))
  .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((element) => element.getBoundingClientRect().width > 2) // what only screen readers read is 1 px wide
  .filter((element) => {
    const style = getComputedStyle(element);
    const hides = [style.overflowX, style.overflowY].some((value) => value === "hidden" || value === "clip");
    const more = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
    return hides && more && style.display !== "inline";
  })
  .map((element) => element.outerHTML.slice(0, 120))"""


def axe(page: Page, rules: tuple[str, ...] = RULES) -> list[str]:
    """axe's complaints, each with the first elements it means.

    The window is made as high as the page, so that the fixed bar at its foot lies over nothing.
    """
    before = page.viewport_size
    if before:
        height = page.evaluate("() => document.documentElement.scrollHeight")
        page.set_viewport_size({"width": before["width"], "height": height + 200})
    found = _complaints(page, {"runOnly": list(rules)})
    if before:
        page.set_viewport_size(before)
    return found


def contrast_in_the_dark(page: Page) -> list[str]:
    """axe's complaints about contrast when the device asks for a dark look."""
    page.emulate_media(color_scheme="dark")
    found = _complaints(page, {"runOnly": {"type": "rule", "values": ["color-contrast"]}})
    page.emulate_media(color_scheme="light")
    return [f"dark: {one}" for one in found]


def _complaints(page: Page, options: dict[str, Any]) -> list[str]:
    found: dict[str, Any] = Axe().run(page, options=options).response
    said = []
    for one in found["violations"]:
        nodes = [f"{node['html'][:120]} {_reason(node)}" for node in one["nodes"][:3]]
        said.append(f"{one['id']}: {one['help']}: " + " | ".join(nodes))
    return said


def _reason(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return f"({checks[0]['message'][:160]})" if checks else ""


def sideways(page: Page) -> list[str]:
    """What makes the page wider than its window."""
    return [f"scrolls sideways: {one}" for one in page.evaluate(SIDEWAYS)]


def small_targets(page: Page) -> list[str]:
    """Controls that a finger misses."""
    return [f"small target: {one}" for one in page.evaluate(SMALL_TARGETS, TOUCH)]


def cut(page: Page) -> list[str]:
    """Text that its own box hides."""
    return [f"cut text: {one}" for one in page.evaluate(CUT)]


def at_320(page: Page) -> list[str]:
    """What goes wrong on the narrowest window, also with the largest letters; the window is put back."""
    before = page.viewport_size
    page.set_viewport_size({"width": NARROW["width"], "height": NARROW["height"]})
    found = [f"320 px: {one}" for one in sideways(page) + cut(page)]
    asked = page.evaluate("() => document.documentElement.dataset.text ?? ''")
    page.evaluate("() => { document.documentElement.dataset.text = 'larger' }")
    found += [f"320 px, largest letters: {one}" for one in sideways(page) + cut(page)]
    page.evaluate(
        "(was) => { if (was) document.documentElement.dataset.text = was;"
        " else delete document.documentElement.dataset.text; }",
        asked,
    )
    if before:
        page.set_viewport_size(before)
    return found
