"""Which questions does the editor of a public content ask, kind by kind?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from portal.kernel.words import N_

Look = Literal["line", "note", "prose", "date", "text", "week", "span", "papers"]
LANGUAGES: Final = ("ko", "en")
LIST_PAGE: Final = 50
MANY: Final = 500
"""How long a field of one line may be typed; the kind's shape has the last word."""


@dataclass(frozen=True)
class Input:
    """One part of a content: `name` in its data, how it looks, its label and hint (source sentences).

    `line`, `note` and `prose` are asked in Korean and English.
    """

    name: str
    look: Look
    label: str
    hint: str = ""
    required: bool = True


_MARKDOWN: Final = N_(
    "제목은 ##, 목록은 -로 시작하고, 굵게는 **글**, 링크는 [글](주소)로 적습니다. 그림과 HTML은 쓸 수 없습니다."
)

FORMS: Final[dict[str, tuple[Input, ...]]] = {
    "page": (Input("title", "line", N_("제목")), Input("body", "prose", N_("글"), _MARKDOWN)),
    "notice": (
        Input("title", "line", N_("제목")),
        Input("body", "prose", N_("글"), _MARKDOWN),
        Input("since", "date", N_("보이기 시작하는 날")),
        Input("until", "date", N_("마지막으로 보이는 날"), N_("비워 두면 계속 보입니다"), required=False),
    ),
    "hours": (
        Input("week", "week", N_("요일마다 여는 시간"), N_("쉬는 날은 두 칸을 모두 비워 주세요")),
        Input("note", "note", N_("알아 둘 것"), required=False),
    ),
    "closure": (
        Input("day", "date", N_("어느 날인가요?")),
        Input(
            "hours", "span", N_("그날 여는 시간"), N_("쉬는 날이면 두 칸을 모두 비워 주세요"), required=False
        ),
        Input("reason", "line", N_("까닭"), N_("주민에게 보이는 말입니다. 예: 전산 점검")),
    ),
    "kiosk": (
        Input("place", "line", N_("곳 이름")),
        Input("address", "line", N_("주소")),
        Input("hours", "line", N_("쓸 수 있는 시간")),
        Input(
            "certificates",
            "papers",
            N_("증명서와 수수료"),
            N_("한 줄에 하나씩 ‘이름 | 영어 이름 | 수수료(원)’로 적습니다. 무료는 0"),
        ),
        Input(
            "broken_since",
            "date",
            N_("고장 난 날"),
            N_("쓸 수 없을 때만 적습니다. 고치면 비워 주세요"),
            required=False,
        ),
        Input("notes", "note", N_("알아 둘 것"), required=False),
        Input("lat", "text", N_("위도"), N_("예: 35.2430"), required=False),
        Input("lon", "text", N_("경도"), N_("예: 129.0920"), required=False),
    ),
    "department": (
        Input("phone", "text", N_("전화번호"), N_("민원 화면과 편지에 이 번호가 나갑니다. 예: 051-000-4100")),
        Input("room", "line", N_("층과 방")),
        Input("head", "line", N_("부서장 직위"), N_("이름은 적지 않습니다. 예: 과장")),
        Input("tasks", "note", N_("하는 일"), N_("한 줄에 하나씩")),
    ),
}

HELP: Final = {
    "hours": N_(
        "민원실 문을 여는 시간입니다. 처리기간을 세는 법정 근무시간(평일 9시~18시)은 여기서 바뀌지 않습니다."
    ),
    "closure": N_(
        "그날 민원실 문을 여는 시간만 바뀝니다. 처리기간을 세는 법정 근무시간과 공휴일은 여기서 바뀌지 않습니다."
    ),
    "page": N_("개인정보 처리방침과 약관은 바꾸기 전에 공지로 먼저 알려 주세요."),
}
"""What an editor should know about a kind."""

ADDRESSES: Final = {
    "page": "/help/{slug}",
    "notice": "/notices/{slug}",
    "hours": "/hours",
    "closure": "/hours",
    "kiosk": "/kiosks",
    "department": "/departments#{slug}",
}
"""Where everybody reads a content."""

ADDED: Final = ("notice", "closure", "kiosk", "department", "page")
"""The kinds of which there may be more; the front desk has one week."""

PREVIEWED: Final = frozenset(
    kind for kind, inputs in FORMS.items() if any(one.look == "prose" for one in inputs)
)
"""The kinds whose texts are worth seeing before they are published; they may stay drafts, too."""
