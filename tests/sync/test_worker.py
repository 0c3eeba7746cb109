"""Does the worker go on, whatever one of its jobs does, and stop when told?"""

from __future__ import annotations

import asyncio
import os
import signal
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from portal import house as composition
from portal import worker
from portal.kernel import expiry, files, keys
from portal.kernel.ids import new_token
from portal.kernel.jobs import Job
from portal.kernel.models import Attachment, Case, ContactProof, DataKey, Draft, Rate, Session
from portal.settings import Settings
from portal.web import logs
from tests.cast import NOW, Cast, filed, service_of


def now() -> datetime:
    return NOW


async def test_a_failing_job_is_logged_without_its_words_and_stops_no_other():
    stop, done = asyncio.Event(), []

    async def fail(_: datetime) -> bool:
        raise ValueError("haneul@example.org")

    async def work(at: datetime) -> bool:
        done.append(at)
        if len(done) == 3:
            stop.set()
        return False

    with capture_logs() as written:
        await worker.work([Job("bad", 0, fail), Job("good", 0, work)], stop, now)
    assert done == [NOW] * 3
    failed = [entry for entry in written if entry["event"] == "job-failed"]
    assert failed[0]["job"] == "bad"
    assert failed[0]["error"] == "ValueError"
    assert "haneul" not in str(written)


async def test_a_job_with_more_to_do_is_not_made_to_wait():
    stop, left = asyncio.Event(), [3]

    async def work(_: datetime) -> bool:
        left[0] -= 1
        if not left[0]:
            stop.set()
        return left[0] > 0

    await asyncio.wait_for(worker.work([Job("batches", 3600, work)], stop, now), 5)
    assert left == [0]


async def test_a_running_job_is_finished_before_the_worker_stops():
    stop, finished = asyncio.Event(), []

    async def slow(_: datetime) -> bool:
        stop.set()
        await asyncio.sleep(0.01)
        finished.append(True)
        return True

    await worker.work([Job("slow", 3600, slow)], stop, now)
    assert finished == [True]


async def test_the_whole_worker_starts_works_and_stops_on_sigterm(
    var: Settings, monkeypatch: pytest.MonkeyPatch
):
    async def ask_to_stop(_: datetime) -> bool:
        os.kill(os.getpid(), signal.SIGTERM)
        return False

    real = composition.jobs()
    assert len({job.name for job in real}) == len(real)
    monkeypatch.setattr(composition, "jobs", lambda: [*real, Job("stop", 3600, ask_to_stop)])
    monkeypatch.setattr(logs, "configure", lambda: None)
    with capture_logs() as written:
        await asyncio.wait_for(worker.run(now), 30)
    assert [entry["event"] for entry in written] == ["worker-started", "worker-stopped"]


async def draft(expires: datetime, **more: Any) -> Draft:
    row, key = keys.new_data_key(NOW)
    await row.save(force_create=True)
    made = await Draft.create(
        session_id=new_token(),
        service_code=service_of("cleaning").code,
        service_version=1,
        idempotency_key=new_token(),
        key_id=row.id,
        saved_at=NOW,
        expires_at=expires,
        **more,
    )
    blob = await files.store().put(key, b"bytes")
    await Attachment.create(
        draft=made, field="f", name_ct=b"", media_type="x", size=5, blob=blob, created_at=NOW
    )
    return made


async def test_expired_drafts_go_with_their_files_and_keys_and_the_others_stay(house: Cast):
    old, kept = await draft(NOW), await draft(NOW + timedelta(seconds=1))
    case = await filed()
    await expiry.remove_expired_drafts(NOW)
    assert await Draft.all().values_list("id", flat=True) == [kept.id]
    assert await Attachment.all().values_list("draft_id", flat=True) == [kept.id]
    assert set(await DataKey.all().values_list("id", flat=True)) == {kept.key_id, case.key_id}
    assert not await DataKey.exists(id=old.key_id)
    assert len(list(files.end().kept())) == 1
    assert await Case.exists(id=case.id)


async def test_a_draft_saved_again_meanwhile_is_not_removed(house: Cast):
    old = await draft(NOW)
    await Draft.filter(id=old.id).update(expires_at=NOW + timedelta(days=1))
    assert await expiry._remove_draft(old, NOW) == []
    assert await Attachment.exists(draft_id=old.id)


async def test_expired_rows_go_and_a_draft_keeps_its_proof(house: Cast):
    long_ago, soon = NOW - timedelta(days=40), NOW + timedelta(seconds=1)
    for expires in (NOW, soon):
        await Session.create(id=new_token(), created_at=NOW, seen_at=NOW, expires_at=expires)
        await Rate.create(key=new_token(), window_start=NOW, expires_at=expires)
    proofs = [
        await ContactProof.create(
            purpose="filing",
            contact_sealed=b"",
            contact_hash="",
            code_sealed=b"",
            created_at=at,
            expires_at=at,
        )
        for at in (long_ago, long_ago, NOW)
    ]
    await draft(NOW + timedelta(days=1), proof_id=proofs[0].id)
    await expiry.remove_expired_rows(NOW)
    assert await Session.all().values_list("expires_at", flat=True) == [soon]
    assert await Rate.all().values_list("expires_at", flat=True) == [soon]
    assert set(await ContactProof.all().values_list("id", flat=True)) == {proofs[0].id, proofs[2].id}
