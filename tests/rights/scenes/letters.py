"""How does one use the link at the end of a letter?"""

from __future__ import annotations

from portal.kernel.notices import stops
from tests.rights.asking import Asked, scene
from tests.rights.reading import Row
from tests.rights.world import World


@scene("/unsubscribe/{token}", "/unsubscribe/{token}/again")
def stop(world: World, row: Row) -> Asked:
    return Asked({"token": stops.token(stops.contact_of("mail", "haneul@example.org"))})


@scene("/unsubscribe/{token}~false", "/unsubscribe/{token}/again~false")
def stop_somebody_else(world: World, row: Row) -> Asked:
    good = stops.token(stops.contact_of("mail", "haneul@example.org"))
    other = stops.token(stops.contact_of("mail", "seojun@example.org"))
    return Asked({"token": good[:17] + other[17:]})
