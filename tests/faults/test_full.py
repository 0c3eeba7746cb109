"""What does a resident read while the disk is full, and is what was typed still there?"""

from __future__ import annotations

import json
from urllib.parse import urlencode

from portal.kernel.models import Case
from tests.cast import Cast
from tests.faults.conftest import Faults
from tests.faults.processes import FULL
from tests.faults.town import FORM, SERVICE, Resident, new_key, once


async def test_a_full_disk_asks_for_patience_keeps_what_was_typed_and_takes_it_later(
    faults: Faults, house: Cast
):
    faults.start_web()
    resident, key = Resident(faults.port), new_key()
    resident.receipt(new_key())
    (faults.folder / FULL.name).touch()
    csrf, path = resident.headers["X-CSRF-Token"], f"/services/{SERVICE}/file"
    details = "가로등이 꺼져 있습니다. " * 100
    form = urlencode({**FORM, "details": details, "key": key, "csrf": csrf}).encode()
    headers = {"Cookie": resident.headers["Cookie"], "Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(20):  # until the pages that were free are used up
        status, said, page = once(faults.port, "POST", path, headers, form)
        if status != 303:
            break
        form = form.replace(key.encode(), (key := new_key()).encode())
    assert status == 503, page.decode()[:3000]
    assert (status, said["retry-after"]) == (503, "10")
    assert details[:100] in page.decode()
    machine = {**resident.headers, "Content-Type": "application/json", "Accept": "application/json"}
    body = json.dumps({**FORM, "details": details, "key": key}).encode()
    status, _, problem = once(faults.port, "POST", path, machine, body)
    assert (status, json.loads(problem)["code"]) == (503, "database_away")
    before = await Case.all().count()
    (faults.folder / FULL.name).unlink()
    status, _, _ = once(faults.port, "POST", path, headers, form)
    assert (status, await Case.all().count()) == (303, before + 1)
