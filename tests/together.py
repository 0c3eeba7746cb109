"""Which tests stay together when several run at a time? Those of a file, and those of a folder with servers of its own.

They share what a fixture of the file or the session has made. (pytest-xdist's own groups are lost under pytest 9.2.)
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any, Final

import pytest
from xdist.scheduler import LoadScopeScheduling

SERVERS_OF_THEIR_OWN: Final = ("browser", "openid")


class Together(LoadScopeScheduling):  # type: ignore[misc]  # xdist ships no types
    """Hands whole files, and whole folders whose processes take long to start, to one worker each."""

    def _split_scope(self, nodeid: str) -> str:
        place = PurePosixPath(nodeid.partition("::")[0])
        return place.parts[1] if place.parts[1] in SERVERS_OF_THEIR_OWN else str(place)


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Together:
    """pytest-xdist asks here who hands out the tests."""
    return Together(config, log)
