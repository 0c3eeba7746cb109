"""How does one use the link at the end of a letter?"""

from __future__ import annotations

from portal.kernel.models import Case, Follow
from portal.kernel.notices import stops
from portal.kernel.public import following
from tests.cast import NOW
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


@scene("/unsubscribe/follow/{token}")
def follow_no_more(world: World, row: Row) -> Asked:
    return Asked({"token": following.stop_token(world.run(_followed(world.case)))})


@scene("/unsubscribe/follow/{token}~false")
def end_what_somebody_else_follows(world: World, row: Row) -> Asked:
    good = following.stop_token(world.run(_followed(world.case)))
    return Asked({"token": f"AAAA{good[4:]}"})


async def _followed(case: Case) -> Follow:
    return await following.follow_by_mail("seojun@example.org", case, "ko", NOW)
