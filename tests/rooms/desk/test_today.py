"""The day's work: what stands in which list, for whom, in which order; finding a case or a person."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.kernel import cases, deadlines, holidays, receipts
from portal.kernel.cases import Petitioner
from portal.kernel.deadlines import Rule, is_overdue
from portal.kernel.models import AccessLog, Case
from portal.rooms.desk.definition import lists
from portal.rooms.desk.queries import lists as reads
from portal.rooms.desk.rules import late_before, read_search
from tests.cast import NOW, filed, service_of

SUYEON = Petitioner("이수연", "부산광역시 금정구 부곡동 223", "010-9876-2210", "suyeon@example.org")


@pytest.fixture
def day(run, staff):
    """Cases in each state, by name."""
    return run(_day(staff))


async def _day(staff):
    living, permit = service_of("construction", "living_report"), service_of("construction", "permit")
    made = {
        "late": await filed(living, now=NOW - timedelta(days=5)),
        "accept late": await filed(service_of("cleaning"), now=NOW - timedelta(days=2)),
        "new": await filed(living, petitioner=SUYEON, now=NOW - timedelta(minutes=10)),
        "today": await filed(living, now=NOW - timedelta(minutes=20)),
        "waits": await filed(permit, now=NOW - timedelta(days=3)),
        "other": await filed(service_of("traffic")),
        "closed": await filed(living),
    }

    async def move(name, step, when, **data):
        await cases.move(made[name].id, step, actor=staff.minsu, now=when, data=data)

    await move("late", "accept", NOW - timedelta(days=4, hours=20))
    await move("today", "accept", NOW)
    await move("waits", "accept", NOW - timedelta(days=1))
    await move("waits", "request_supplement", NOW, request="도면", days="10")
    await move("closed", "withdraw", NOW)
    return {name: await Case.get(id=case.id) for name, case in made.items()}


def numbers(page, day):
    """The names of the cases in a page, in its order."""
    places = {name: page.text.find(f">{case.receipt_no}<") for name, case in day.items()}
    return sorted((name for name, place in places.items() if place >= 0), key=lambda name: places[name])


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("office", ["late", "accept late", "today", "new", "waits"]),
        ("late", ["late", "accept late"]),
        ("today", ["today"]),
        ("waiting", ["accept late", "new"]),
        ("supplement", ["waits"]),
        ("mine", ["late", "today", "waits"]),
        ("closed", ["closed"]),
        ("nonsense", ["late", "accept late", "today", "new", "waits"]),
    ],
)
def test_each_list_holds_its_cases_most_urgent_first(day, sign_in, view, expected):
    assert numbers(sign_in("minsu", f"/desk%3Fview={view}"), day) == expected


def test_counts_agree_with_the_lists(day, run, staff):
    counted = run(reads.counts(staff.minsu, NOW))
    assert counted == {"today": 1, "late": 2, "waiting": 2, "supplement": 1, "mine": 3, "office": 5}


def test_the_time_left_is_working_time_and_lateness_is_marked(day, sign_in):
    page = sign_in("minsu").text
    for words in ("7시간 50분", "접수 지연", "지남", "멈춤", "보완 기한", "오늘 오후 2시"):
        assert words in page


def test_a_supervisor_sees_all_of_the_department_but_not_others(day, sign_in):
    assert "other" not in numbers(sign_in("jeonghee", "/desk%3Fview=office"), day)
    assert "new" in numbers(sign_in("jeonghee", "/desk%3Fview=office"), day)


def test_the_front_desk_sees_all_departments(day, sign_in):
    assert "other" in numbers(sign_in("sora", "/desk%3Fview=office"), day)


def test_another_department_sees_its_own_only(day, sign_in):
    assert numbers(sign_in("jiho"), day) == ["other"]


@pytest.mark.parametrize(("login", "path"), [("yuna", "/desk/log"), ("admin", "/desk/staff")])
def test_who_reads_no_contents_has_another_first_page(day, sign_in, login, path):
    assert sign_in(login).url.path == path


def test_no_petitioner_stands_in_a_list(day, sign_in):
    page = sign_in("minsu").text
    for word in ("김하늘", "이수연", "2210", "중앙대로"):
        assert word not in page


def test_long_lists_have_pages_that_keep_the_filter(run, sign_in, client, staff):
    run(_many(45))
    first = sign_in("minsu", "/desk%3Fview=waiting")
    assert 'rel="next" href="/desk?view=waiting&amp;page=2"' in first.text
    assert "3 / 3쪽" in client.get("/desk?view=waiting&page=3").text
    assert client.get("/desk?view=waiting&page=999").status_code == 200


async def _many(count):
    for _ in range(count):
        await filed()


@pytest.mark.parametrize(
    "typed", ["이수연", "이 수연", "010-9876-2210", "01098762210", "2210", "SUYEON@example.org", "２２１０"]
)
def test_a_person_is_found_by_exact_name_phone_or_mail(day, sign_in, post, typed):
    sign_in("minsu")
    found = post("/desk/search", {"q": typed})
    assert numbers(found, day) == ["new"]


@pytest.mark.parametrize("typed", ["이수", "수연", "010", "221", "12345", "%", "김", "haneul"])
def test_a_part_of_a_name_or_number_finds_nobody(day, sign_in, post, typed):
    sign_in("minsu")
    assert numbers(post("/desk/search", {"q": typed}), day) == []


def test_a_search_by_person_is_on_record_and_names_nobody_in_address_or_log(day, sign_in, post, run):
    sign_in("minsu")
    found = post("/desk/search", {"q": "이수연"})
    assert "found=" in str(found.url)
    assert "%EC%9D%B4" not in str(found.url)
    row = run(_last_look())
    assert (row.actor, row.what, row.why) == ("minsu", "person_searched", "name")


async def _last_look():
    return await AccessLog.all().order_by("-id").first()


def test_another_departments_petitioner_is_not_found(day, sign_in, post):
    sign_in("jiho")
    assert numbers(post("/desk/search", {"q": "이수연"}), day) == []


def test_a_receipt_number_leads_to_its_case(day, sign_in, post):
    sign_in("minsu")
    number = day["new"].receipt_no
    for typed in (
        number,
        number.replace("-", ""),
        number.replace("-", " "),
        number[5:],
        number[5:].lstrip("0"),
    ):
        assert post("/desk/search", {"q": typed}).url.path == f"/desk/cases/{number}"


def test_another_departments_number_is_as_unknown_as_a_wrong_one(day, sign_in, post):
    sign_in("minsu")
    pages = [post("/desk/search", {"q": no}) for no in (day["other"].receipt_no, receipts.make(2026, 999))]
    assert [page.status_code for page in pages] == [404, 404]
    assert all("찾지 못했습니다" in page.text for page in pages)


def test_an_empty_search_shows_the_list(day, sign_in, post):
    sign_in("minsu")
    assert post("/desk/search", {"q": "  "}).url.path == "/desk"


@pytest.mark.parametrize("rule", ["WH:3", "N6:7", "D5:3", "W:2", "M:1"])
@pytest.mark.parametrize("seconds", [-1, -0.5, 0, 0.000001, 0.5, 1, 2, 3600])
def test_the_database_and_the_law_agree_on_what_is_late(rule, seconds):
    parsed = Rule.parse(rule)
    due_at = deadlines.reckon(parsed, NOW, holidays.packaged_calendar()).due_at
    assert due_at is not None
    now = due_at + timedelta(seconds=seconds)
    assert (due_at < late_before(now)) == is_overdue(now, due_at, parsed)


@pytest.mark.parametrize("view", list(lists.VIEWS))
def test_every_list_teaches_when_it_is_empty(staff, sign_in, view):
    assert sign_in("minsu", f"/desk%3Fview={view}").text.count("여기에 보입니다") == 1


def test_what_was_typed_is_told_apart():
    kinds = {
        text: read_search(text, receipts.read(text)).kind
        for text in ("이수연", "2210", "a@b.c", "", "4812-7")
    }
    assert kinds == {
        "이수연": "name",
        "2210": "phone-tail",
        "a@b.c": "email",
        "": "nothing",
        "4812-7": "short_number",
    }
