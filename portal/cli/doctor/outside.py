"""Do the services that the house needs answer, and what does it look like from outside?"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

import httpx2

from mail import outbound
from portal.cli.doctor.findings import Area, Finding
from portal.kernel.files import scan
from portal.settings import settings

SERVICES: Final = Area("서비스")
OUTSIDE: Final = Area("바깥에서")
SECONDS: Final = 10.0
YEAR: Final = 365 * 24 * 3600
TLS_PORT: Final = 443
SOON, LATE = 30, 7
WANTED: Final = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


async def look(now: datetime) -> AsyncIterator[Finding]:
    """Mail, text messages, scanner, and the portal at its own address."""
    yield await _mail()
    if settings().sms_url:
        yield await _reachable("문자", settings().sms_url)
    yield await _scanner()
    for finding in await _from_outside(now):
        yield finding


async def _mail() -> Finding:
    """A greeting without a letter."""
    try:
        await outbound.greet(settings().smtp_url, timeout_seconds=SECONDS)
    except (outbound.MailDeferred, ValueError) as error:
        return SERVICES.wrong(
            "메일", str(error), "SMTP_URL과 메일 서버를 확인하세요. 알림은 기다렸다 다시 보냅니다."
        )
    return SERVICES.ok("메일", "받습니다")


async def _reachable(subject: str, url: str) -> Finding:
    """Only whether a connection opens: a message costs money."""
    parts = urlsplit(url)
    secure = not parts.scheme.endswith("http")
    port = parts.port or (TLS_PORT if secure else 80)
    try:
        async with asyncio.timeout(SECONDS):
            _, writer = await asyncio.open_connection(parts.hostname, port, ssl=secure or None)
            writer.close()
    except (OSError, TimeoutError, ValueError) as error:
        return SERVICES.wrong(
            subject, type(error).__name__, "SMS_URL과 방화벽을 확인하세요. 알림은 다른 방법으로 갑니다."
        )
    return SERVICES.ok(subject, "연결됩니다")


async def _scanner() -> Finding:
    if settings().clamd == "off":
        return SERVICES.mind("파일 검사", "꺼져 있습니다", "clamd를 설치하고 CLAMD=required로 켜세요.")
    try:
        verdict = await scan.scan(b"harmless", settings().clamd_address, seconds=SECONDS)
    except (scan.ScannerDown, ValueError):
        return SERVICES.wrong(
            "파일 검사", "답이 없습니다", "clamd를 시작하세요. 그동안 파일은 격리되어 기다립니다."
        )
    if not verdict.clean:
        return SERVICES.wrong("파일 검사", "무해한 파일을 걸렀습니다", "clamd의 서명 데이터를 확인하세요.")
    return SERVICES.ok("파일 검사", "답합니다")


async def _from_outside(now: datetime) -> list[Finding]:
    base = settings().base_url.rstrip("/")
    try:
        async with httpx2.AsyncClient(timeout=SECONDS, follow_redirects=False) as client:
            page = await client.get(f"{base}/")
            hidden = await client.get(f"{base}/metrics", headers={"X-Forwarded-For": "203.0.113.1"})
    except (httpx2.HTTPError, ssl.SSLError) as error:
        advice = "portal web과 앞의 웹 서버, 인증서를 확인하세요."
        return [OUTSIDE.wrong("첫 화면", f"열리지 않습니다 ({type(error).__name__})", advice)]
    found = [*_headers(page)]
    if hidden.status_code == httpx2.codes.OK:
        found.append(
            OUTSIDE.wrong(
                "/metrics", "아무나 볼 수 있습니다", "앞의 웹 서버에서 막고 X-Forwarded-For를 보내게 하세요."
            )
        )
    if settings().secure:
        found.append(await _certificate(base, now))
    return found


def _headers(page: httpx2.Response) -> Iterator[Finding]:
    if page.status_code not in {200, 503}:
        yield OUTSIDE.wrong("첫 화면", str(page.status_code), "로그에서 그 요청을 찾아보세요.")
    else:
        yield OUTSIDE.ok("첫 화면", str(page.status_code))
    wrong = [name for name, value in WANTED.items() if value not in page.headers.get(name, "")]
    policy = page.headers.get("content-security-policy", "")
    if "default-src 'none'" not in policy or "unsafe" in policy:
        wrong.append("content-security-policy")
    if settings().secure and _max_age(page.headers.get("strict-transport-security", "")) < YEAR:
        wrong.append("strict-transport-security")
    if wrong:
        yield OUTSIDE.wrong(
            "보안 헤더", f"없거나 약함: {', '.join(wrong)}", "앞의 웹 서버가 헤더를 지우거나 바꾸는지 보세요."
        )
    else:
        yield OUTSIDE.ok("보안 헤더", "모두 있습니다")
    server = page.headers.get("server", "")
    if any(letter.isdigit() for letter in server):
        yield OUTSIDE.mind("Server", f"판 번호를 알립니다 ({server})", "nginx라면 server_tokens off;")


def _max_age(header: str) -> int:
    for part in header.split(";"):
        name, _, value = part.strip().partition("=")
        if name == "max-age" and value.isdigit():
            return int(value)
    return 0


async def _certificate(base: str, now: datetime) -> Finding:
    parts = urlsplit(base)
    try:
        async with asyncio.timeout(SECONDS):
            context = ssl.create_default_context()
            _, writer = await asyncio.open_connection(parts.hostname, parts.port or TLS_PORT, ssl=context)
            peer = writer.get_extra_info("ssl_object").getpeercert()
            writer.close()
    except (OSError, TimeoutError) as error:
        return OUTSIDE.wrong("인증서", type(error).__name__, "인증서와 그 사슬을 확인하세요.")
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(peer["notAfter"]), UTC)
    days = (ends - now).days
    said = f"{days}일 남음"
    if days < LATE:
        return OUTSIDE.wrong("인증서", said, "지금 바꾸세요.")
    if days < SOON:
        return OUTSIDE.mind("인증서", said, "자동으로 바뀌는지 확인하세요.")
    return OUTSIDE.ok("인증서", said)
