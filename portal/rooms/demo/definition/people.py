"""Who plays in the demo? Staff with accounts, officers of the other departments, residents. All are invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from portal.kernel.words import N_

CLIENT: Final = "cleaning"
CLIENT_DEPARTMENT: Final = "cleaning"
"""The department whose own system the demo plays (`portal demo backoffice`)."""


@dataclass(frozen=True)
class Account:
    """A member of staff who can sign in. `rights` as `portal staff` writes them."""

    login: str
    name: str
    phone: str
    rights: tuple[str, ...]
    may: str


@dataclass(frozen=True)
class Officer:
    """Who handles a department's cases; without a password, so nobody signs in as them."""

    login: str
    name: str
    phone: str


@dataclass(frozen=True)
class Resident:
    """Somebody who files. Without `email` they follow their case by phone number and PIN."""

    name: str
    address: str
    phone: str
    email: str = ""


STAFF: Final = (
    Account(
        "minsu",
        "박민수",
        "051-000-4111",
        ("clerk:construction", "clerk:cleaning"),
        N_("건설과와 청소행정과의 민원을 접수하고, 보완을 요구하고, 결정하고, 답합니다."),
    ),
    Account(
        "jeonghee",
        "김정희",
        "051-000-4110",
        ("supervisor:construction", "supervisor:cleaning"),
        N_("같은 두 부서의 팀장입니다. 담당자를 정하고, 늦어지는 민원을 살핍니다."),
    ),
    Account(
        "sora",
        "이소라",
        "051-000-4001",
        ("front_desk",),
        N_("민원실 창구입니다. 모든 부서의 민원을 접수하고, 찾아온 분의 민원을 대신 입력합니다."),
    ),
    Account(
        "yuna",
        "최유나",
        "051-000-4301",
        ("auditor",),
        N_("감사 담당입니다. 누가 개인정보를 열람했는지 보고, 민원의 내용은 보지 못합니다."),
    ),
    Account(
        "admin",
        "정관리",
        "051-000-4201",
        ("administrator",),
        N_("전산 관리자입니다. 계정과 연계를 관리하고, 민원의 내용은 보지 못합니다."),
    ),
    Account(
        "records",
        "한기록",
        "051-000-4025",
        ("records",),
        N_("기록관 담당입니다. 보존기간이 끝난 민원의 폐기를 심의하고, 민원의 내용은 보지 못합니다."),
    ),
)

OFFICERS: Final = {
    "audit": Officer("demo-audit", "윤서영", "051-000-4302"),
    "building": Officer("demo-building", "조현우", "051-000-4141"),
    "civil_affairs": Officer("demo-civil", "한미경", "051-000-4002"),
    "economy": Officer("demo-economy", "오상훈", "051-000-4171"),
    "environment": Officer("demo-environment", "문지원", "051-000-4131"),
    "general_affairs": Officer("demo-general", "서동현", "051-000-4021"),
    "land": Officer("demo-land", "강은주", "051-000-4161"),
    "traffic": Officer("demo-traffic", "한지호", "051-000-4151"),
    "welfare": Officer("demo-welfare", "임수정", "051-000-4181"),
}

HANEUL: Final = Resident("김하늘", "부산광역시 금정구 중앙대로 1777", "010-0000-1777", "haneul@example.org")
SEOJUN: Final = Resident("박서준", "부산광역시 금정구 중앙대로 1779", "010-0000-1779", "seojun@example.org")
MONITOR: Final = Resident("나살핌", "부산광역시 금정구 금샘로 25", "010-0000-1825", "monitor@example.org")
"""A citizen monitor (시민 모니터), who files nothing in the demo's month."""

RESIDENTS: Final = (
    HANEUL,
    SEOJUN,
    Resident("이도윤", "부산광역시 금정구 부산대학로 63", "010-0000-2063", "doyun@example.org"),
    Resident("최지우", "부산광역시 금정구 금강로 271", "010-0000-2271"),
    Resident("정하은", "부산광역시 금정구 구서로 45", "010-0000-3045", "haeun@example.org"),
    Resident("강순자", "부산광역시 금정구 서동로 112", "010-0000-3112"),
    Resident("윤재호", "부산광역시 금정구 금사로 88", "010-0000-4088", "jaeho@example.org"),
    Resident("장미란", "부산광역시 금정구 체육공원로 20", "010-0000-4020", "miran@example.org"),
    Resident("임태경", "부산광역시 금정구 남산로 9", "010-0000-5009"),
    Resident("오현주", "부산광역시 금정구 청룡로 31", "010-0000-5031", "hyeonju@example.org"),
    Resident("신영호", "부산광역시 금정구 두구로 54", "010-0000-6054"),
    Resident("응우옌 티 란", "부산광역시 금정구 장전로 77", "010-0000-6077", "lan@example.org"),
    Resident("배정숙", "부산광역시 금정구 회동로 140", "010-0000-7140"),
    Resident("송민재", "부산광역시 금정구 부곡로 156", "010-0000-7156", "minjae@example.org"),
)


def password_of(login: str) -> str:
    """A demo account's password: known to everybody who reads this, so the second factor differs by machine."""
    return f"{login}-demo-portal"
