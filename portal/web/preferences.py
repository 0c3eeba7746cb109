"""In which language, text size and colours does this visitor read? Kept in a cookie that names nobody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from portal.web import cookies

COOKIE = "prefs"
LANGUAGES = ("ko", "en")
TEXTS = ("normal", "large", "larger")
THEMES = ("auto", "light", "dark")
YEAR = 365 * 24 * 3600
CHOICES = {"lang": LANGUAGES, "text": TEXTS, "theme": THEMES}


@dataclass(frozen=True, slots=True)
class Preferences:
    """What the visitor chose, or the defaults: Korean, normal text, the device's own theme."""

    lang: str = "ko"
    text: str = "normal"
    theme: str = "auto"


def choice(text: str) -> dict[str, str] | None:
    """A choice as a form's button says it (`lang=en`), as the query of `/preferences`; None if it is none."""
    name, _, value = text.partition("=")
    return {name: value} if value in CHOICES.get(name, ()) else None


def of(scope: Scope) -> Preferences:
    """The preferences of a request: its cookie, then Accept-Language, then the defaults."""
    accepts = ""
    for key, value in scope["headers"]:
        if key == b"accept-language":
            accepts = value.decode("latin-1")
            break
    return _parse(cookies.read(scope, COOKIE), accepts[:200])


@lru_cache(maxsize=1024)
def _parse(cookie: str, accepts: str) -> Preferences:
    lang, text, theme = ([*cookie.split("."), "", "", ""])[:3]
    return Preferences(
        lang=lang if lang in LANGUAGES else _accepted(accepts),
        text=text if text in TEXTS else "normal",
        theme=theme if theme in THEMES else "auto",
    )


def _accepted(header: str) -> str:
    """The better liked of our languages (RFC 9110, 12.5.4); Korean unless English is liked more."""
    likes = dict.fromkeys(LANGUAGES, 0.0)
    for item in header.split(","):
        tag, _, quality = item.strip().partition(";")
        base = tag.strip().lower().split("-")[0]
        if base in likes:
            likes[base] = max(likes[base], _quality(quality))
    return "en" if likes["en"] > likes["ko"] else "ko"


def _quality(text: str) -> float:
    try:
        return float(text.strip().removeprefix("q=")) if text.strip() else 1.0
    except ValueError:
        return 0.0


def safe_path(target: str, otherwise: str = "/") -> str:
    """`target` if it is a path on this site, else `otherwise`: a redirect never leaves the portal."""
    leaves = not target.startswith("/") or target.startswith(("//", "/\\"))
    if leaves or "\\" in target or any(ord(sign) <= ord(" ") or ord(sign) == 0x7F for sign in target):
        return otherwise
    return target


async def choose(request: Request) -> Response:
    """GET /preferences?lang=&text=&theme=&back= — keep the choice and return to where it was made."""
    chosen = of(request.scope)
    query = request.query_params
    if query.get("lang") in LANGUAGES:
        chosen = replace(chosen, lang=query["lang"])
    if query.get("text") in TEXTS:
        chosen = replace(chosen, text=query["text"])
    if query.get("theme") in THEMES:
        chosen = replace(chosen, theme=query["theme"])
    value = f"{chosen.lang}.{chosen.text}.{chosen.theme}"
    secure: bool = request.app.state.site.secure
    cookie = cookies.build(COOKIE, value, secure=secure, max_age=YEAR).decode("latin-1")
    back = safe_path(query.get("back", "/")).encode("utf-8", "replace").decode("latin-1")
    return Response(status_code=303, headers={"Location": _quoted(back), "Set-Cookie": cookie})


def _quoted(path: str) -> str:
    """Percent-encode what a Location header can't hold (Korean letters in a search)."""
    return "".join(sign if sign.isascii() else f"%{ord(sign):02X}" for sign in path)
