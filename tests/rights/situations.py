"""In which situations is any route asked? Those that have nothing to do with the route: sessions and rights that end.

A line whose path ends in one of these words needs no scene of its own for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from portal.kernel.keys import token_hash
from portal.kernel.models import Session
from tests.cast import NOW
from tests.rights.world import LONG_AGO, World, give_rights_back, take_rights_away


def _timed_out(world: World) -> None:
    if world.session:
        world.change_session(seen_at=NOW - LONG_AGO)


def _signed_out(world: World) -> None:
    world.run(Session.filter(id=token_hash(world.session)).delete())


def _signed_in_a_while_ago(world: World) -> None:
    if world.session:
        world.change_session(created_at=NOW - timedelta(minutes=20))


def _rights_ended(world: World) -> None:
    world.run(take_rights_away(world))


SITUATIONS: dict[str, Callable[[World], None]] = {
    "timed_out": _timed_out,
    "signed_out": _signed_out,
    "a_while_ago": _signed_in_a_while_ago,
    "rights_ended": _rights_ended,
}


@contextmanager
def situation(world: World, name: str) -> Iterator[None]:
    """Bring it about between the preparation of a request and its sending."""
    if name in SITUATIONS:
        SITUATIONS[name](world)
    try:
        yield
    finally:
        if name == "rights_ended":
            world.run(give_rights_back(world))
