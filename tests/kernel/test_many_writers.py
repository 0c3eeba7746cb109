"""Do many processes that write at once take each number once, and keep every chain whole?"""

import subprocess
import sys

from portal.kernel import ledger
from portal.kernel.models import AccessLog, Case, Counter
from portal.kernel.people import log_chain
from portal.settings import ROOT
from tests.cast import Cast

PROCESSES, TIMES = 8, 5


async def test_eight_processes_take_numbers_without_gap_or_double_and_no_chain_breaks(house: Cast):
    looks = await AccessLog.all().count()
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.kernel.writer", str(TIMES)],
            cwd=ROOT,
            text=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for _ in range(PROCESSES)
    ]
    said = [process.communicate(timeout=100)[1] for process in running]
    assert [process.returncode for process in running] == [0] * PROCESSES, said
    numbers = sorted(int(case.receipt_no.split("-")[1]) for case in await Case.all())
    assert numbers == list(range(1, PROCESSES * TIMES + 1))
    assert (await Counter.get(name="receipt:2026")).value == numbers[-1]
    assert await AccessLog.all().count() == looks + PROCESSES * TIMES
    assert (await log_chain.verify()).fault == ""
    assert (await ledger.verify()).faults == ()
