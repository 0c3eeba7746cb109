"""Does the doctor see what is wrong, say what to do, and end with 1 only then?"""

from __future__ import annotations

import asyncio
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest
from typer.testing import CliRunner

from mail.inbound import Server
from portal.cli import main
from portal.cli.doctor import advisories, command, data, keeping, machine, outside, report
from portal.cli.doctor.findings import Finding
from portal.kernel import heartbeat, keys, modes
from portal.kernel.heartbeat import Tally
from portal.kernel.models import BackOffice, Holiday, OutboxMessage
from portal.kernel.safekeeping import escrow
from portal.settings import Settings, settings
from tests.cast import NOW, Cast, filed
from tests.postgres import sqlite_only

GOOD = {
    "PORTAL_BASE_URL": "https://portal.geumjeong.go.kr",
    "PORTAL_MAIL_FROM": "금정구 <portal@geumjeong.go.kr>",
    "PORTAL_FRONT_DESK_PHONE": "051-519-4114",
    "PORTAL_TRUSTED_PROXIES": "127.0.0.1",
}


@pytest.fixture
def tidy(var: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A machine that is set up as the recipe says."""
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    var.var.chmod(0o700)
    escrow.note(keys.ring().masters, NOW)
    return settings()


def wrong(findings: Any, state: str = "wrong") -> list[str]:
    return [f"{one.area} {one.subject}" for one in findings if one.state == state]


def test_a_machine_in_order_has_nothing_wrong(tidy: Settings):
    assert wrong(machine.look()) == []


@pytest.mark.parametrize(
    ("name", "value", "subject"),
    [
        ("PORTAL_BASE_URL", "http://portal.geumjeong.go.kr", "설정 PORTAL_BASE_URL"),
        ("PORTAL_MAIL_FROM", "x <portal@geumjeong.example>", "설정 PORTAL_MAIL_FROM"),
        ("PORTAL_TRUSTED_PROXIES", "", "설정 PORTAL_TRUSTED_PROXIES"),
        ("PORTAL_METRICS_TOKEN", "short", "설정 PORTAL_METRICS_TOKEN"),
        ("PORTAL_DISK_FREE_MB", "999999999", "디스크 PORTAL_VAR"),
    ],
)
def test_a_setting_that_is_not_safe_is_named(tidy: Settings, monkeypatch, name, value, subject):
    monkeypatch.setenv(name, value)
    settings.cache_clear()
    assert wrong(machine.look()) == [subject]


def test_keys_that_others_read_are_cut_short_or_in_no_escrow_are_named(tidy: Settings):
    (key,) = (tidy.var / "keys").glob("*.key")
    key.chmod(0o644)
    assert wrong(machine.look()) == ["키 권한"]
    key.chmod(0o600)
    (tidy.var / "keys" / escrow.RECORD).unlink()
    assert wrong(machine.look()) == ["키 봉인"]
    key.write_bytes(b"short")
    assert wrong(machine.look()) == ["키 내용"]
    key.unlink()
    assert wrong(machine.look()) == ["키 마스터 키"]


def test_an_open_folder_a_bad_mode_and_a_copy_left_over_are_named(tidy: Settings):
    tidy.var.chmod(0o755)
    (tidy.var / modes.FILE).write_text("{")
    (tidy.var / "upgrade").mkdir()
    (tidy.var / "upgrade" / "before.sqlite3").touch()
    assert set(wrong(machine.look())) == {"설정 PORTAL_VAR", "설정 운영 상태", "설정 var/upgrade"}


@sqlite_only
def test_a_damaged_database_is_seen(var: Settings):
    assert wrong(data.whole()) == []
    path = var.database_path
    raw = bytearray(path.read_bytes())
    for page in range(4, len(raw) // 4096, 3):
        raw[page * 4096 : page * 4096 + 2000] = os.urandom(2000)
    path.write_bytes(raw)
    assert wrong(data.whole()) == ["데이터베이스 검사"]
    path.unlink()
    assert wrong(data.whole()) == ["데이터베이스 파일"]


async def looked(now: datetime = NOW) -> list[Finding]:
    return [finding async for finding in data.look(now)]


async def test_in_a_living_house_nothing_is_wrong(house: Cast):
    heartbeat.beat(NOW, held=False, jobs={})
    await filed()
    assert wrong(await looked()) == []


async def test_a_worker_away_or_failing_and_what_waits_is_seen(house: Cast):
    await filed()
    assert wrong(await looked()) == ["작업 worker"]
    heartbeat.beat(NOW, held=False, jobs={"send notices": Tally(9, 2)})
    assert "작업 worker" in wrong(await looked(), "mind")
    await BackOffice.create(client="roads", department="construction", secret_hash="x", created_at=NOW)
    await OutboxMessage.all().update(available_at=NOW - timedelta(hours=1))
    assert wrong(await looked()) == ["작업 부서 시스템"]
    await OutboxMessage.all().update(state="parked")
    assert "작업 멈춘 것" in wrong(await looked(), "mind")


async def test_a_clock_that_was_set_back_is_seen(house: Cast):
    heartbeat.beat(NOW - timedelta(hours=1), held=False, jobs={})
    await filed()
    assert "시계 기록과 시계" in wrong(await looked(NOW - timedelta(hours=1)))


async def test_next_years_holidays_must_be_there_from_october_on(house: Cast):
    await Holiday.filter(date__gte="2027-01-01").delete()
    heartbeat.beat(NOW, held=False, jobs={})
    assert "내용 공휴일" not in wrong(await looked())
    assert "내용 공휴일" in wrong(await looked(NOW.replace(month=10)))


def test_backups_too_old_and_drills_never_done_are_named(var: Settings, tmp_path: Path, monkeypatch):
    assert wrong(keeping.look(NOW)) == ["백업 데이터", "백업 키", "백업 복구 훈련"]
    monkeypatch.setenv("PORTAL_BACKUP_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("PORTAL_BACKUP_KEYS_DIR", str(tmp_path / "keys"))
    settings.cache_clear()
    for folder, ending in (("data", ".data.age"), ("keys", ".keys.age")):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / f"portal-1{ending}"
        path.touch()
        os.utime(path, (NOW.timestamp(), NOW.timestamp()))
    reports = settings().var / "reports"
    reports.mkdir()
    (reports / "drill-1.json").write_text(json.dumps({"at": NOW.isoformat(), "passed": True}))
    assert wrong(keeping.look(NOW + timedelta(hours=1))) == []
    assert wrong(keeping.look(NOW + timedelta(hours=27))) == ["백업 데이터", "백업 키"]
    assert wrong(keeping.look(NOW + timedelta(days=100)), "mind") == ["백업 복구 훈련"]
    (reports / "drill-2.json").write_text(json.dumps({"at": NOW.isoformat(), "passed": False}))
    assert "백업 복구 훈련" in wrong(keeping.look(NOW))


async def test_mail_and_scanner_are_asked(var: Settings, monkeypatch):
    async def keep(_: Any) -> None:
        raise AssertionError("no letter was promised")

    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("CLAMD", "required")
    monkeypatch.setenv("CLAMD_ADDRESS", "tcp:127.0.0.1:1")
    monkeypatch.setenv("PORTAL_BASE_URL", "http://127.0.0.1:1")
    settings.cache_clear()
    assert wrong([one async for one in outside.look(NOW)]) == [
        "서비스 메일",
        "서비스 파일 검사",
        "바깥에서 첫 화면",
    ]
    async with Server("127.0.0.1", 0, keep) as server:
        monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        settings.cache_clear()
        assert "서비스 메일" not in wrong([one async for one in outside.look(NOW)])


def test_weak_headers_are_named(var: Settings, monkeypatch):
    strong = {
        "content-security-policy": "default-src 'none'; script-src 'self'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
    }
    assert wrong(outside._headers(httpx2.Response(200, headers=strong))) == []
    for name in strong:
        weaker = {key: value for key, value in strong.items() if key != name}
        assert wrong(outside._headers(httpx2.Response(200, headers=weaker))) == ["바깥에서 보안 헤더"]
    unsafe = strong | {"content-security-policy": "default-src 'none'; script-src 'unsafe-inline'"}
    assert wrong(outside._headers(httpx2.Response(200, headers=unsafe))) == ["바깥에서 보안 헤더"]
    monkeypatch.setenv("PORTAL_BASE_URL", GOOD["PORTAL_BASE_URL"])
    settings.cache_clear()
    assert wrong(outside._headers(httpx2.Response(200, headers=strong))) == ["바깥에서 보안 헤더"]
    strict = strong | {
        "strict-transport-security": "max-age=63072000; includeSubDomains",
        "server": "nginx/1.22.1",
    }
    assert wrong(outside._headers(httpx2.Response(200, headers=strict))) == []
    assert wrong(outside._headers(httpx2.Response(200, headers=strict)), "mind") == ["바깥에서 Server"]


@pytest.fixture
def advice(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A database of advisories that knows one package to be bad."""
    asked: list[Any] = []

    async def answer(request: httpx2.Request) -> httpx2.Response:
        queries = json.loads(request.content)["queries"]
        asked.extend(queries)
        bad = [{"vulns": [{"id": "X-1"}]} if one["package"]["name"] == "starlette" else {} for one in queries]
        return httpx2.Response(200, json={"results": bad})

    real = httpx2.AsyncClient
    monkeypatch.setattr(
        httpx2, "AsyncClient", lambda **more: real(transport=httpx2.MockTransport(answer), **more)
    )
    return asked


async def test_a_package_known_to_be_vulnerable_is_named_and_only_names_are_sent(advice: list[Any]):
    finding = await advisories.look("https://advisories.example/")
    assert finding.state == "wrong"
    assert finding.said.startswith("starlette ")
    assert {frozenset(one) for one in advice} == {frozenset({"package", "version"})}


async def test_without_a_network_that_is_left_out_and_said():
    assert (await advisories.look("http://127.0.0.1:1/")).state == "mind"


def test_the_table_and_the_report_say_what_to_do(tidy: Settings, monkeypatch):
    async def examined(*_: object, **__: object) -> list[Finding]:
        return [
            machine.KEYS.ok("마스터 키", "1개"),
            machine.DISK.mind("PORTAL_VAR", "91% | 참", "공간을 늘리세요."),
            *problems,
        ]

    problems: list[Finding] = []
    monkeypatch.setattr(command, "examine", examined)
    fine = CliRunner().invoke(main, ["doctor"])
    assert fine.exit_code == 0
    assert "OK 1 · 주의 1 · 문제 0" in fine.output
    problems.append(keeping.KEEPING.wrong("데이터", "백업이 없습니다", "portal backup"))
    told = CliRunner().invoke(main, ["doctor", "--report", "--offline"])
    assert told.exit_code == 1
    assert "→ portal backup" in told.output
    (path,) = (tidy.var / "reports").glob("보안진단-*.md")
    page = path.read_text("utf-8")
    assert page.index("portal backup") < page.index("공간을 늘리세요.") < page.index("## 점검한 것")
    assert "91% \\| 참" in page


def test_letters_of_two_columns_are_lined_up():
    lines = report.table([machine.KEYS.ok("가나", "x"), machine.KEYS.ok("abcd", "y")]).splitlines()
    assert report._columns(lines[0].split("x")[0]) == report._columns(lines[1].split("y")[0])


def test_a_house_that_does_not_open_is_a_finding_and_no_fault(no_database: Settings):
    findings = asyncio.run(command.examine(datetime.now(UTC), offline=True))
    assert "데이터베이스 열기" in wrong(findings)
