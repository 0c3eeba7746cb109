"""How often may the same person or address try? Counted in the database, so that all processes agree."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from datetime import datetime, timedelta

from starlette.requests import Request

from portal.database.rows import note
from portal.kernel.models import Rate
from portal.kernel.refusals import Refusal
from portal.kernel.tries import Limit
from portal.kernel.words import N_, Text
from portal.web import clock, dates, site

IPV6_HOME = 64
# The first try, the first after a window that is over, or one more in this window; else nothing is changed.
_COUNT = """
INSERT INTO rate (key, window_start, count, expires_at) VALUES (?, ?, 1, ?)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN rate.expires_at <= excluded.window_start THEN 1 ELSE rate.count + 1 END,
    window_start = CASE WHEN rate.expires_at <= excluded.window_start THEN excluded.window_start
        ELSE rate.window_start END,
    expires_at = CASE WHEN rate.expires_at <= excluded.window_start THEN excluded.expires_at
        ELSE rate.expires_at END
WHERE rate.expires_at <= excluded.window_start OR rate.count < ?
"""


class TooMany(Refusal):
    """Too many tries; `until` says when the next one is allowed."""

    kind = "too_many"

    def __init__(self, until: datetime) -> None:
        self.until = until
        # Shown to the minute: the one after, so that waiting until then is enough.
        shown = until + timedelta(minutes=1)
        when = Text(dates.time(shown, "ko"), dates.time(shown, "en"))
        super().__init__(
            N_(
                "너무 여러 번 시도했습니다. %(when)s 이후에 다시 시도해 주세요. 급하면 민원실로 전화해 주세요."
            ),
            when=when,
        )


def address(request: Request) -> str:
    """The address a request came from; X-Forwarded-For is believed only from a trusted proxy.

    An IPv6 address is cut to its /64, since a household has a whole one.
    """
    trusted = site.of(request).trusted_proxies
    here = request.client.host if request.client else ""
    if here in trusted:
        for hop in reversed(request.headers.get("x-forwarded-for", "").split(",")):
            if hop.strip() and hop.strip() not in trusted:
                here = hop.strip()
                break
    try:
        bare = ipaddress.ip_address(here)
    except ValueError:
        return here[:64]
    if bare.version == 4:
        return str(bare)
    return str(ipaddress.ip_network((bare, IPV6_HOME), strict=False))


async def count(request: Request, which: Limit, per: str = "") -> None:
    """Count a try by `per`, or by the address it came from; raises TooMany. As `limit`."""
    per = per or address(request)
    await limit(request, which.name, per=per, times=which.times, seconds=which.seconds)


async def limit(request: Request, name: str, *, per: str, times: int, seconds: int) -> None:
    """Count a try of `name` by `per` (a login, a receipt number, an address); raises TooMany after `times`.

    The window of `seconds` begins with the first try. Call it before the check that it protects and
    outside of transactions: a refused try is counted too.
    """
    now = clock.now(request)
    key = _key(request, name, per)
    if not await _count(key, now, now + timedelta(seconds=seconds), times):
        row = await Rate.get_or_none(key=key)
        raise TooMany(row.expires_at if row else now)


async def _count(key: str, now: datetime, ends: datetime, times: int) -> bool:
    """Count a try in one statement, since every filing waits for it; False if there were `times` already."""
    return await note(_COUNT, key, now, ends, times) > 0


async def forgive(request: Request, name: str, *, per: str) -> None:
    """Forget the tries, after one succeeded."""
    await Rate.filter(key=_key(request, name, per)).delete()


def _key(request: Request, name: str, per: str) -> str:
    """A keyed hash, so that the table names nobody."""
    secret = site.of(request).secret
    return hmac.new(secret, f"rate:{name}:{per}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()
