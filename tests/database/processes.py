"""What do the other processes of the tests do? `python -m tests.database.processes <role> <place>`."""

import asyncio
import sys

from tortoise.context import TortoiseContext

from portal.database.transactions import transaction
from tests.database.conftest import config_for
from tests.database.models import Account, Entry


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


async def read_then_write() -> None:
    """A hundred times: read the balance, write it back one higher, with an entry."""
    for _ in range(100):
        async with transaction():
            pot = await Account.get(name="pot")
            await Entry.create(account=pot, amount=1)
            pot.balance += 1
            await pot.save()


async def pair_forever() -> None:
    """Until killed: two entries that belong together, told on stdout once they are committed."""
    pot = await Account.get(name="pot")
    while True:
        async with transaction():
            await Entry.create(account=pot, amount=1)
            await Entry.create(account=pot, amount=-1)
        say("committed")


async def open_only() -> None:
    """Opens a database that may not exist yet, while others do the same."""
    await Account.all().count()


async def commit_when_told() -> None:
    """For each line read, one committed entry, then an answer."""
    pot = await Account.get(name="pot")
    for _ in sys.stdin:
        await Entry.create(account=pot, amount=1)
        say("committed")


async def hold() -> None:
    """Until killed: an open transaction that has written."""
    async with transaction():
        await Account.create(name="never")
        say("holding")
        await asyncio.sleep(3600)


ROLES = {role.__name__: role for role in (read_then_write, pair_forever, open_only, commit_when_told, hold)}


async def main(role: str, place: str) -> None:
    async with TortoiseContext() as context:
        await context.init(config=config_for(place))
        if role == "open_only":
            await context.generate_schemas(safe=True)
        await ROLES[role]()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
