"""A provider on this machine that says whatever a test wants: honest by default, forged where it is told to."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import RSAKey
from joserfc.jws import JWSRegistry

CLIENT = "portal"
SECRET = "the-secret-between-the-portal-and-its-provider"


@cache
def rsa(name: str) -> RSAKey:
    """A signing key, made once for all tests."""
    return RSAKey.generate_key(2048, {"kid": name, "use": "sig"})


class Forger:
    """Discovery, keys, token and userinfo endpoints, and the tokens that they hand out.

    `asked` counts requests by path; `document` and `told` change discovery and userinfo; `answers` maps a code to the
    token endpoint's answer, once.
    """

    def __init__(self, key: str = "one") -> None:
        self.keys = [rsa(key)]
        self.document: dict[str, Any] = {}
        self.told: dict[str, Any] | None = None
        self.answers: dict[str, tuple[str, dict[str, Any]]] = {}
        self.asked: Counter[str] = Counter()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        """Stop listening: from here on the provider is down."""
        self._server.shutdown()
        self._server.server_close()

    def claims(self, now: datetime, **changed: Any) -> dict[str, Any]:
        """Good claims of an ID token, changed; None takes one away."""
        at = int(now.timestamp())
        good = {"iss": self.issuer, "aud": CLIENT, "sub": "haneul", "iat": at, "exp": at + 600, "sid": "s-1"}
        return {name: value for name, value in {**good, **changed}.items() if value is not None}

    def sign(self, claims: Mapping[str, Any], *, key: Any = None, alg: str = "RS256", **header: Any) -> str:
        """A token with these claims."""
        key = self.keys[0] if key is None else key
        head = {"alg": alg, **({"kid": key.kid} if key.kid else {}), **header}
        registry = JWSRegistry(algorithms=[alg], strict_check_header=False)
        return jwt.encode(head, dict(claims), key, registry=registry)

    def code(self, asked: Mapping[str, str], token: str) -> str:
        """A code that is good once, for the browser that asked: it brings this ID token."""
        code = uuid4().hex
        self.answers[code] = (
            asked["code_challenge"],
            {"access_token": "access", "token_type": "Bearer", "expires_in": 600, "id_token": token},
        )
        return code

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/end",
            "id_token_signing_alg_values_supported": ["RS256", "none", "HS256"],
            **({"userinfo_endpoint": f"{self.issuer}/me"} if self.told is not None else {}),
            **self.document,
        }

    def _answer(self, path: str, form: Mapping[str, str]) -> tuple[int, Any]:
        self.asked[path] += 1
        if path == "/.well-known/openid-configuration":
            return 200, self._discovery()
        if path == "/keys":
            return 200, {"keys": [key.as_dict(private=False) for key in self.keys]}
        if path == "/me":
            return 200, self.told
        challenge, answer = self.answers.pop(form.get("code", ""), ("", {}))
        if not challenge or create_s256_code_challenge(form["code_verifier"]) != challenge:
            return 400, {"error": "invalid_grant"}
        return 200, answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        forger = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say(*forger._answer(urlsplit(self.path).path, {}))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                self._say(*forger._answer(urlsplit(self.path).path, form))

            def _say(self, status: int, said: Any) -> None:
                body = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler
