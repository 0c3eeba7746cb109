"""What does the web layer of this process stand on? One object, made at start, at `app.state.site`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment
from starlette.requests import HTTPConnection

from portal.web import clock, environment, i18n, modes
from portal.web.hours import Ask, FrontDesk, usual
from portal.web.meter import Meter
from portal.web.static import Static
from portal.web.store import PublicStore


@dataclass(frozen=True)
class Site:
    """The web layer's settings and registers.

    `secret` (32 bytes) makes form tokens and rate keys; `context` is given to every template;
    `sign_in` maps staff and resident to the path of their sign-in page. With `raise_unexpected` (tests) an
    unexpected error is raised instead of answered by the calm page.
    """

    secret: bytes
    base_url: str
    static: Static
    templates: Environment
    words: Mapping[str, i18n.Words]
    store: PublicStore
    read_clock: clock.ReadClock = clock.utc_now
    read_mode: modes.ReadMode = modes.always_normal
    meter: Meter = field(default_factory=Meter)
    metrics_token: str = ""
    front_desk: FrontDesk = field(default_factory=FrontDesk)
    trusted_proxies: frozenset[str] = frozenset()
    context: Mapping[str, object] = field(default_factory=dict)
    sign_in: Mapping[str, str] = field(
        default_factory=lambda: {"staff": "/desk/sign-in", "resident": "/sign-in"}
    )
    raise_unexpected: bool = False

    @property
    def secure(self) -> bool:
        """True if people reach the site by HTTPS."""
        return self.base_url.startswith("https://")


def build(
    root: Path,
    *,
    secret: bytes,
    base_url: str,
    store: PublicStore | None = None,
    locale: Path | None = None,
    read_clock: clock.ReadClock = clock.utc_now,
    read_mode: modes.ReadMode = modes.always_normal,
    metrics_token: str = "",
    timetable: Ask = usual,
    trusted_proxies: Collection[str] = (),
    context: Mapping[str, object] | None = None,
    raise_unexpected: bool = False,
) -> Site:
    """The site whose `templates/` and `static/` stand under `root`; `locale` holds the .po files.

    `timetable` answers when the front desk is open in the coming weeks; a `Text` in `context` is shown in the
    reader's language.
    """
    return Site(
        secret=secret,
        base_url=base_url,
        static=Static(root / "static"),
        templates=environment.build(root / "templates"),
        words=i18n.load(locale or root / "portal" / "locale"),
        store=store or PublicStore(),
        read_clock=read_clock,
        read_mode=read_mode,
        metrics_token=metrics_token,
        front_desk=FrontDesk(timetable),
        trusted_proxies=frozenset(trusted_proxies),
        context=dict(context or {}),
        raise_unexpected=raise_unexpected,
    )


def of(request: HTTPConnection) -> Site:
    """The site that this request came to."""
    site: Site = request.app.state.site
    return site
