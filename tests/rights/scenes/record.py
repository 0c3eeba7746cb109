"""How does one ask for the proofs of a case?"""

from __future__ import annotations

from portal.kernel.record import signing
from tests.cast import NOW
from tests.rights.asking import Asked, scene
from tests.rights.reading import Row
from tests.rights.world import World


@scene("/cases/{no}/record/{what}.json", "/cases/{no}/record/{what}.svg")
def signed_receipt(world: World, row: Row) -> Asked:
    world.run(_signing())
    return Asked({"what": "filed"})


async def _signing() -> None:
    try:
        await signing.signer()
    except signing.NoSigningKey:
        await signing.make(NOW)
