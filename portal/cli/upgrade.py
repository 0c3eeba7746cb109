"""How does a new version take over in one command, and what if it does not fit? `portal upgrade`, on the new code.

Closed for maintenance, the worker holding still: backup, a copy kept aside, migrations, checks, restart. If any of it
fails, the copy is put back and the reasons are told. The copy is removed in the end: a key destroyed later must not
live on in it.
"""

from __future__ import annotations

import asyncio
import getpass
import shlex
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import httpx2
import typer

from portal import house
from portal.cli.doctor import data, machine
from portal.database import aside
from portal.database.carrying import keeping
from portal.database.carrying.shape import NotCarried
from portal.database.migrate import MigrationRefused, check_schema
from portal.database.migrate import migrate as apply_migrations
from portal.kernel import heartbeat, ledger, modes
from portal.kernel.refusals import Refusal
from portal.kernel.safekeeping import backup as backups
from portal.kernel.safekeeping import sealing
from portal.settings import settings, tortoise_config

Config = dict[str, Any]
Say = Callable[[str], None]
HOLD_SECONDS: Final = 120.0
"""How long a batch of the worker may still run before the upgrade gives up."""
START_SECONDS: Final = 60.0
BUSY: Final = "worker가 하던 일을 멈추지 않습니다. 로그를 보고 다시 해 주세요."
NO_PLACE: Final = (
    "백업할 곳이 없습니다: PORTAL_BACKUP_DIR, PORTAL_BACKUP_KEYS_DIR (방금 했으면 --without-backup)"
)
TEXT: Final = "새 판으로 바꾸고 있습니다."
TEXT_EN: Final = "We are installing a new version."


