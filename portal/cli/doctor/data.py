"""Is the database whole, does the work go on, and is what staff maintain still in date?"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from typing import Final

from portal.cli.doctor.findings import Area, Finding
from portal.database import revision, text_index
from portal.database.rows import ask
from portal.kernel import broker, contents, figures, files, heartbeat, holidays, readiness, silence
from portal.kernel.deadlines import korean
from portal.kernel.files import inventory
from portal.kernel.models import Event
from portal.kernel.public import words
from portal.settings import settings

DATABASE: Final = Area("데이터베이스")
CLOCK: Final = Area("시계")
WORK: Final = Area("작업")
FILES: Final = Area("파일")
CARE: Final = Area("내용")
BIG_JOURNAL: Final = 256
SOON_MONTH: Final = 10
"""From October on, next year's holidays must be there: dates reach into it (the cabinet designates them in summer)."""
AHEAD: Final = timedelta(minutes=2)


def whole() -> Iterator[Finding]:
    """What SQLite itself says of the file; the house need not open for it."""
    if settings().on_postgres:
        return  # its server is asked by `look`
    path = settings().database_path
    if not path.exists():
        yield DATABASE.wrong("파일", "없습니다", "portal db migrate, 이미 쓰던 곳이면 portal restore")
        return
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)) as found:
            said = [str(line) for (line,) in found.execute("PRAGMA quick_check(5)")]
            loose = found.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError as error:
        yield DATABASE.wrong("검사", type(error).__name__, "백업에서 portal restore로 되살리세요.")
        return
    if said != ["ok"] or loose:
        yield DATABASE.wrong(
            "검사",
            f"손상 {len(said)}곳, 끊긴 연결 {len(loose)}곳",
            "portal mode set maintenance 뒤 portal restore",
        )
    else:
        yield DATABASE.ok("검사", f"{path.stat().st_size // readiness.MIB:,} MiB")
    journal = path.with_name(path.name + "-wal")
    if journal.exists() and journal.stat().st_size > BIG_JOURNAL * readiness.MIB:
        yield DATABASE.mind(
            "기록(WAL)", "256 MiB보다 큽니다", "오래 열린 읽기가 있는지 보고 web과 worker를 다시 시작하세요."
        )


async def look(now: datetime) -> AsyncIterator[Finding]:
    """What stands in the open database."""
    there, wanted = await revision.applied(), revision.newest()
    if there == wanted:
        yield DATABASE.ok("구조", there)
    else:
        yield DATABASE.wrong("구조", f"{there or '없음'}, 프로그램은 {wanted}", "portal upgrade")
    for said in await _server():
        yield said
    yield await _search()
    yield await _files(now)
    yield await _newest_event(now)
    for finding in await _work(now):
        yield finding
    yield await _holidays(now)
    yield await _contents(now)


async def _server() -> list[Finding]:
    """What decides at a PostgreSQL server whether a receipt's case outlives a power cut."""
    if not settings().on_postgres:
        return []
    names = ("fsync", "full_page_writes")
    rows = await ask("SELECT name, setting FROM pg_settings WHERE name IN (?, ?)", *names)
    off = sorted(row["name"] for row in rows if row["setting"] != "on")
    if off:
        return [
            DATABASE.wrong(
                "서버", f"꺼져 있음: {', '.join(off)}", "postgresql.conf에서 켜고 다시 시작하세요."
            )
        ]
    return [DATABASE.ok("서버", f"{await figures.database_bytes() // readiness.MIB:,} MiB")]


async def _search() -> Finding:
    if not await text_index.stands():
        if settings().on_postgres:
            advice = "postgresql-contrib를 설치하고 portal search rebuild (데이터베이스 소유자가 pg_trgm을 만듭니다)"
            return DATABASE.mind("낱말 찾기", "pg_trgm이 없어 낱말의 앞부분만 찾습니다", advice)
        return DATABASE.wrong("낱말 찾기", "색인이 온전하지 않습니다", "portal search rebuild")
    if not await words.whole():
        advice = "worker가 채우는 중일 수 있습니다. 오래가면 portal search rebuild"
        return DATABASE.mind("낱말 찾기", "색인에 없는 민원이 있습니다", advice)
    return DATABASE.ok("낱말 찾기", "온전합니다")


