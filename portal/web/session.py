"""Who is this browser? A random token in its cookie, everything else in the database, revocable at once.

A visitor who needs nothing kept gets no cookie. The table holds the token's SHA-256, so that a copy of
the database opens no session. Times out by idleness and by age; staff sooner (안전성 확보조치 기준 6조).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from portal.database.transactions import transaction
from portal.kernel.ids import new_token
from portal.kernel.keys import token_hash
from portal.kernel.models import Person
from portal.kernel.models import Session as Row
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.web import cookies, merging

Kind = Literal["guest", "resident", "staff"]


@dataclass(frozen=True)
class Limits:
    """How long a session lasts without use (`idle`) and at most (`age`)."""

    idle: timedelta
    age: timedelta


LIMITS: dict[str, Limits] = {
    "guest": Limits(timedelta(days=7), timedelta(days=30)),
    "resident": Limits(timedelta(hours=2), timedelta(hours=12)),
    "staff": Limits(timedelta(minutes=30), timedelta(hours=10)),
}
# `seen_at` is written at most this often, so that reading pages costs no commits.
TOUCH = timedelta(minutes=1)


class SignedOut(Refusal):
    """The page needs somebody signed in; `needs` says whom (staff or resident)."""

    kind = "signed_out"

    def __init__(self, needs: Kind, *, ended: bool) -> None:
        self.needs = needs
        self.ended = ended
        super().__init__(
            N_("안전을 위해 로그아웃되었습니다. 다시 로그인해 주세요.")
            if ended
            else N_("로그인한 다음 쓸 수 있는 화면입니다.")
        )


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
        """A stable name for what belongs to this browser (drafts): it outlives a change of the token.

        Empty until the session is saved.
        """
        self._check_loaded()
        return str(self.data.get("key", ""))

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
            if row is not None:
                await row.delete()
        else:
            self._row, self.data, self._before = row, dict(row.data), dict(row.data)
            if self._now - row.seen_at > TOUCH:
                await Row.filter(id=row.id).update(seen_at=self._now)
        return self

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

    async def sign_in(self, person: Person, *, kind: Kind) -> None:
        """Begin a session of this person under a new token; a guest's data go along, except to staff's."""
        await self.load()
        await self._forget()
        if kind == "staff":
            self.data = {}
        await self._begin(person, kind)

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
            until = min(old.expires_at, self._now + grace)
            await Row.filter(id=old.id).update(data=data, expires_at=until)
        else:
            await Row.filter(id=old.id).delete()

    async def sign_out(self) -> None:
        """Close the session here and on the server; the browser goes on as a stranger."""
        await self.load()
        await self._forget()
        self.data, self._row, self._token = {}, None, ""
        self._set(self._cookie, "", 0)

    async def _begin(self, person: Person | None, kind: Kind) -> None:
        token = new_token()
        self.data.setdefault("key", new_token())
        self._row = await Row.create(
            id=token_hash(token),
            person=person,
            kind=kind,
            data=self.data,
            created_at=self._now,
            seen_at=self._now,
            expires_at=self._now + LIMITS[kind].age,
        )
        self._carry(token, kind)

    async def _forget(self) -> None:
        if self._row is not None:
            await Row.filter(id=self._row.id).delete()

    def _carry(self, token: str, kind: str) -> None:
        """Give the token to the browser: a guest's lasts over a restart, others end with the browser."""
        self._token = token
        self._set(self._cookie, token, int(LIMITS["guest"].idle.total_seconds()) if kind == "guest" else None)

    def _set(self, name: str, value: str, max_age: int | None) -> None:
        self.outgoing[name] = cookies.build(name, value, secure=self._secure, max_age=max_age)

    def _timed_out(self, row: Row) -> bool:
        idle = row.seen_at + LIMITS[row.kind].idle
        gone = row.person is not None and not row.person.active
        return gone or self._now >= row.expires_at or self._now >= idle

    def _check_loaded(self) -> None:
        if not self._loaded:
            raise RuntimeError("await session.load(request) before reading the session")


class Sessions:
    """Middleware that offers `request.state.session` and writes its cookies; it never reads the database."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its session."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        session = scope["state"]["session"] = BrowserSession(scope, secure=self.secure)

        async def with_cookies(message: Message) -> None:
            if session.outgoing and message["type"] == "http.response.start":
                added = [(b"set-cookie", value) for value in session.outgoing.values()]
                message = {**message, "headers": [*message.get("headers", ()), *added]}
            await send(message)

        await self.app(scope, receive, with_cookies)


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
