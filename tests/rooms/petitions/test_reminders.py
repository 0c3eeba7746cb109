"""The clock reminds the office of its dates: officer, then supervisor, then the inspector; each once for each date."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from portal.kernel import cases, holidays, staff_notices
from portal.kernel.deadlines import KST, Calendar, Rule, is_overdue, reckon
from portal.kernel.models import Case, Grant, Notice, Person, StaffNotice
from portal.kernel.sending import composing, recipients
from portal.rooms.petitions import jobs
from portal.rooms.petitions.rules import Dates, reminders_of
from tests.cast import NOW, filed, service_of

DAY = timedelta(days=1)


async def _permit(house, at=NOW):
    """A permit that minsu accepted: seven days, due on Wednesday 18 March 2026."""
    case = await filed(service_of("construction", "permit"), answers={"details": "간판을 답니다."}, now=at)
    await cases.move(case.id, "accept", actor=house.minsu, now=at)
    return await Case.get(id=case.id)


async def _told(case=None):
    """Who was told what, in the order of telling."""
    rows = StaffNotice.filter(case_id=case.id) if case else StaffNotice.all()
    return [
        (row.topic, row.person.login)
        for row in await rows.order_by("created_at", "id").select_related("person")
    ]


def _korean(day, hour, minute=0):
    return datetime(2026, 3, day, hour, minute, tzinfo=KST)


async def test_officer_before_and_when_late_then_the_supervisor(house):
    case = await _permit(house)
    assert case.due_at == datetime(2026, 3, 18, 14, 59, 59, tzinfo=UTC)
    steps: tuple[tuple[datetime, list[tuple[str, str]]], ...] = (
        (_korean(16, 18), []),
        (_korean(17, 9, 1), [("due_soon", "minsu")]),
        (_korean(18, 18), [("due_soon", "minsu")]),
        (_korean(19, 9), [("due_soon", "minsu"), ("late", "minsu")]),
        (_korean(19, 17), [("due_soon", "minsu"), ("late", "minsu")]),
        (_korean(19, 18), [("due_soon", "minsu"), ("late", "minsu"), ("late_on", "jeonghee")]),
        (_korean(20, 18), [("due_soon", "minsu"), ("late", "minsu"), ("late_on", "jeonghee")]),
    )
    for at, told in steps:
        await jobs.remind(at)
        assert await _told(case) == told, at


async def test_a_new_due_date_is_reminded_of_anew(house):
    case = await _permit(house)
    await jobs.remind(_korean(17, 10))
    data = {"days": "3", "reason": "현장을 더 봅니다."}
    await cases.move(case.id, "extend", actor=house.minsu, now=_korean(17, 11), data=data)
    await jobs.remind(_korean(18, 10))
    assert await _told(case) == [("due_soon", "minsu")]
    await jobs.remind(_korean(20, 10))
    assert await _told(case) == [("due_soon", "minsu"), ("due_soon", "minsu")]


async def test_of_two_workers_and_after_a_restart_one_tells(house):
    case = await _permit(house)
    for _ in range(3):
        await asyncio.gather(*(jobs.remind(_korean(20, 18)) for _ in range(4)))
    assert sorted(await _told(case)) == [("late", "minsu"), ("late_on", "jeonghee")]


async def test_who_leaves_or_has_nothing_is_passed_over_for_the_supervisor(house):
    case = await _permit(house)
    await Case.filter(id=case.id).update(officer_id=None)
    await jobs.remind(_korean(17, 10))
    await Person.filter(login="minsu").update(active=False)
    await Case.filter(id=case.id).update(officer_id=house.minsu.id)
    await jobs.remind(_korean(19, 10))
    assert await _told(case) == [("due_soon", "jeonghee"), ("late", "jeonghee")]


async def test_a_department_without_a_supervisor_has_its_clerks_told(house):
    await Grant.filter(role="supervisor").update(revoked_at=NOW)
    await jobs.remind(NOW)
    case = await filed()
    await jobs.remind(NOW + DAY + timedelta(minutes=1))
    assert await _told(case) == [("accept_late", "minsu")]


async def test_what_stands_still_or_is_closed_is_left_alone(house):
    paused, closed = await _permit(house), await _permit(house)
    data = {"ground": "field_investigation", "reason": "현장을 조사합니다."}
    await cases.move(paused.id, "pause", actor=house.minsu, now=NOW, data=data)
    await cases.move(closed.id, "withdraw", actor=house.minsu, now=NOW)
    await jobs.remind(NOW + 30 * DAY)
    assert await _told() == []


async def test_acceptance_that_is_late_is_told_to_the_supervisor(house):
    """민원령 6⑦: eight working hours."""
    case = await filed()
    await jobs.remind(NOW + DAY)
    assert await _told(case) == []
    await jobs.remind(NOW + DAY + timedelta(seconds=1))
    assert await _told(case) == [("accept_late", "jeonghee")]


async def _route(case, who, department, at):
    data = {"department": department, "reason": "맡은 부서로 보냅니다."}
    await cases.move(case.id, "route", actor=who, now=at, data=data)


async def test_a_hop_that_took_too_long_and_the_last_free_one_are_told_to_supervisors(house):
    """민원령 13①: one working hour from the front desk; ②: three where it went wrong before; then they decide."""
    case = await filed()
    await _route(case, house.sora, "cleaning", NOW + timedelta(minutes=90))
    assert await _told(case) == [("hop_late", "jeonghee")]
    await _route(case, house.minsu, "construction", NOW + timedelta(hours=2))
    assert await _told(case) == [("hop_late", "jeonghee"), ("hops", "jeonghee")]


async def test_a_hop_in_time_is_nobodys_news(house):
    case = await filed()
    await _route(case, house.sora, "cleaning", NOW + timedelta(minutes=60))
    await jobs.remind(NOW + timedelta(hours=5))
    assert await _told(case) == []


async def test_what_was_sent_on_and_lies_three_working_hours_is_told(house):
    """민원령 13②."""
    case = await filed()
    await _route(case, house.sora, "cleaning", NOW)
    at = NOW + timedelta(hours=4)  # an hour of it is lunch
    await jobs.remind(at)
    assert await _told(case) == []
    for _ in range(2):
        await jobs.remind(at + timedelta(minutes=1))
    assert await _told(case) == [("hop_slow", "jeonghee")]


async def test_the_auditor_hears_once_each_working_day_that_something_is_late(house):
    """민원령 28②."""
    await jobs.show_late(_korean(17, 10))
    assert await _told() == []
    await _permit(house)
    for at in (_korean(18, 10), _korean(19, 8), _korean(21, 10), _korean(22, 10)):
        await jobs.show_late(at)
        assert await _told() == [], at
    for at in (_korean(19, 10), _korean(19, 15), _korean(20, 10)):
        await asyncio.gather(jobs.show_late(at), jobs.show_late(at))
    assert await _told() == [("late_list", "yuna"), ("late_list", "yuna")]


async def test_who_has_an_office_address_gets_it_by_mail_too_without_contents(house):
    await Person.filter(login="minsu").update(office_mail="minsu@office.example")
    case = await _permit(house)
    await jobs.remind(_korean(17, 10))
    await jobs.remind(_korean(17, 11))
    letter = await Notice.get(topic="staff")
    assert (letter.channel, letter.state, letter.case_id) == ("mail", "pending", None)
    from_letter = await _letter(letter)
    assert case.receipt_no in from_letter.subject
    assert f"/desk/cases/{case.receipt_no}" in from_letter.text
    assert "김하늘" not in from_letter.subject + from_letter.text


async def _letter(notice):
    recipient = await recipients.of_notice(notice)
    return await composing.letter_of(notice, recipient)


async def test_each_topic_says_what_to_do_in_both_languages(house):
    for topic in staff_notices.TOPICS.values():
        for text in (topic.title, topic.text):
            assert text.ko
            assert text.en


async def test_the_same_reminders_hold_until_the_date_changes(house):
    """Whatever the minute at which a worker looks: what was due to be said stays so, and late never comes too early."""
    calendar = await holidays.current_calendar()
    _holds(calendar)


def _holds(calendar: Calendar) -> None:
    @given(
        rule=st.sampled_from(["WH:3", "WH:4", "D5:2", "D5:5", "N6:7", "N6:14"]),
        accepted=st.integers(0, 40 * 24 * 60),
        looks=st.lists(st.integers(0, 60 * 24 * 60), min_size=2, max_size=6).map(sorted),
    )
    def check(rule: str, accepted: int, looks: list[int]) -> None:
        since = NOW + timedelta(minutes=accepted)
        due = reckon(Rule.parse(rule), since, calendar).due_at
        assert due is not None
        dates = Dates({"rule": rule}, since, since, due)
        for look in looks:
            at = since + timedelta(minutes=look)
            topics = [one.topic for one in reminders_of(dates, at, calendar)]
            assert len(topics) == len(set(topics))
            late = is_overdue(at, due, Rule.parse(rule))
            assert ("late" in topics) == late
            assert not (late and "due_soon" in topics)
            if due - at < timedelta(minutes=1) and not late:
                assert topics == ["due_soon"]

    check()
