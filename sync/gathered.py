"""What do the messages of many rows need? Cases, events, keys and files, each read by one query for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.kernel import keys
from portal.kernel.models import Attachment, Case, DataKey, Event, OutboxMessage


@dataclass(frozen=True)
class Gathered:
    """What was read, by id; an event by its case and number. `with_files`: the cases that have any file."""

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
    cases = {case.id: case for case in await Case.filter(id__in=ids)}
    numbers = list({row.event_seq for row in rows})
    events = await Event.filter(case_id__in=ids, seq__in=numbers)
    sealed = await DataKey.filter(id__in=[case.key_id for case in cases.values()])
    with_files = await Attachment.filter(case_id__in=ids).distinct().values_list("case_id", flat=True)
    return Gathered(
        cases,
        {(event.case_id, event.seq): event for event in events},
        {key.id: key for key in sealed},
        frozenset(UUID(str(one)) for one in with_files),
    )