class Failed(Exception):
    """A step did not succeed; `problems` says why, each in a sentence."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


@dataclass(frozen=True)
class Plan:
    """What is to be done. `restart` is a command, "" if the operator restarts the processes."""

    config: Config
    restart: str = ""
    backup: bool = True
    check_restart: bool = True


@dataclass
class Outcome:
    """What was done. `restarted`: the processes run the new code already."""

    applied: list[str] = field(default_factory=list)
    problems: tuple[str, ...] = ()
    restarted: bool = False
    put_back: bool = False
    must_restart: bool = False

    @property
    def done(self) -> bool:
        """Whether the new version is in place."""
        return not self.problems


@dataclass
class Copy:
    """The whole database, kept aside as a SQLite file whichever engine it runs on."""

    config: Config
    file: Path
    revision: str = ""

    def keep(self) -> None:
        """Copy the database. Raises aside.Unreadable, NotCarried."""
        if not settings().on_postgres:
            aside.keep(settings().database_path, self.file)
            return
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.remove()
        self.revision = asyncio.run(keeping.copy(self.config, self.file))

    def put_back(self) -> bool:
        """Put it back. True if the processes that have the database open may go on."""
        if not settings().on_postgres:
            return aside.put_back(self.file, settings().database_path)
        asyncio.run(keeping.put_back(self.file, self.revision, self.config))
        return True

    def remove(self) -> None:
        """Remove the copy, with what SQLite and a migration put beside it."""
        for left in self.file.parent.glob(f"{self.file.name}*"):
            left.unlink()


def upgrade(
    restart: Annotated[
        str, typer.Option(help="프로세스를 다시 시작하는 명령: 'systemctl restart portal-web portal-worker'")
    ] = "",
    without_backup: Annotated[
        bool, typer.Option("--without-backup", help="방금 백업했을 때만. 되돌릴 사본은 그래도 둡니다.")
    ] = False,
) -> None:
    """점검으로 닫고, 백업하고, 새 구조로 바꾸고, 확인한 다음 다시 엽니다. 실패하면 모두 되돌립니다."""
    outcome = carry_out(Plan(tortoise_config(), restart, backup=not without_backup), typer.echo)
    if outcome.done:
        typer.echo("끝났습니다." if outcome.restarted else "끝났습니다. web과 worker를 지금 다시 시작하세요.")
        return
    for problem in outcome.problems:
        typer.echo(f"문제: {problem}", err=True)
    typer.echo(
        "데이터베이스를 바꾸기 전으로 되돌렸습니다."
        if outcome.put_back
        else "데이터베이스는 바꾸지 않았습니다."
    )
    typer.echo(_what_now(outcome), err=True)
    raise typer.Exit(1)


def carry_out(plan: Plan, say: Say) -> Outcome:
    """Do it, and take it back if it fails. The mode before is restored, unless the new code runs on the old data."""
    before, outcome = modes.current(), Outcome()
    now = datetime.now(UTC)
    copy = Copy(plan.config, settings().var / "upgrade" / "before.sqlite3")
    modes.set_mode("maintenance", now=now, by=getpass.getuser(), text=TEXT, text_en=TEXT_EN)
    say("점검으로 닫았습니다.")
    changing = False
    try:
        _wait_for_worker()
        if plan.backup:
            say(f"백업했습니다: {_backup(now)}")
        copy.keep()
        changing = True
        outcome.applied = asyncio.run(apply_migrations(plan.config))
        say(f"적용했습니다: {', '.join(outcome.applied) or '새 구조 없음'}")
        _check(plan.config, now)
        say("확인했습니다: 구조, 파일 검사, 기록의 사슬, 키")
        if plan.restart:
            _restart(plan, outcome)
            say("다시 시작했고 답합니다.")
    except (Exception, KeyboardInterrupt) as error:
        outcome.problems = _told(error)
        if changing:
            _take_back(outcome, copy)
    copy.remove()
    if outcome.done or not (outcome.restarted or outcome.must_restart):
        _set_back(before)
    return outcome


def _set_back(before: modes.Mode) -> None:
    modes.set_mode(
        before.name,
        now=before.since or datetime.now(UTC),
        by=before.by,
        until=before.until,
        text=before.text.ko,
        text_en=before.text.en,
    )


def _wait_for_worker() -> None:
    """Until no living worker does anything. Raises Failed."""
    until = time.monotonic() + HOLD_SECONDS
    while not heartbeat.all_held(datetime.now(UTC)):
        if time.monotonic() > until:
            raise Failed(BUSY)
        time.sleep(0.5)


def _backup(now: datetime) -> str:
    """A backup as `portal backup` makes it. Raises Failed without a place for it, and Refusal."""
    chosen = settings()
    if chosen.backup_dir is None or chosen.backup_keys_dir is None:
        raise Failed(NO_PLACE)
    made = backups.make(
        backups.Place(chosen.backup_dir, sealing.recipients(chosen.backup_recipients.split())),
        backups.Place(chosen.backup_keys_dir, sealing.recipients(chosen.backup_keys_recipients.split())),
        now=now,
    )
    return str(made.data.path)


def _check(config: Config, now: datetime) -> None:
    """Whether the new shape is whole and what was written is still what was written. Raises Failed."""
    problems = asyncio.run(check_schema(config))
    findings = [*data.whole(), *machine.look_at_keys()]
    problems += [f"{one.area} {one.subject}: {one.said}" for one in findings if one.state == "wrong"]
    if not problems:
        problems += asyncio.run(_ledger(now))
    if problems:
        raise Failed(*problems)


async def _ledger(now: datetime) -> list[str]:
    async with house.opened(now):
        verdict = await ledger.verify()
    return [
        f"기록의 사슬: {fault.receipt_no}의 {fault.seq}번째 ({fault.what})" for fault in verdict.faults[:10]
    ]


def _restart(plan: Plan, outcome: Outcome) -> None:
    """Start the processes again and wait for an answer. Raises Failed."""
    outcome.restarted = True
    done = subprocess.run(shlex.split(plan.restart), capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        raise Failed(f"다시 시작하지 못했습니다 ({done.returncode}): {done.stderr.strip()[-300:]}")
    until = time.monotonic() + START_SECONDS
    address = f"http://{settings().host}:{settings().port}/healthz"
    while plan.check_restart:
        try:
            if httpx2.get(address, timeout=5).status_code == httpx2.codes.OK:
                return
        except httpx2.HTTPError:
            pass
        if time.monotonic() > until:
            raise Failed(f"다시 시작한 뒤 {address} 가 답하지 않습니다.")
        time.sleep(0.5)


def _told(error: BaseException) -> tuple[str, ...]:
    if isinstance(error, Failed):
        return error.problems
    if isinstance(error, MigrationRefused | NotCarried):
        return tuple(error.problems)
    if isinstance(error, Refusal):
        return (str(error.message),)
    return (f"{type(error).__name__}: {error}",)


def _take_back(outcome: Outcome, copy: Copy) -> None:
    outcome.must_restart = not copy.put_back()
    outcome.put_back = True


def _what_now(outcome: Outcome) -> str:
    """What the operator does after a failure."""
    if outcome.restarted or outcome.must_restart:
        return (
            "점검으로 닫아 두었습니다. 앞 판의 프로그램을 되돌려 놓고 web과 worker를 다시 시작한 다음 "
            "portal mode set normal로 여세요."
        )
    return "지금 도는 web과 worker는 앞 판이라 그대로 씁니다. 다시 시작하기 전에 앞 판의 프로그램을 되돌려 놓으세요."
