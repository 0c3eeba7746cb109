"""How is a drill reported, so that it can be filed and shown? One page in Korean, and the same as JSON beside it."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from portal.kernel.keys import KOREA
from portal.kernel.safekeeping.drill import Drill
from portal.kernel.safekeeping.sealing import sync

_MEBI = 1024 * 1024


def write(drill: Drill, folder: Path) -> Path:
    """Write `drill-<time>.md` and `.json`; returns the page."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    at = datetime.fromisoformat(drill.at).astimezone(KOREA)
    page = folder / f"drill-{at:%Y-%m-%dT%H%M%S}.md"
    page.write_text(text(drill, at), "utf-8")
    said = {"passed": drill.passed, **asdict(drill)}
    page.with_suffix(".json").write_text(json.dumps(said, ensure_ascii=False, indent=1), "utf-8")
    sync(folder)
    return page


def text(drill: Drill, at: datetime) -> str:
    """The page."""
    quarter = (at.month - 1) // 3 + 1
    verdict = (
        "합격: 이 백업으로 모두 되살릴 수 있습니다."
        if drill.passed
        else "불합격: 아래 문제를 먼저 해결하세요."
    )
    lines = [
        f"# 복구 훈련 보고 ({at.year}년 {quarter}분기)",
        "",
        f"**{verdict}**",
        "",
        "| 항목 | 결과 |",
        "|---|---|",
        f"| 훈련한 때 | {at.year}. {at.month}. {at.day}. {at:%H:%M} |",
        f"| 백업 파일 | {drill.archive} |",
        f"| 백업 크기 | {_size(drill.backup_bytes)}, 키 {_size(drill.keys_bytes)} |",
        f"| 백업한 시간 | {drill.backup_seconds:.1f}초 |",
        f"| 되살린 시간 | {drill.restore_seconds:.1f}초 |",
        *_restored(drill),
        f"| 내용까지 대조한 것 | 민원 {drill.compared_cases}건, 파일 {drill.compared_files}개 |",
        f"| 백업 뒤에 접수되어 접수증과 부서의 사본으로 다시 입력해 본 민원 | {drill.entered_again}건 |",
        f"| 표본 번호 | {drill.seed} |",
        f"| 파기되어 읽을 수 없음을 확인한 민원 | {drill.destroyed_checked}건 |",
        "",
        "## 문제",
        "",
        *([f"- {problem}" for problem in drill.problems] or ["없음"]),
        "",
        "## 소산",
        "",
        "분기말에는 이 백업을 다른 건물로 옮기고 아래를 채워 보관합니다. 키 백업은 데이터 백업과 다른 곳에 둡니다.",
        "",
        "| | 데이터 백업 | 키 백업 |",
        "|---|---|---|",
        "| 옮긴 곳 | | |",
        "| 옮긴 날 | | |",
        "| 옮긴 사람 | | |",
        "| 확인한 사람 | | |",
        "",
    ]
    return "\n".join(lines)


def _restored(drill: Drill) -> list[str]:
    back = drill.restored
    if back is None:
        return []
    return [
        f"| 되살린 민원 | {back.cases}건, 기록 {back.events}줄, 키 {back.keys}개 |",
        f"| 되살린 파일 | {back.files}개, {_size(back.bytes)} |",
        f"| 구조 | {back.revision}"
        + (f", 새로 적용: {', '.join(back.migrated)}" if back.migrated else "")
        + " |",
        f"| 백업 뒤에 파기되어 다시 파기한 것 | {back.replayed}건 |",
    ]


def _size(count: int) -> str:
    return f"{count / _MEBI:.1f} MB"
