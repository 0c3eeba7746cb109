"""How is a look at the house told: as a table on the screen, and as the report of the monthly day of checks?"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from portal.cli.doctor.findings import LABELS, Finding
from portal.kernel.atomic import write_atomically
from portal.kernel.deadlines import korean
from portal.settings import settings
from portal.web import dates

_WIDTH: Final = {"W": 2, "F": 2}


def table(findings: Sequence[Finding]) -> str:
    """One line a finding, and below it what to do."""
    names = [f"{finding.area} · {finding.subject}" for finding in findings]
    widest = max(map(_columns, names), default=0)
    lines = []
    for finding, name in zip(findings, names, strict=True):
        label = LABELS[finding.state]
        space = " " * (widest - _columns(name) + 2)
        lines.append(f"{label}{' ' * (6 - _columns(label))}{name}{space}{finding.said}".rstrip())
        if finding.advice:
            lines.append(f"{' ' * 6}→ {finding.advice}")
    return "\n".join([*lines, "", summary(findings)])


def summary(findings: Sequence[Finding]) -> str:
    """How many of each."""
    counted = Counter(finding.state for finding in findings)
    return " · ".join(f"{label} {counted[state]}" for state, label in LABELS.items())


def write(findings: Sequence[Finding], now: datetime) -> Path:
    """Write the dated report into `var/reports` and return its path."""
    path = settings().var / "reports" / f"보안진단-{korean(now):%Y-%m-%d-%H%M%S}.md"
    write_atomically(path, page(findings, now))
    return path


def page(findings: Sequence[Finding], now: datetime) -> str:
    """The report as Markdown: what is open comes first, with room for who did what."""
    open_ones = [finding for finding in findings if finding.state != "ok"]
    open_ones.sort(key=lambda finding: finding.state != "wrong")
    lines = [
        f"# {settings().district_name} 민원포털 보안진단의 날 점검 결과",
        "",
        f"- 점검한 때: {dates.date_time(now)}",
        f"- 결과: {summary(findings)}",
        "- 점검자:                    확인자:",
        "",
        "## 조치할 것",
        "",
    ]
    if open_ones:
        lines += ["| 상태 | 항목 | 본 것 | 할 일 | 조치한 날·사람 |", "|---|---|---|---|---|"]
        lines += [
            f"| {LABELS[one.state]} | {one.area} · {_cell(one.subject)} | {_cell(one.said)} | {_cell(one.advice)} | |"
            for one in open_ones
        ]
    else:
        lines.append("없습니다.")
    lines += ["", "## 점검한 것", "", "| 상태 | 항목 | 본 것 |", "|---|---|---|"]
    lines += [
        f"| {LABELS[one.state]} | {one.area} · {_cell(one.subject)} | {_cell(one.said)} |" for one in findings
    ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _columns(text: str) -> int:
    """How many columns of a terminal it takes: Korean letters take two."""
    return sum(_WIDTH.get(unicodedata.east_asian_width(letter), 1) for letter in text)
