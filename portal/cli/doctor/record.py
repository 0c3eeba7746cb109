"""Can the house sign, and does somebody outside keep what it signs?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Final

from portal.cli.doctor.findings import Area, Finding
from portal.kernel.record import roots, signing
from portal.settings import settings

RECORD: Final = Area("공개 원장")
OLD: Final = timedelta(hours=26)
"""One a day, and two hours for the night's work."""


async def look(now: datetime) -> AsyncIterator[Finding]:
    """The signing key, the newest root, the auditor's address."""
    yield await _key()
    yield await _root(now)
    if settings().auditor_addresses:
        yield RECORD.ok("감사 담당자", f"{len(settings().auditor_addresses)}곳에 메일로 보냄")
    else:
        yield RECORD.mind("감사 담당자", "뿌리값을 받는 사람이 없습니다", "PORTAL_AUDITOR_MAIL을 정하세요.")


async def _key() -> Finding:
    paths = list(signing.folder().glob(f"*{signing.ENDING}"))
    loose = [path.name for path in paths if path.stat().st_mode & 0o177]
    if loose:
        todo = f"chmod 600 {signing.folder()}/*, 누가 읽었을 수 있으면 portal keys signing rotate"
        return RECORD.wrong("서명 키", f"소유자만 읽어야 합니다: {', '.join(loose)}", todo)
    try:
        return RECORD.ok("서명 키", (await signing.signer()).kid)
    except signing.NoSigningKey:
        return RECORD.wrong("서명 키", "없습니다", "portal keys signing make")


async def _root(now: datetime) -> Finding:
    newest = await roots.newest()
    if newest is None:
        return RECORD.mind("뿌리값", "아직 없습니다", "서명 키를 만들고 worker가 돌면 몇 분 안에 생깁니다.")
    said = f"{newest.day}까지, {newest.said['cases']}건"
    if now - newest.made_at > OLD:
        return RECORD.wrong("뿌리값", said, "worker가 자정 뒤에 도는지, 서명 키가 있는지 보세요.")
    return RECORD.ok("뿌리값", said)
