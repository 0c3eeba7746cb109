"""Are settings, keys, clock and disk of this machine as they should be?"""

from __future__ import annotations

import ipaddress
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parseaddr
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from portal.cli.doctor.findings import Area, Finding
from portal.kernel import keys, modes
from portal.kernel.readiness import MIB
from portal.kernel.safekeeping import escrow
from portal.settings import Settings, settings
from portal.web.metrics import TOKEN_LETTERS

SETTINGS: Final = Area("설정")
KEYS: Final = Area("키")
CLOCK: Final = Area("시계")
DISK: Final = Area("디스크")
RESERVED: Final = (".example", ".test", ".invalid", ".localhost", "example.org", "example.com")
EXAMPLE_PHONE: Final = Settings.model_fields["front_desk_phone"].default
KEY_BYTES: Final = 32
FULL_PART: Final = 0.9


def look() -> list[Finding]:
    """All that can be seen without database or network."""
    return [
        *_settings(settings()),
        _mode(),
        *_left_over(),
        *_keys(settings().var / "keys"),
        _clock(),
        *_disk(),
    ]


def look_at_keys() -> list[Finding]:
    """The keys alone: what an upgrade must not lose."""
    return [one for one in _keys(settings().var / "keys") if one.subject != "봉인"]


def _settings(chosen: Settings) -> Iterator[Finding]:
    if chosen.demo:
        yield SETTINGS.mind(
            "DEMO", "시연 모드입니다", "실제 운영에서는 DEMO를 지우고 새 PORTAL_VAR를 쓰세요."
        )
    yield _base_url(chosen)
    domain = parseaddr(chosen.mail_from)[1].partition("@")[2]
    if not domain or domain.endswith(RESERVED):
        yield SETTINGS.wrong(
            "PORTAL_MAIL_FROM", f"예시 주소입니다 ({domain})", "구청의 실제 메일 주소로 바꾸세요."
        )
    else:
        yield SETTINGS.ok("PORTAL_MAIL_FROM", domain)
    if chosen.front_desk_phone == EXAMPLE_PHONE:
        yield SETTINGS.mind(
            "PORTAL_FRONT_DESK_PHONE", "예시 번호입니다", "민원실의 실제 전화번호로 바꾸세요."
        )
    if chosen.secure and not chosen.trusted_proxies:
        yield SETTINGS.wrong(
            "PORTAL_TRUSTED_PROXIES",
            "비어 있습니다",
            "앞의 웹 서버 주소를 적으세요. 없으면 모두가 한 사람으로 세어집니다.",
        )
    if 0 < len(chosen.metrics_token) < TOKEN_LETTERS:
        yield SETTINGS.wrong(
            "PORTAL_METRICS_TOKEN", "너무 짧아 쓰이지 않습니다", f"{TOKEN_LETTERS}자 이상으로 바꾸세요."
        )
    loose = chosen.var.stat().st_mode & 0o077 if chosen.var.exists() else 0
    if loose:
        yield SETTINGS.wrong(
            "PORTAL_VAR", f"다른 사용자가 들여다볼 수 있습니다 ({loose:o})", f"chmod 700 {chosen.var}"
        )
    else:
        yield SETTINGS.ok("PORTAL_VAR", "소유자만 읽습니다")


def _base_url(chosen: Settings) -> Finding:
    host = urlsplit(chosen.base_url).hostname or ""
    if chosen.secure:
        return SETTINGS.ok("PORTAL_BASE_URL", chosen.base_url)
    advice = "주민이 쓰는 https:// 주소로 바꾸세요."
    if is_here(host):
        return SETTINGS.mind("PORTAL_BASE_URL", f"이 컴퓨터에서만 열립니다 ({chosen.base_url})", advice)
    return SETTINGS.wrong("PORTAL_BASE_URL", f"암호화하지 않습니다 ({chosen.base_url})", advice)


def is_here(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _left_over() -> Iterator[Finding]:
    """What a killed upgrade leaves behind."""
    if any((settings().var / "upgrade").glob("*.sqlite3")):
        advice = "portal upgrade를 다시 하거나, 필요 없으면 지우세요. 나중에 파기할 키가 그 안에 남습니다."
        yield SETTINGS.wrong("var/upgrade", "끝내지 못한 교체의 사본이 있습니다", advice)


def _mode() -> Finding:
    try:
        mode = modes.read()
    except modes.BadMode as bad:
        return SETTINGS.wrong("운영 상태", str(bad), "portal mode set normal")
    if mode.name == "normal":
        return SETTINGS.ok("운영 상태", "평소와 같음")
    return SETTINGS.mind("운영 상태", mode.name.replace("_", "-"), "끝났으면 portal mode set normal")


def _keys(folder: Path) -> Iterator[Finding]:
    paths = sorted(folder.glob("*.key"))
    if not paths:
        yield KEYS.wrong(
            "마스터 키", "없습니다", "portal keys make, 이미 쓰던 곳이면 봉인에서 portal keys recover"
        )
        return
    loose = [path.stem for path in paths if path.stat().st_mode & 0o177]
    short = [path.stem for path in paths if path.stat().st_size != KEY_BYTES]
    if loose:
        yield KEYS.wrong("권한", f"소유자만 읽어야 합니다: {', '.join(loose)}", f"chmod 600 {folder}/*.key")
    if short:
        yield KEYS.wrong("내용", f"깨진 키: {', '.join(short)}", "봉인에서 portal keys recover로 되살리세요.")
        return
    yield KEYS.ok("마스터 키", f"{len(paths)}개, 가장 새것 {keys.ring().newest}")
    missing = escrow.not_in_escrow()
    if missing:
        yield KEYS.wrong(
            "봉인", f"봉인에 없는 키: {', '.join(missing)}", "portal keys escrow, 봉인을 백업과 다른 금고에"
        )
    else:
        yield KEYS.ok("봉인", "모든 키가 봉인에 있습니다")


def _clock() -> Finding:
    """Whether the machine keeps its clock by the network's; what the database says of it stands in `data`."""
    command = shutil.which("timedatectl")
    if command is None:
        return CLOCK.mind(
            "시간 맞추기", "timedatectl이 없어 확인하지 못했습니다", "NTP로 시계를 맞추는지 확인하세요."
        )
    done = subprocess.run(
        [command, "show", "-p", "NTPSynchronized", "--value"],
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )
    if done.stdout.strip() == "yes":
        return CLOCK.ok("시간 맞추기", f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
    return CLOCK.mind(
        "시간 맞추기", "NTP로 맞춰지지 않았습니다", "timedatectl set-ntp true (처리기한이 이 시계로 셉니다)"
    )


def _disk() -> Iterator[Finding]:
    places = {"PORTAL_VAR": settings().var, "PORTAL_BACKUP_DIR": settings().backup_dir}
    for name, path in places.items():
        if path is None or not path.exists():
            continue
        usage = shutil.disk_usage(path)
        free = usage.free // MIB
        said = f"{free:,} MiB 남음 ({usage.free / usage.total:.0%})"
        if free < settings().disk_free_mb:
            yield DISK.wrong(name, said, "공간을 비우거나 늘리세요. 가득 차면 접수를 받지 못합니다.")
        elif usage.used / usage.total > FULL_PART:
            yield DISK.mind(name, said, "곧 찹니다. 공간을 늘릴 계획을 세우세요.")
        else:
            yield DISK.ok(name, said)
