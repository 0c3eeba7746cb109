"""At which migration does the database stand, and which is the newest that this code brings?"""

from __future__ import annotations

from pathlib import Path

from tortoise.connection import get_connection

_FOLDER = Path(__file__).parents[1] / "migrations"


def newest() -> str:
    """The newest migration of this code (its file's name)."""
    return max(path.stem for path in _FOLDER.glob("[0-9]*.py"))


async def applied() -> str:
    """The newest migration that the open database has; "" if none. Raises OperationalError without tables."""
    sql = "SELECT MAX(name) AS name FROM tortoise_migrations"
    found = await get_connection("default").execute_query_dict(sql)
    return str(found[0]["name"] or "") if found else ""
