"""How does the demo's department get its own system? Registered once; its secret lies under var/demo."""

from __future__ import annotations

import os
from datetime import datetime

from portal.kernel import back_offices
from portal.kernel.models import BackOffice
from portal.rooms.demo.definition import CLIENT, CLIENT_DEPARTMENT
from portal.rooms.demo.queries.system import secret_file, store_file


async def register(now: datetime) -> bool:
    """Make the system known, or give it a new secret if the old one was lost; True if anything changed."""
    known = await BackOffice.exists(client=CLIENT)
    if known and secret_file().exists():
        return False
    if known:
        _keep(await back_offices.rotate(CLIENT))
        return True
    # A store without its portal belongs to data that were removed.
    for left_over in store_file().parent.glob(f"{store_file().name}*"):
        left_over.unlink()
    _keep(await back_offices.add(CLIENT, CLIENT_DEPARTMENT, now))
    return True


def _keep(secret: str) -> None:
    path = secret_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
