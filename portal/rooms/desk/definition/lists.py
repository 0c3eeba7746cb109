"""Which lists does the day's work have, and how often may one try to sign in?"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from portal.kernel.tries import Limit
from portal.kernel.words import N_

DUE_TODAY: Final = "today"
LATE: Final = "late"
WAITING: Final = "waiting"
SUPPLEMENT: Final = "supplement"
MINE: Final = "mine"
OFFICE: Final = "office"
CLOSED: Final = "closed"
VIEWS: Final = {
    DUE_TODAY: N_("오늘 기한"),
    LATE: N_("지연"),
    WAITING: N_("접수 대기"),
    SUPPLEMENT: N_("보완 중"),
    MINE: N_("내 담당"),
    OFFICE: N_("우리 부서"),
    CLOSED: N_("끝난 민원(90일)"),
}
"""Lists of cases by the word in the address, in the order of the menu; their conditions are in queries/lists.py."""

EMPTY: Final = {
    DUE_TODAY: N_("오늘 안에 할 일이 없습니다. 오늘까지 접수하거나 답해야 할 민원이 여기에 보입니다."),
    LATE: N_("기한을 넘긴 민원이 없습니다. 접수나 답변이 늦으면 여기에 보입니다."),
    WAITING: N_("접수를 기다리는 민원이 없습니다. 새 민원이 오면 여기에 보입니다."),
    SUPPLEMENT: N_("보완을 기다리는 민원이 없습니다. 보완을 요구한 민원이 여기에 보입니다."),
    MINE: N_("맡은 민원이 없습니다. 접수하거나 지정받은 민원이 여기에 보입니다."),
    OFFICE: N_("처리할 민원이 없습니다. 우리 부서의 민원이 여기에 보입니다."),
    CLOSED: N_("최근 90일에 끝난 민원이 여기에 보입니다. 더 오래된 것은 접수번호나 이름으로 찾아 주세요."),
}

PAGE: Final = 20
CLOSED_WITHIN: Final = timedelta(days=90)
"""How far back the list of ended cases goes; older ones are found by number or person."""
LOG_PAGE: Final = 50

REMEMBERED_SEARCHES: Final = 5
"""How many searches by person a session keeps, as keyed hashes, so that no name stands in an address."""

PIN_SHOWN: Final = timedelta(minutes=30)
"""How long a counter receipt shows the PIN to the session that entered it."""

CONTACT_REASONS: Final = {
    "call": N_("전화로 알아보려고"),
    "post": N_("우편을 보내려고"),
    "visit": N_("현장에 가려고"),
    "identity": N_("본인인지 확인하려고"),
}
"""Why an officer needs the petitioner's contact: chosen, not typed, so that the log holds no contents."""

DOWNLOAD_REASONS: Final = {
    "handling": N_("이 민원을 처리하려고"),
    "site": N_("현장에서 보려고"),
    "forward": N_("다른 기관에 넘기려고"),
    "record": N_("기록물로 편철하려고"),
}
"""Why an officer takes a file away from the house (안전성 확보조치 기준 8조: the reason for downloads is asked)."""

EXPORT_REASONS: Final = {
    "monthly": N_("월별 점검"),
    "audit": N_("감사 자료"),
    "subject": N_("정보주체의 열람 요구"),
    "incident": N_("유출 사고 조사"),
}
"""Why an auditor takes the log away."""

HOW_SEARCHED: Final = {
    "name": N_("이름"),
    "phone": N_("전화번호"),
    "phone-tail": N_("전화 끝 네 자리"),
    "email": N_("이메일"),
}


SIGN_IN_BY_LOGIN: Final = Limit("sign-in", 10, 900)
SIGN_IN_BY_ADDRESS: Final = Limit("sign-in-address", 60, 900)
SEARCH_BY_PERSON: Final = Limit("search", 120, 3600)
