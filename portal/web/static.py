"""How do style sheets, scripts and fonts reach the browser once and stay there?

All files are read at start (a few megabytes), compressed once, and served from memory. Their address
carries a hash over the whole folder (`/static/v-<hash>/css/portal.css`), so that a script's own imports
and a style sheet's fonts share it, and the answer may be kept for a year. Without the hash a browser asks
again each time and hears 304.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"
COMPRESSIBLE = (
    "text/",
    "application/javascript",
    "application/json",
    "application/manifest+json",
    "image/svg",
)
SMALL = 500
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class Asset:
    """One file in memory; `packed` is its gzip form, empty where that gains nothing."""

    body: bytes
    packed: bytes
    media_type: str
    etag: str


def _read(path: Path) -> Asset:
    body = path.read_bytes()
    media_type = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    packed = b""
    if media_type.startswith(COMPRESSIBLE) and len(body) > SMALL:
        packed = gzip.compress(body, 9, mtime=0)
    return Asset(body, packed, media_type, f'"{hashlib.sha256(body).hexdigest()[:20]}"')


class Static:
    """The files of one folder as an ASGI app, and their addresses."""

    def __init__(self, folder: Path, *, mount: str = "/static") -> None:
        self.mount = mount
        self.assets = {
            path.relative_to(folder).as_posix(): _read(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not path.name.startswith(".")
        }
        total = hashlib.sha256()
        for name, asset in self.assets.items():
            total.update(f"{name}{asset.etag}".encode())
        self.version = f"v-{total.hexdigest()[:12]}"

    def url(self, name: str) -> str:
        """The address of a file, kept by browsers for good. Raises KeyError for a file that isn't there."""
        if name not in self.assets:
            raise KeyError(f"no such file in static/: {name}")
        return f"{self.mount}/{self.version}/{name}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer GET and HEAD; 404 for anything else than the files read at start."""
        if scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        name = scope["path"].removeprefix(scope.get("root_path", "")).lstrip("/")
        head, _, rest = name.partition("/")
        versioned = head == self.version
        # The page of an older release may still ask by its old hash: it gets the new file, unkept.
        asset = self.assets.get(rest if head.startswith("v-") else name)
        if asset is None:
            raise HTTPException(404)
        await _answer(asset, scope, FOREVER if versioned else ASK_AGAIN)(scope, receive, send)


def _answer(asset: Asset, scope: Scope, caching: str) -> Response:
    asked = {key: value for key, value in scope["headers"] if key in {b"accept-encoding", b"if-none-match"}}
    headers = {"ETag": asset.etag, "Cache-Control": caching, "Vary": "Accept-Encoding"}
    if asked.get(b"if-none-match", b"").decode("latin-1") == asset.etag:
        return Response(status_code=304, headers=headers)
    body = asset.body
    if asset.packed and b"gzip" in asked.get(b"accept-encoding", b""):
        body = asset.packed
        headers["Content-Encoding"] = "gzip"
    return Response(body, headers=headers, media_type=asset.media_type)
