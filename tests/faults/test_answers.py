"""What does a resident hear when the web process dies after the commit, or is told to stop in the middle?"""

from __future__ import annotations

import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from portal.kernel.models import Case, Event, OutboxMessage
from tests.cast import Cast
from tests.faults.conftest import Faults
from tests.faults.processes import DIE, HOLD
from tests.faults.town import Away, Resident, await_silence, new_key


async def counts() -> tuple[int, int, int]:
    return await Case.all().count(), await Event.all().count(), await OutboxMessage.all().count()


async def test_who_hears_nothing_after_the_commit_gets_the_same_receipt_on_asking_again(
    faults: Faults, house: Cast
):
    faults.start_web()
    resident, key = Resident(faults.port), new_key()
    resident.receipt(new_key())
    (faults.folder / DIE.name).touch()
    with pytest.raises(Away):
        resident.send(key)
    assert faults.web.running is not None
    assert faults.web.running.wait(30) == -signal.SIGKILL
    assert await counts() == (2, 2, 2)
    faults.start_web()
    last = (await Case.all().order_by("-receipt_no"))[0]
    assert resident.receipt(key) == last.receipt_no
    assert await counts() == (2, 2, 2)


async def test_filings_under_way_are_finished_when_the_web_process_is_told_to_stop(
    faults: Faults, house: Cast
):
    faults.start_web()
    residents = [Resident(faults.port) for _ in range(5)]
    for resident in residents:
        resident.receipt(new_key())
    (faults.folder / HOLD.name).touch()
    with ThreadPoolExecutor(5) as threads:
        answers = [threads.submit(resident.send, new_key()) for resident in residents]
        while len(list(faults.folder.glob("arrived-*"))) < 5:
            time.sleep(0.01)
        assert faults.web.running is not None
        faults.web.running.send_signal(signal.SIGTERM)
        await_silence(faults.port)
        (faults.folder / HOLD.name).unlink()
        receipts = {answer.result(30) for answer in answers}
    assert len(receipts) == 5
    assert faults.web.running.wait(30) in {0, -signal.SIGTERM}
    assert await Case.filter(receipt_no__in=list(receipts)).count() == 5
    assert await counts() == (10, 10, 10)
