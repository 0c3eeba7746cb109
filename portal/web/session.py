"""Who is this browser? A random token in its cookie, everything else in the database, revocable at once.

A visitor who needs nothing kept gets no cookie. The table holds the token's SHA-256, so that a copy of
the database opens no session. Times out by idleness and by age; staff sooner (안전성 확보조치 기준 6조).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import Scope

from portal.database.transactions import transaction
from portal.kernel.ids import new_token
from portal.kernel.keys import token_hash
from portal.kernel.models import Person
from portal.kernel.models import Session as Row
from portal.kernel.people.residents import drafts_of
from portal.kernel.people.sessions import end_all, end_others, end_provider
from portal.web import cookies, merging, provider_session
from portal.web.devices import Device, devices, label_of
from portal.web.lifetimes import LIMITS, TOUCH, Kind, SignedOut, timed_out
from portal.web.provider_session import ProviderSession

__all__ = [
    "LIMITS",
    "BrowserSession",
    "Device",
    "Kind",
    "ProviderSession",
    "SignedOut",
    "devices",
    "end_all",
    "end_others",
    "end_provider",
    "load",
    "require",
]


class BrowserSession:
    """One browser's session, found as `request.state.session`; `await load(request)` before reading it."""

    def __init__(self, scope: Scope, *, secure: bool) -> None:
        self._secure = secure
        self._cookie = cookies.name("session", secure=secure)
        self._visit_cookie = cookies.name("visit", secure=secure)
        self._now: datetime = scope["state"]["now"]
        self._scope = scope
        self._row: Row | None = None
        self._loaded = False
        self._token: str | None = None
        self._visit: str | None = None
        self.data: dict[str, object] = {}
        self._before: dict[str, object] = {}
        self.ended = False
        """True if the cookie named a session that has timed out or was closed."""
        self.ended_kind = ""
        """Of which kind that session was, as far as its row still says so."""
        self.outgoing: dict[str, bytes] = {}
        """Set-Cookie values that this request's answer will carry."""

    @property
    def loaded(self) -> bool:
        """True once `load` has run in this request."""
        return self._loaded

    @property
    def token(self) -> str:
        """The session cookie's token, or "". Known without the database."""
        if self._token is None:
            self._token = cookies.read(self._scope, self._cookie)
        return self._token

    def visit(self, *, make: bool = False) -> str:
        """The anonymous visit's random value, to which forms are bound before there is a session."""
        if self._visit is None:
            self._visit = cookies.read(self._scope, self._visit_cookie)
        if not self._visit and make:
            self._visit = new_token()
            self._set(self._visit_cookie, self._visit, None)
        return self._visit

    @property
    def person(self) -> Person | None:
        """The person signed in, or None."""
        self._check_loaded()
        return self._row.person if self._row else None

    @property
    def kind(self) -> str:
        """guest, resident or staff."""
        self._check_loaded()
        return self._row.kind if self._row else "guest"

    @property
    def exists(self) -> bool:
        """True if this browser has a session row."""
        self._check_loaded()
        return self._row is not None

    @property
    def key(self) -> str:
        """A stable name for what is written here (drafts): it outlives a change of the token.

        A resident's is the same on every device. Empty until a guest's session is saved.
        """
        self._check_loaded()
        if self._row is not None and self._row.person is not None and self._row.kind == "resident":
            return drafts_of(self._row.person)
        return str(self.data.get("key", ""))

    @property
    def id(self) -> str:
        """The row's id, to tell this session from the person's others ("" without one)."""
        self._check_loaded()
        return self._row.id if self._row else ""

    @property
    def identity_id(self) -> UUID | None:
        """The identity at a provider by which this session was signed in."""
        self._check_loaded()
        return self._row.identity_id if self._row else None

    @property
    def id_token(self) -> str:
        """The provider's ID token, for its logout ("" if none)."""
        self._check_loaded()
        return provider_session.id_token_of(self._row)

    async def load(self) -> BrowserSession:
        """Read the session once a request; costs nothing without a cookie."""
        if self._loaded:
            return self
        self._loaded = True
        if not self.token:
            return self
        row = await Row.filter(id=token_hash(self.token)).select_related("person").first()
        if row is None or self._timed_out(row):
            # Forms are bound to the visit from here on, so that one survives signing in again.
            self.ended, self._token = True, ""
            await self._note_end(row)
        else:
            self._row, self.data, self._before = row, dict(row.data), dict(row.data)
            if self._now - row.seen_at > TOUCH:
                await Row.filter(id=row.id).update(seen_at=self._now)
        return self

    async def _note_end(self, row: Row | None) -> None:
        """A resident's row stays until it is swept, opening nothing: what they send next is not lost to them."""
        if row is None:
            return
        self.ended_kind = row.kind
        if row.kind != "resident":
            await row.delete()

    async def save(self) -> None:
        """Keep `data`, beside what another tab kept meanwhile; the first time this makes session and cookie."""
        await self.load()
        if self._row is None:
            await self._begin(None, "guest")
            return
        async with transaction():
            for row in await merging.rows_now(self._row.id, self._before):
                data = merging.merged(self._before, self.data, row.data)
                await Row.filter(id=row.id).update(data=data, seen_at=self._now)

    async def sign_in(self, person: Person, *, kind: Kind, provider: ProviderSession | None = None) -> None:
        """Begin a session of this person under a new token.

        A guest's data go along to a resident; another person's never do, and staff begin with none.
        """
        await self.load()
        before = self._row.person_id if self._row is not None else None
        await self._forget()
        if kind == "staff" or before not in {None, person.id}:
            self.data = {}
        await self._begin(person, kind, provider)

    async def rotate(self, *, grace: timedelta = timedelta(0)) -> None:
        """Change the token, for instance when rights grow; data, age and person stay.

        For `grace` the old token opens what it opened before, and nothing new: the answer may be lost on its
        way, or the button pressed twice.
        """
        await self.load()
        if self._row is None:
            return
        old, token = self._row, new_token()
        async with transaction():
            rows = await merging.rows_now(old.id, self._before)
            for row in rows:
                self.data = merging.merged(self._before, self.data, row.data)
            self.data.pop(merging.TURNED, None)
            self._row = await Row.create(
                id=token_hash(token),
                person=old.person,
                kind=old.kind,
                data=self.data,
                created_at=old.created_at,
                seen_at=self._now,
                expires_at=old.expires_at,
                **provider_session.carried(old),
            )
            await self._pass_on(rows, old, grace)
        self._before = dict(self.data)
        self._carry(token, old.kind)

    async def _pass_on(self, rows: list[Row], old: Row, grace: timedelta) -> None:
        """What other requests turned the row into learns the news too; the row itself ends or rests."""
        for row in rows[1:]:
            await Row.filter(id=row.id).update(data=self.data)
        if rows and grace and self._row is not None:
            data = merging.turned_into(rows[0].data, self._row.id)
            until = min(old.expires_at, self._now + min(grace, merging.RESTS))
            await Row.filter(id=old.id).update(data=data, expires_at=until)
        else:
            await Row.filter(id=old.id).delete()

    async def sign_out(self) -> None:
        """Close the session here and on the server; the browser goes on as a stranger."""
        await self.load()
        await self._forget()
        self.data, self._row, self._token = {}, None, ""
        self._set(self._cookie, "", 0)

    async def _begin(
        self, person: Person | None, kind: Kind, provider: ProviderSession | None = None
    ) -> None:
        token = new_token()
        self.data.setdefault("key", new_token())
        self._row = await Row.create(
            id=token_hash(token),
            person=person,
            kind=kind,
            data=self.data,
            device=label_of(Headers(scope=self._scope).get("user-agent", "")) if person else "",
            created_at=self._now,
            seen_at=self._now,
            expires_at=self._now + LIMITS[kind].age,
            **provider_session.columns(person, provider),
        )
        self._carry(token, kind)

    async def _forget(self) -> None:
        if self._row is not None:
            fresh = await Row.get_or_none(id=self._row.id)
            await merging.forget(fresh or self._row, self._now)

    def _carry(self, token: str, kind: str) -> None:
        """Give the token to the browser: a guest's lasts over a restart, others end with the browser."""
        self._token = token
        self._set(self._cookie, token, int(LIMITS["guest"].idle.total_seconds()) if kind == "guest" else None)

    def _set(self, name: str, value: str, max_age: int | None) -> None:
        self.outgoing[name] = cookies.build(name, value, secure=self._secure, max_age=max_age)

    def _timed_out(self, row: Row) -> bool:
        gone = row.person is not None and not row.person.active
        return gone or timed_out(row, self._now)

    def _check_loaded(self) -> None:
        if not self._loaded:
            raise RuntimeError("await session.load(request) before reading the session")


async def load(request: HTTPConnection) -> BrowserSession:
    """The loaded session of this request."""
    session: BrowserSession = request.state.session
    return await session.load()


async def require(request: HTTPConnection, kind: Kind = "staff") -> Person:
    """The signed-in person of this kind; raises SignedOut (which leads to the sign-in page)."""
    session = await load(request)
    if session.person is None or session.kind != kind:
        raise SignedOut(kind, ended=session.ended)
    return session.person
