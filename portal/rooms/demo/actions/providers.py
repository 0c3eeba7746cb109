"""How does the demo get its sign-in providers? Canaille's settings, keys and people, under var/demo/providers.

Secrets and signing keys are made once and stay; settings are written at each start, since a port may have changed; the
people are read in anew only when they or the portal's address changed. Its database is Canaille's own business.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from portal.kernel.ids import new_token
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.demo.definition import PROVIDERS, Login, Provider
from portal.rooms.demo.definition.providers import CLIENT_ID
from portal.rooms.demo.queries import providers as places
from portal.settings import settings

KOREAN: Final = Path(__file__).parent.parent / "definition" / "canaille.ko.po"
RSA_BITS: Final = 2048


class NoProvider(Refusal):
    """Canaille is not installed, or would not take its people in."""

    def __init__(self, said: str) -> None:
        super().__init__(
            N_("시연용 로그인 서버를 준비하지 못했습니다. make setup을 실행해 주세요. (%(said)s)"), said=said
        )


def prepare() -> bool:
    """Make every provider ready to start, and write what the portal must know of them; True if any was filled.

    Takes some seconds when people are read in. Raises NoProvider.
    """
    with ThreadPoolExecutor(len(PROVIDERS)) as both:
        filled = list(both.map(_prepare, PROVIDERS))
    lines = [f"{name}={shlex.quote(value)}\n" for name, value in places.environment().items()]
    _write(places.environment_file(), "".join(lines))
    return any(filled)


def _prepare(provider: Provider) -> bool:
    folder = places.folder_of(provider)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = {name: _kept(folder / name, make) for name, make in _MADE_ONCE.items()}
    _write_words(folder)
    _write(places.config_of(provider), _config(provider, kept))
    return _fill(provider, _people(provider, kept["client.secret"]))


def _kept(path: Path, make: Callable[[], str]) -> str:
    if not path.exists():
        _write(path, make())
    return path.read_text()


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _new_signing_key() -> str:
    key = rsa.generate_private_key(65537, RSA_BITS)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


_MADE_ONCE: Final = {
    "secret.key": new_token,
    "client.secret": new_token,
    "signing.pem": _new_signing_key,
}


def _write_words(folder: Path) -> None:
    """Canaille speaks many languages but not Korean: the words of its sign-in pages are in our table."""
    target = folder / "translations" / "ko" / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    with KOREAN.open("rb") as source, target.open("wb") as out:
        write_mo(out, read_po(source, locale="ko"))


def _config(provider: Provider, kept: dict[str, str]) -> str:
    """Canaille's settings: this machine only, no mail, and nobody changes the passwords that the guide shows."""
    folder, port = places.folder_of(provider), places.port_of(provider)
    tables: dict[str, dict[str, Any]] = {
        "": {
            "SECRET_KEY": kept["secret.key"],
            "SERVER_NAME": f"127.0.0.1:{port}",
            "PREFERRED_URL_SCHEME": "http",
            # Cookies know no ports: each provider's has a name of its own.
            "SESSION_COOKIE_NAME": f"sign_in_{provider.name}",
            "BABEL_TRANSLATION_DIRECTORIES": f"translations;{folder / 'translations'}",
        },
        "CANAILLE": {
            "NAME": provider.label,
            "LOGO": "",
            "TIMEZONE": "Asia/Seoul",
            "LOGIN_ATTRIBUTES": ["user_name"],
            "JAVASCRIPT": False,
            "HTMX": False,
            "ENABLE_PASSWORD_RECOVERY": False,
            "EMAIL_CONFIRMATION": False,
        },
        "CANAILLE.LOGGING": {"version": 1, "disable_existing_loggers": False},
        "CANAILLE.LOGGING.root": {"level": "ERROR"},
        "CANAILLE.LOGGING.loggers.alembic": {"level": "ERROR"},
        "CANAILLE.ACL.DEFAULT": {"PERMISSIONS": ["use_oidc"], "READ": [], "WRITE": []},
        "CANAILLE_SQL": {"DATABASE_URI": f"sqlite:///{folder / 'people.sqlite3'}"},
        "CANAILLE_OIDC": {
            "ACTIVE_JWKS": [kept["signing.pem"]],
            "TRUSTED_DOMAINS": [urlsplit(settings().base_url).hostname],
        },
        "CANAILLE_HYPERCORN": {"BIND": [f"127.0.0.1:{port}"], "WORKERS": 0, "LOGLEVEL": "ERROR"},
    }
    return "\n".join(_table(name, values) for name, values in tables.items())


def _table(name: str, values: dict[str, Any]) -> str:
    """A table of TOML: its strings, lists and truth values are written as in JSON."""
    head = f"[{name}]\n" if name else ""
    return head + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())


def _people(provider: Provider, client_secret: str) -> dict[str, list[dict[str, Any]]]:
    """Everybody at a provider, its groups, and the portal as its client, in the shape that `canaille restore` reads."""
    groups = sorted({group for login in provider.logins for group in login.groups})
    client = _id(provider, CLIENT_ID)
    return {
        "user": [_user(provider, login) for login in provider.logins],
        "group": [
            {
                "id": _id(provider, group),
                "display_name": group,
                "members": [_id(provider, login.user) for login in provider.logins if group in login.groups],
            }
            for group in groups
        ],
        "client": [
            {
                "id": client,
                # Whom the tokens are for; without it they would be for nobody, and the portal refuses those.
                "audience": [client],
                "client_id": CLIENT_ID,
                "client_secret": client_secret,
                "client_name": settings().district_name + " 민원포털",
                "client_uri": settings().base_url,
                "redirect_uris": [places.redirect_of(provider)],
                "post_logout_redirect_uris": [f"{settings().base_url}/sign-out"],
                "grant_types": ["authorization_code"],
                "response_types": ["code"],
                "scope": ["openid", "profile", "email", "phone", "groups"],
                "token_endpoint_auth_method": "client_secret_basic",
                "id_token_signed_response_alg": "RS256",
            }
        ],
    }


def _user(provider: Provider, login: Login) -> dict[str, Any]:
    return {
        "id": _id(provider, login.user),
        "user_name": login.user,
        "password": login.password,
        "family_name": login.family_name,
        "given_name": login.given_name,
        "formatted_name": login.family_name + login.given_name,
        "display_name": login.user,
        "emails": [login.email],
        "phone_numbers": [login.phone] if login.phone else [],
    }


def _id(provider: Provider, name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{provider.name}/{name}"))


def _fill(provider: Provider, people: dict[str, list[dict[str, Any]]]) -> bool:
    """Read the people in, if they are not what was read in before; True if so."""
    folder, said = places.folder_of(provider), json.dumps(people)
    stamp, print_ = folder / "people.stamp", hashlib.sha256(said.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == print_:
        return False
    stamp.unlink(missing_ok=True)
    for left_over in folder.glob("people.sqlite3*"):
        left_over.unlink()
    _run(provider, "install")
    _run(provider, "restore", said)
    stamp.write_text(print_)
    return True


def _run(provider: Provider, command: str, said: str = "") -> None:
    environment = {**os.environ, "CANAILLE_CONFIG": str(places.config_of(provider))}
    try:
        ran = subprocess.run(
            [places.PROGRAM, command],
            env=environment,
            input=said,
            cwd=places.folder_of(provider),
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError as error:
        raise NoProvider(str(error)) from error
    if ran.returncode:
        raise NoProvider((ran.stderr.strip() or ran.stdout.strip()).splitlines()[-1])
