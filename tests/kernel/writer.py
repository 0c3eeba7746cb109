"""What does each of many processes write at once? `python -m tests.kernel.writer TIMES`, on the settings' database."""

import asyncio
import sys

from portal import house
from portal.kernel.models import Person
from portal.kernel.people import note_look
from tests.cast import NOW, filed


async def main(times: int) -> None:
    """So many filings and looks, in turn."""
    async with house.opened(NOW):
        person = await Person.get(login="minsu")
        for _ in range(times):
            await filed()
            await note_look(person, "signed_in", now=NOW)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
