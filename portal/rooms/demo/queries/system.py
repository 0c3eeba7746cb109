"""Where does the department's own system of the demo keep its things?"""

from __future__ import annotations

from pathlib import Path

from portal.rooms.demo.definition.people import CLIENT
from portal.settings import settings


def secret_file() -> Path:
    """Where the secret of the department's system lies, readable by its owner only."""
    return settings().var / "demo" / f"{CLIENT}.secret"


def store_file() -> Path:
    """Where the department's system keeps what it got."""
    return settings().var / "demo" / f"{CLIENT}.sqlite3"
