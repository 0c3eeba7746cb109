"""Is the house in order, and what is to be done? `portal doctor [--report] [--offline]`; exit 1 if not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

import typer
from tortoise.exceptions import BaseORMException

from portal import house
from portal.cli.doctor import advisories, data, keeping, machine, outside, record
from portal.cli.doctor.findings import Finding
from portal.cli.doctor.report import table, write
from portal.kernel.refusals import Refusal


def doctor(
    report: Annotated[
        bool, typer.Option("--report", help="점검 결과를 var/reports에 적습니다 (월별 보안진단의 날)")
    ] = False,
    offline: Annotated[
        bool, typer.Option("--offline", help="바깥 서비스와 네트워크는 보지 않습니다")
    ] = False,
) -> None:
    """설정, 키, 시계, 데이터, 작업, 백업, 서비스를 살피고 할 일을 알려 줍니다. 문제가 있으면 1로 끝납니다."""
    now = datetime.now(UTC)
    findings = asyncio.run(examine(now, offline=offline))
    typer.echo(table(findings))
    if report:
        typer.echo(f"보고서: {write(findings, now)}")
    raise typer.Exit(1 if any(finding.state == "wrong" for finding in findings) else 0)


async def examine(now: datetime, *, offline: bool = False) -> list[Finding]:
    """Look at everything; what can't be looked at is a finding too."""
    findings = [*machine.look(), *data.whole()]
    try:
        async with house.opened(now):
            findings += [finding async for finding in data.look(now)]
            findings += [finding async for finding in record.look(now)]
    except (Refusal, BaseORMException, OSError, RuntimeError, ValueError) as error:
        findings.append(data.DATABASE.wrong("열기", type(error).__name__, "portal db check"))
    findings += keeping.look(now)
    if not offline:
        findings += [finding async for finding in outside.look(now)]
        findings.append(await advisories.look())
    return findings
