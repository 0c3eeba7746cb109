"""What do the messages of many rows need? Cases, events, keys and files, each read by one query for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.database.reading import marks, read
from portal.database.rows import ask
from portal.kernel import keys
from portal.kernel.models import Case, DataKey, Event, OutboxMessage


@dataclass(frozen=True)
class Gathered:
    """What was read, by id; an event by its case and number, with each case's first one.

    `with_files`: the cases that have any file.
    """

    cases: dict[UUID, Case]
    events: dict[tuple[UUID, int], Event]
    keys: dict[UUID, DataKey]
    with_files: frozenset[UUID]

    def key_of(self, case: Case) -> bytes:
        """The case's bare data key. Raises keys.KeyDestroyed."""
        return keys.unwrap(self.keys[case.key_id])


async def gather(rows: Sequence[OutboxMessage]) -> Gathered:
    """All that the messages of these rows are written from, but words and files themselves."""
    ids = list({row.case_id for row in rows})
    numbers = list({1, *(row.event_seq for row in rows)})
    cases = {case.id: case for case in await read(Case, f"id IN ({marks(ids)})", *ids)}
    events = await read(Event, f"case_id IN ({marks(ids)}) AND seq IN ({marks(numbers)})", *ids, *numbers)
    sealed = [case.key_id for case in cases.values()]
    opened = await read(DataKey, f"id IN ({marks(sealed)})", *sealed)
    with_files = await ask(
        f"SELECT DISTINCT case_id FROM attachment WHERE case_id IN ({marks(ids)})",  # noqa: S608 (only ?)
        *ids,
    )
    return Gathered(
        cases,
        {(event.case_id, event.seq): event for event in events},
        {key.id: key for key in opened},
        frozenset(UUID(str(row["case_id"])) for row in with_files),
    )
