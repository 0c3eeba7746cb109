"""Where do the demo's providers stand, and what does the portal have to know of them?"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from portal.rooms.demo.definition import PROVIDERS, Provider
from portal.rooms.demo.definition.providers import CLIENT_ID
from portal.settings import ROOT, settings

PROGRAM: Final = ROOT / ".venv-canaille" / "bin" / "canaille"
"""Canaille, the program that plays them, in an environment of its own (`make setup`)."""


def folder_of(provider: Provider) -> Path:
    """Where a provider keeps its settings, keys and people."""
    return settings().var / "demo" / "providers" / provider.name


def config_of(provider: Provider) -> Path:
    """The file of settings that a provider runs with."""
    return folder_of(provider) / "canaille.toml"


def client_secret_of(provider: Provider) -> Path:
    """The secret between the portal and a provider, readable by its owner only."""
    return folder_of(provider) / "client.secret"


def environment_file() -> Path:
    """The portal's settings for its providers, as lines that a shell reads."""
    return settings().var / "demo" / "providers" / "portal.env"


def port_of(provider: Provider) -> int:
    """The port of this machine on which a provider listens."""
    return settings().demo_provider_port + provider.place


def issuer_of(provider: Provider) -> str:
    """A provider's issuer URL."""
    return f"http://127.0.0.1:{port_of(provider)}"


def redirect_of(provider: Provider) -> str:
    """The one address to which a provider sends people back."""
    return f"{settings().base_url}/sign-in/back/{provider.name}"


def provider_named(name: str) -> Provider | None:
    """The provider of this name."""
    return next((provider for provider in PROVIDERS if provider.name == name), None)


def environment() -> dict[str, str]:
    """What the portal's processes are told of the providers (docs/operating.md)."""
    told: dict[str, str] = {}
    for provider in PROVIDERS:
        values = {
            "ISSUER": issuer_of(provider),
            "CLIENT_ID": CLIENT_ID,
            "CLIENT_SECRET": client_secret_of(provider).read_text(),
            "LABEL": provider.label,
            "LABEL_EN": provider.label_en,
            "SCOPES": "openid profile email phone groups" if provider.staff else "openid profile email phone",
            "STAFF": str(provider.staff).lower(),
            "RESIDENTS": str(not provider.staff).lower(),
        }
        told |= {f"OIDC__{provider.name.upper()}__{name}": value for name, value in values.items()}
    return told