async def _files(now: datetime) -> Finding:
    """Whether each file lies where its row says; `portal files check` reads them as well."""
    try:
        found = await inventory.check(now, read=False)
    except files.StoreAway:
        return FILES.wrong(
            "보관소",
            "답이 없습니다",
            "FILES_URL, AWS_… 자격과 네트워크를 확인하세요. 그동안 파일 없이는 접수됩니다.",
        )
    if found.missing:
        said = f"{found.named}개 가운데 {len(found.missing)}개가 없습니다"
        return FILES.wrong("보관소", said, "portal files check로 보고 백업에서 되찾으세요.")
    return FILES.ok("보관소", f"{found.named}개 모두 있습니다")


async def _newest_event(now: datetime) -> Finding:
    newest = await Event.all().order_by("-at").first()
    if newest is not None and newest.at > now + AHEAD:
        return CLOCK.wrong(
            "기록과 시계", "가장 새 기록이 지금보다 뒤입니다", "시계가 되돌려졌는지 확인하고 맞추세요."
        )
    return CLOCK.ok("기록과 시계", "어긋나지 않습니다")


async def _work(now: datetime) -> list[Finding]:
    found = [_worker(now), *_broker()]
    lag = await readiness.longest_wait(now)
    if lag > readiness.LAG:
        found.append(
            WORK.wrong(
                "밀린 일",
                f"{int(lag.total_seconds() // 60)}분",
                "worker가 살아 있는지, 메일 서버가 받는지 보세요.",
            )
        )
    else:
        found.append(WORK.ok("밀린 일", "없음"))
    parked = (await figures.taken(now)).parked
    if parked:
        found.append(
            WORK.mind("멈춘 것", f"{parked}건", "데스크의 ‘전달 실패’에서 까닭을 보고 다시 보내세요.")
        )
    else:
        found.append(WORK.ok("멈춘 것", "없음"))
    away = await silence.silent(now)
    for one in away:
        advice = "부서에 확인하고, 오래가면 portal mode set degraded"
        found.append(
            WORK.wrong("부서 시스템", f"{one.department}: {one.waiting}건을 30분 넘게 가져가지 않음", advice)
        )
    if not away:
        found.append(WORK.ok("부서 시스템", "기다리게 하는 곳 없음"))
    return found


def _broker() -> list[Finding]:
    """How the worker finds the broker; nothing is said where the outbox is the queue."""
    if not settings().on_rabbitmq:
        return []
    state = broker.state()
    if state is None:
        return [WORK.wrong("메시지 브로커", "worker가 아직 찾지 않았습니다", "portal worker를 시작하세요.")]
    if state.fault:
        since = korean(state.since)
        return [
            WORK.wrong(
                "메시지 브로커",
                f"{since:%m-%d %H:%M}부터 닿지 않음: {state.fault}",
                "RabbitMQ가 살아 있는지, QUEUE_URL이 맞는지 보세요. 메시지는 outbox에서 기다립니다.",
            )
        ]
    return [WORK.ok("메시지 브로커", "닿습니다")]


def _worker(now: datetime) -> Finding:
    beat = heartbeat.last()
    if beat is None or not beat.fresh(now):
        return WORK.wrong("worker", "1분 넘게 보이지 않습니다", "portal worker를 시작하고 로그를 보세요.")
    failed = sum(tally.failed for tally in beat.jobs.values())
    if failed:
        return WORK.mind("worker", f"시작한 뒤 실패 {failed}번", "로그에서 job-failed를 찾아보세요.")
    return WORK.ok("worker", "살아 있습니다")


async def _holidays(now: datetime) -> Finding:
    today = korean(now).date()
    years = holidays.complete_years(await holidays.stored_holidays())
    needed = {today.year} | ({today.year + 1} if today.month >= SOON_MONTH else set())
    if missing := sorted(needed - years):
        said = f"{', '.join(map(str, missing))}년이 없습니다"
        return CARE.wrong("공휴일", said, "portal holidays load FILE (없으면 처리기한을 약속하지 못합니다)")
    if last := await holidays.ends_soon(today):
        return CARE.mind("공휴일", f"표가 {last}에 끝납니다", "다음 해의 파일로 portal holidays load FILE")
    return CARE.ok("공휴일", f"{max(years)}년까지")


async def _contents(now: datetime) -> Finding:
    late = await contents.overdue(korean(now).date())
    if not late:
        return CARE.ok("안내문 검토", "밀린 것 없음")
    names = ", ".join(f"{item.kind}/{item.slug}" for item in late[:5])
    return CARE.mind(
        "안내문 검토",
        f"{len(late)}건이 검토할 날을 지났습니다: {names}",
        "데스크의 ‘안내와 공지’에서 검토하세요.",
    )
