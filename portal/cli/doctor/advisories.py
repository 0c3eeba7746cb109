"""Are any of the installed packages known to be vulnerable? Asked of OSV (osv.dev), which learns names and versions."""

from __future__ import annotations

from importlib.metadata import distributions
from typing import Any, Final

import httpx2

from portal.cli.doctor.findings import Area, Finding

PACKAGES: Final = Area("꾸러미")
DATABASE: Final = "https://api.osv.dev/v1/querybatch"
SECONDS: Final = 20.0


def installed() -> list[tuple[str, str]]:
    """What runs here: name and version."""
    return sorted({(one.name.lower(), one.version) for one in distributions() if one.name})


async def look(address: str = DATABASE) -> Finding:
    """One question for all packages; without a network it is left out and said."""
    packages = installed()
    asked = [
        {"package": {"ecosystem": "PyPI", "name": name}, "version": version} for name, version in packages
    ]
    try:
        async with httpx2.AsyncClient(timeout=SECONDS) as client:
            answer = await client.post(address, json={"queries": asked})
            answer.raise_for_status()
            results: list[dict[str, Any]] = answer.json()["results"]
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, KeyError):
        return PACKAGES.mind(
            "알려진 취약점", "물어보지 못했습니다", "네트워크가 되는 곳에서 다시 하거나 --offline을 쓰세요."
        )
    hit = [
        f"{name} {version}"
        for (name, version), found in zip(packages, results, strict=False)
        if found.get("vulns")
    ]
    if hit:
        return PACKAGES.wrong(
            "알려진 취약점", ", ".join(hit), "새 판이 나왔는지 보고 portal upgrade로 올리세요."
        )
    return PACKAGES.ok("알려진 취약점", f"{len(packages)}개 가운데 없음")
