"""What the web layer's tests stand on: a small site with templates, a clock and handlers of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.testclient import TestClient
from tortoise import Tortoise

from portal.settings import tortoise_config
from portal.web import app, site

START = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
BASE = """<!doctype html><html lang="{{ lang }}" data-theme="{{ theme }}" data-text="{{ text_size }}">
<title>{% block title %}{% endblock %}</title><main>{% block content %}{% endblock %}</main>
<footer>{{ hours.text }}</footer></html>"""
PAGE = """{% extends "shell/base.html" %}{% block title %}쪽{% endblock %}
{% block content %}<h1>{{ _("처리 현황") }}</h1>
{% block row %}<p id="row">{{ value }}</p>{% endblock %}{% endblock %}"""
FORM = """{% extends "shell/base.html" %}{% block content %}
<form method="post">{{ csrf_field() }}</form>{% endblock %}"""
ENGLISH = 'msgid ""\nmsgstr "Language: en\\nContent-Type: text/plain; charset=utf-8\\n"\n\n'
ERROR = Path(__file__).parents[2] / "templates" / "shell" / "error.html"


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    """Tuesday, 10 March 2026, 10:00 in Korea."""
    return Clock()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree with templates, static files and English words."""
    contents = {
        "templates/shell/base.html": BASE,
        "templates/shell/error.html": ERROR.read_text("utf-8"),
        "templates/shell/desk_base.html": BASE,
        "templates/room/page.html": PAGE,
        "templates/room/form.html": FORM,
        "static/css/page.css": "p { margin: 0 }\n" * 100,
        "static/js/app.js": "import './part.js'\n",
        "portal/locale/en.po": ENGLISH + 'msgid "처리 현황"\nmsgstr "Progress"\n',
    }
    for name, text in contents.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path


Build = Callable[..., TestClient]


@pytest.fixture
def build(root: Path, clock: Clock) -> Build:
    """Make a client of a site with these routes; keywords go to `site.build`."""

    def made(routes: Sequence[BaseRoute], **options: Any) -> TestClient:
        defaults: dict[str, Any] = {
            "secret": b"s" * 32,
            "base_url": "http://testserver",
            "read_clock": clock,
            "raise_unexpected": True,
        }
        house = site.build(root, **{**defaults, **options})
        return TestClient(app.create(routes, house, lifespan=_database(root)), follow_redirects=False)

    return made


def _database(root: Path) -> Any:
    """A lifespan that opens the tree's database, if `tables` made one."""

    @asynccontextmanager
    async def opened(_app: Starlette) -> Any:
        # Requests run in other tasks than the lifespan.
        await Tortoise.init(config=tortoise_config(root / "portal.sqlite3"), _enable_global_fallback=True)
        yield
        await Tortoise.close_connections()

    return opened


@pytest.fixture
def tables(root: Path) -> None:
    """An empty database with the house's tables; enter the client (`with client:`) to open it."""

    async def make() -> None:
        await Tortoise.init(config=tortoise_config(root / "portal.sqlite3"))
        await Tortoise.generate_schemas()
        await Tortoise.close_connections()

    asyncio.run(make())
