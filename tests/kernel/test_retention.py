"""Retention: counted from 1 January after closing, decided by one, carried out by another, never by a clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from portal.kernel import back_offices, cases, destroyed, destruction, files, keys, ledger, people, retention
from portal.kernel.models import (
    Attachment,
    Case,
    DataKey,
    Delegation,
    Disposal,
    Event,
    InboxMessage,
    Notice,
    OutboxMessage,
    Person,
)
from portal.kernel.moves import SYSTEM, Actor
from portal.kernel.permissions import NotAllowed, staff_actor
from portal.kernel.refusals import Refusal
from tests.cast import NOW, filed
from tests.postgres import sqlite_only
from tests.safekeeping import town

DUE = datetime(2040, 1, 1, 0, 30, tzinfo=UTC)
DESTROY = retention.Decision(retention.DESTROY, "2040년 제1차 심의회")


async def officer(login: str) -> Actor:
    person = await Person.create(login=login, name=login, phone="051-000-0000", created_at=NOW)
    await people.grant(person, people.Right("records"), by="tests", now=NOW)
    return await staff_actor(person)


@pytest.fixture
async def closed(house) -> Case:
    """A case with a file, answered in March 2026, kept for as long as its service says."""
    return await town.answered(await town.filed_with_file(1), house.minsu)


def case_of(retention_class: str, closed_at: datetime | None) -> Case:
    return Case(retention_class=retention_class, closed_at=closed_at)


@pytest.mark.parametrize(
    ("retention_class", "closed_at", "due"),
    [
        ("y1", datetime(2026, 3, 10, tzinfo=UTC), date(2028, 1, 1)),
        ("y5", datetime(2026, 12, 31, 14, 59, tzinfo=UTC), date(2032, 1, 1)),
        ("y5", datetime(2026, 12, 31, 15, 0, tzinfo=UTC), date(2033, 1, 1)),  # 1 January in Korea
        ("y30", datetime(2026, 1, 1, tzinfo=UTC), date(2057, 1, 1)),
        ("permanent", datetime(1990, 1, 1, tzinfo=UTC), None),
        ("semi_permanent", datetime(1990, 1, 1, tzinfo=UTC), None),
        ("y1", None, None),
    ],
)
def test_the_years_count_from_the_new_year_after_closing(retention_class, closed_at, due):
    assert retention.due_on(case_of(retention_class, closed_at)) == due


@pytest.mark.parametrize("retention_class", ["y1", "y3", "y5", "y10", "y30"])
async def test_the_list_and_the_date_agree_to_the_minute(closed, retention_class):
    await Case.filter(id=closed.id).update(retention_class=retention_class)
    case = await Case.get(id=closed.id)
    due = retention.due_on(case)
    assert due is not None
    first = datetime(due.year, 1, 1, tzinfo=keys.KOREA)
    assert await retention.listed(retention.Filter(), first - timedelta(seconds=1)) == ([], 0)
    assert await retention.listed(retention.Filter(), first) == ([case], 1)


@pytest.mark.parametrize(
    "change", [{"retention_class": "permanent"}, {"retention_class": "semi_permanent"}, {"closed_at": None}]
)
async def test_what_is_open_or_permanent_is_never_due(closed, change):
    await Case.filter(id=closed.id).update(**change)
    assert (await retention.listed(retention.Filter(), datetime(2300, 1, 1, tzinfo=UTC)))[1] == 0


async def test_one_decides_another_destroys_and_nothing_personal_is_left(files_at, closed):
    first, second = await officer("nuri"), await officer("byeol")
    await leave_traces(closed)
    blob = str((await Attachment.get(case_id=closed.id)).blob)
    assert files.end().has(blob)
    assert await retention.decide([closed.id], DESTROY, actor=first, login="nuri", now=DUE) == 1
    with pytest.raises(retention.SameHand):
        await retention.carry_out([closed.id], actor=first, login="nuri", now=DUE)
    await cases.key_of(closed)
    carried = await retention.carry_out([closed.id], actor=second, login="byeol", now=DUE)
    assert (carried.done, carried.refused) == (1, [])

    case = await Case.get(id=closed.id)
    key = await DataKey.get(id=case.key_id)
    assert (key.wrapped, key.destroyed_at) == (None, DUE)
    assert destroyed.read() == {key.id: DUE}
    assert (case.petitioner_ct, case.answers_ct, case.filing_digest, case.person_id) == (None, None, "", None)
    assert case.name_hash == case.phone_hash == case.phone_tail_hash == case.email_hash == ""
    assert not files.end().has(blob)
    assert await Event.filter(case_id=case.id).exclude(body_ct=None).count() == 0
    row = await Attachment.get(case_id=case.id)
    assert (bytes(row.name_ct), row.facts_ct, row.state) == (b"", None, "destroyed")
    taken = await Delegation.get(case_id=case.id)
    assert (taken.code_hash, taken.agent_ct, taken.agent_id) == ("", None, None)
    assert await Notice.filter(case_id=case.id).exclude(error="").count() == 0
    assert await Notice.filter(case_id=case.id, state="pending").count() == 0
    assert bytes((await InboxMessage.get(case_id=case.id)).body_sealed) == b""
    with pytest.raises(keys.KeyDestroyed) as told:
        await cases.key_of(case)
    assert "2040. 1. 1." in str(told.value.message)
    kinds = [
        str(kind)
        for kind in await Event.filter(case_id=case.id).order_by("seq").values_list("kind", flat=True)
    ]
    assert kinds[-2:] == ["disposal_decided", "destroyed"]
    assert (await ledger.verify()).faults == ()
    made = await Disposal.get(case_id=case.id)
    assert (made.decided_by, made.destroyed_at) == ("nuri", DUE)
    again = await retention.carry_out([closed.id], actor=second, login="byeol", now=DUE)
    assert again.done == 0


async def leave_traces(case: Case) -> None:
    """Whatever else may name somebody: an agent, a letter's fault, a department's message."""
    agent = await Person.create(login="resident:1", kind="resident", name="", created_at=NOW)
    await Delegation.create(
        case=case, scope="act", code_hash="a" * 64, agent=agent, agent_ct=b"x", created_at=NOW, expires_at=NOW
    )
    await Notice.filter(case_id=case.id).update(error="refused: 550 haneul@example.org")
    await InboxMessage.create(
        source="s", message_id="m", case=case, state="parked", body_sealed=b"x", digest="d", received_at=NOW
    )


@sqlite_only
async def test_the_destroyed_key_lingers_neither_in_the_database_nor_in_its_log(closed, var):
    key = await DataKey.get(id=closed.key_id)
    wrapped = bytes(key.wrapped or b"")

    def found() -> bool:
        return any(wrapped in path.read_bytes() for path in var.var.glob("portal.sqlite3*"))

    assert found()
    await retention.decide([closed.id], DESTROY, actor=await officer("nuri"), login="nuri", now=DUE)
    await retention.carry_out([closed.id], actor=await officer("byeol"), login="byeol", now=DUE)
    assert not found()


async def test_only_a_records_officer_decides_and_carries_out(closed, house):
    for actor in (house.minsu, house.jeonghee, house.sora, house.yuna, house.admin):
        with pytest.raises(NotAllowed):
            await retention.decide([closed.id], DESTROY, actor=actor, login="x", now=DUE)
        with pytest.raises(NotAllowed):
            await retention.carry_out([closed.id], actor=actor, login="x", now=DUE)
    assert await Disposal.all().count() == 0


async def test_nothing_is_destroyed_without_a_decision_or_before_its_day(closed):
    first, second = await officer("nuri"), await officer("byeol")
    carried = await retention.carry_out([closed.id], actor=second, login="byeol", now=DUE)
    assert [type(one) for one in carried.refused] == [retention.NotDue]
    with pytest.raises(retention.NotDue):
        await retention.decide([closed.id], DESTROY, actor=first, login="nuri", now=NOW)
    await retention.decide([closed.id], DESTROY, actor=first, login="nuri", now=DUE)
    carried = await retention.carry_out([closed.id], actor=second, login="byeol", now=NOW)
    assert carried.done == 0
    await cases.key_of(closed)


async def test_a_kept_case_comes_back_when_its_day_is_over(closed):
    first = await officer("nuri")
    keep = retention.Decision(retention.KEEP, "소송 중", date(2041, 6, 30))
    await retention.decide([closed.id], keep, actor=first, login="nuri", now=DUE)
    assert (await retention.listed(retention.Filter(), DUE))[1] == 0
    assert (await retention.listed(retention.Filter(state="kept"), DUE))[1] == 1
    with pytest.raises(retention.NotDue):
        await retention.decide([closed.id], DESTROY, actor=first, login="nuri", now=DUE)
    later = datetime(2041, 7, 1, tzinfo=UTC)
    assert (await retention.listed(retention.Filter(), later))[1] == 1
    await retention.decide([closed.id], DESTROY, actor=first, login="nuri", now=later)
    assert (await retention.listed(retention.Filter(state="decided"), later))[1] == 1
    assert (await ledger.verify()).faults == ()


@pytest.mark.parametrize(
    "wrong",
    [
        retention.Decision("burn", "왜"),
        retention.Decision(retention.DESTROY, "  "),
        retention.Decision(retention.KEEP, "왜"),
        retention.Decision(retention.KEEP, "왜", date(2040, 1, 1)),
        retention.Decision(retention.DESTROY, "주민번호 900101-1234568"),
    ],
)
async def test_a_decision_is_whole_or_none(closed, wrong):
    with pytest.raises(Refusal):
        await retention.decide([closed.id], wrong, actor=await officer("nuri"), login="nuri", now=DUE)
    assert await Disposal.all().count() == 0


async def test_of_a_batch_all_are_decided_or_none(closed, house):
    still_open = await filed()
    with pytest.raises(retention.NotDue):
        await retention.decide(
            [closed.id, still_open.id], DESTROY, actor=await officer("nuri"), login="nuri", now=DUE
        )
    assert await Disposal.all().count() == 0


async def test_what_a_departments_system_has_not_taken_over_waits(closed):
    first, second = await officer("nuri"), await officer("byeol")
    await back_offices.add("gs-works", "construction", now=NOW)
    await retention.decide([closed.id], DESTROY, actor=first, login="nuri", now=DUE)
    carried = await retention.carry_out([closed.id], actor=second, login="byeol", now=DUE)
    assert [type(one) for one in carried.refused] == [retention.StillOwed]
    await OutboxMessage.filter(case_id=closed.id).update(state="acknowledged")
    assert (await retention.carry_out([closed.id], actor=second, login="byeol", now=DUE)).done == 1


async def test_a_crash_between_the_list_and_the_commit_is_finished_later(closed, monkeypatch):
    async def crash(*_: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr(destruction, "insert", crash)
        with pytest.raises(OSError, match="power cut"):
            await destruction.destroy(closed.id, actor=SYSTEM, now=DUE)
    await cases.key_of(closed)
    assert await destruction.unfinished() == [closed.key_id]
    assert await destruction.finish(actor=SYSTEM, now=DUE) == 1
    with pytest.raises(keys.KeyDestroyed):
        await cases.key_of(closed)
    assert (await destruction.unfinished(), (await ledger.verify()).faults) == ([], ())


async def test_the_sweep_takes_a_destroyed_file_that_a_crash_left(files_at, closed, monkeypatch):
    async def crash(_: object) -> None:
        raise OSError("power cut")

    monkeypatch.setattr(destruction, "remove_files", crash)
    with pytest.raises(OSError, match="power cut"):
        await destruction.destroy(closed.id, actor=SYSTEM, now=DUE)
    blob = str((await Attachment.get(case_id=closed.id)).blob)
    assert files.end().has(blob)
    await files.sweep_orphans(datetime.now(UTC) + timedelta(days=2))
    assert not files.end().has(blob)


async def test_no_job_of_the_worker_destroys_anything():
    from portal.house import jobs

    assert not [job.name for job in jobs() if "retention" in job.name or "destroy" in job.name]
