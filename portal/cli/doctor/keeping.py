"""Are there backups, and has anybody tried them lately?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from portal.cli.doctor.findings import Area, Finding
from portal.kernel.safekeeping.backup import DATA_ENDING, KEYS_ENDING
from portal.settings import settings

KEEPING: Final = Area("백업")
OLD: Final = timedelta(hours=26)
"""One a day, and two hours for the night's work."""
QUARTER: Final = timedelta(days=95)


def look(now: datetime) -> Iterator[Finding]:
    """Backups by their age, and the last drill by its own report."""
    chosen = settings()
    yield _newest("데이터", chosen.backup_dir, DATA_ENDING, "PORTAL_BACKUP_DIR", now)
    yield _newest("키", chosen.backup_keys_dir, KEYS_ENDING, "PORTAL_BACKUP_KEYS_DIR", now)
    yield _drill(chosen.var / "reports", now)


def _newest(subject: str, folder: Path | None, ending: str, name: str, now: datetime) -> Finding:
    if folder is None:
        return KEEPING.wrong(subject, "백업할 곳을 정하지 않았습니다", f"{name}을 정하고 매일 portal backup")
    made = [path.stat().st_mtime for path in folder.glob(f"*{ending}")] if folder.is_dir() else []
    if not made:
        return KEEPING.wrong(subject, "백업이 없습니다", "portal backup")
    age = now - datetime.fromtimestamp(max(made), UTC)
    said = f"{age.total_seconds() / 3600:.0f}시간 전, 모두 {len(made)}개"
    if age > OLD:
        return KEEPING.wrong(subject, said, "매일 하는 portal backup이 왜 멈췄는지 보세요.")
    return KEEPING.ok(subject, said)


def _drill(folder: Path, now: datetime) -> Finding:
    reports = sorted(folder.glob("drill-*.json"))
    advice = "portal drill (분기마다 하고, 사본을 다른 건물로 옮기는 소산과 함께)"
    if not reports:
        return KEEPING.wrong("복구 훈련", "한 적이 없습니다", advice)
    try:
        said = json.loads(reports[-1].read_text("utf-8"))
        at, passed = datetime.fromisoformat(said["at"]), bool(said["passed"])
    except (OSError, ValueError, KeyError, TypeError):
        return KEEPING.wrong("복구 훈련", "보고서를 읽지 못했습니다", advice)
    days = (now - at).days
    if not passed:
        return KEEPING.wrong(
            "복구 훈련", f"{days}일 전, 불합격", "보고서의 문제를 해결하고 다시 portal drill"
        )
    if now - at > QUARTER:
        return KEEPING.mind("복구 훈련", f"{days}일 전", advice)
    return KEEPING.ok("복구 훈련", f"{days}일 전, 합격")
