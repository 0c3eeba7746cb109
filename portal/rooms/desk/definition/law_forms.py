"""How are the moves made that not every case needs: more time, another department, an end without an answer?"""

from __future__ import annotations

from typing import Final

from portal.kernel.words import N_
from portal.rooms.desk.definition.form_shapes import AGENT, FILES_HINT, HEARD, FormField, MoveForm

LONGER: Final = {
    "extend": MoveForm(
        (
            FormField("days", "more_days", N_("얼마나"), N_("처음 처리기간까지만 늘릴 수 있습니다.")),
            FormField("reason", "long_text", N_("연장하는 까닭"), N_("신청인에게 함께 알립니다."), rows=3),
        ),
        key="l",
        label=N_("처리기간 연장하기"),
    ),
    "ask_extension": MoveForm(
        (
            FormField("days", "more_days", N_("얼마나"), N_("동의를 받으면 이 날까지 늘어납니다.")),
            FormField("reason", "long_text", N_("더 연장하는 까닭"), N_("신청인이 읽고 답합니다."), rows=3),
        ),
        key="l",
        label=N_("두 번째 연장 동의 요청하기"),
    ),
    "consent_extension": MoveForm((HEARD, AGENT), label=N_("두 번째 연장에 동의받음")),
    "refuse_extension": MoveForm((HEARD, AGENT), label=N_("두 번째 연장을 거절받음")),
    "ask_longer": MoveForm(
        (
            FormField("days", "text", N_("며칠이 더 필요한가요?"), N_("숫자만 적어 주세요. 예: 7")),
            FormField("reason", "long_text", N_("신청인이 말한 까닭"), required=False, rows=3),
            AGENT,
        ),
        label=N_("보완 기간 연장 요청 받기"),
    ),
    "grant_longer": MoveForm(
        (FormField("days", "longer_days", N_("얼마나"), N_("신청인이 말한 날수까지 늘릴 수 있습니다.")),),
        main=True,
        label=N_("보완 기간 늘리기"),
    ),
    "refuse_longer": MoveForm(
        (FormField("reason", "long_text", N_("늘리지 않는 까닭"), N_("신청인에게 함께 알립니다."), rows=3),),
        label=N_("보완 기간 늘리지 않기"),
    ),
}

_WHY: Final = FormField("reason", "long_text", N_("까닭"), N_("신청인에게 함께 알립니다."), rows=3)

ELSEWHERE: Final = {
    "route": MoveForm(
        (FormField("department", "department", N_("어느 부서로")), _WHY),
        key="o",
        warning=N_("보내고 나면 우리 부서는 이 민원을 볼 수 없습니다."),
        label=N_("다른 부서로 보내기"),
    ),
    "transfer": MoveForm(
        (
            FormField("agency", "text", N_("어느 기관으로"), N_("기관과 부서의 이름을 적어 주세요.")),
            FormField("contact", "text", N_("그 기관의 연락처"), N_("신청인이 전화할 번호입니다.")),
            _WHY,
        ),
        warning=N_(
            "이송하면 이 구청의 처리가 끝나고 되돌릴 수 없습니다. 민원은 그 기관에 따로 보내야 합니다."
        ),
        label=N_("다른 기관으로 이송하기"),
    ),
    "decline": MoveForm(
        (FormField("ground", "decline_ground", N_("어느 경우인가요?(민원처리법 제21조)")), _WHY),
        warning=N_("처리하지 않고 끝냅니다. 되돌릴 수 없습니다."),
        label=N_("처리하지 않고 끝내기"),
    ),
    "close_repeat": MoveForm(
        (
            FormField(
                "first", "earlier", N_("먼저 답변한 민원"), N_("같은 신청인에게 답변한 민원만 나옵니다.")
            ),
            FormField("second", "earlier", N_("두 번째로 답변한 민원")),
            _WHY,
            FormField(
                "committee",
                "long_text",
                N_("민원조정위원회의 심의"),
                N_(
                    "다섯 세대 이상이 함께 낸 민원이면 언제 심의했고 무엇을 정했는지 꼭 적습니다(시행령 제26조)."
                ),
                required=False,
                rows=2,
            ),
        ),
        warning=N_("같은 내용에 두 번 답변했을 때만 합니다(민원처리법 제23조). 되돌릴 수 없습니다."),
        label=N_("반복 민원으로 끝내기"),
    ),
}
AGAIN: Final = {
    "object": MoveForm(
        (
            FormField(
                "objection", "long_text", N_("이의신청의 취지와 이유"), N_("창구에서 받은 글을 적습니다.")
            ),
            FormField("files", "files", N_("받은 파일"), FILES_HINT, required=False),
            AGENT,
        ),
        label=N_("이의신청 받기"),
    ),
}
ENDINGS: Final = {
    "name_guardian": MoveForm(
        (
            FormField(
                "guardian",
                "officer",
                N_("누가 도울까요?"),
                N_("신청인이 이름과 전화번호를 봅니다(민원처리법 제33조)."),
            ),
        ),
        label=N_("민원후견인 지정하기"),
    ),
    "note_undelivered": MoveForm(
        (
            FormField(
                "heard",
                "text",
                N_("언제 어떻게 되돌아왔나요?"),
                N_("예: 3월 20일 등기가 ‘수취인 불명’으로 되돌아옴. 직원만 봅니다."),
            ),
        ),
        label=N_("보완 요구가 되돌아옴"),
    ),
    "deem_withdrawn": MoveForm(
        (
            FormField(
                "reason",
                "long_text",
                N_("주소를 어떻게 알아보았나요?"),
                N_("전화, 이메일, 주민등록 등 알아본 방법을 적습니다. 신청인도 읽습니다."),
                rows=3,
            ),
        ),
        warning=N_(
            "보완 요구가 두 번 되돌아온 민원을 취하한 것으로 봅니다(시행령 제25조제2항). 되돌릴 수 없습니다."
        ),
        label=N_("취하한 것으로 보기"),
    ),
    "offer": MoveForm(
        (
            FormField(
                "place", "text", N_("어디에서 찾아가나요?"), N_("예: 구청 2층 건설과. 신청인이 읽습니다.")
            ),
        ),
        label=N_("찾아갈 서류 안내하기"),
    ),
    "hand_out": MoveForm(
        (
            FormField(
                "receiver",
                "text",
                N_("누가 받아 갔나요?"),
                N_("본인이 아니면 누구인지 적습니다."),
                required=False,
            ),
        ),
        warning=N_("받는 분의 신분증과 접수번호를 확인해 주세요."),
        label=N_("서류 내주기"),
    ),
    "close_unclaimed": MoveForm(
        (
            FormField(
                "reason", "long_text", N_("폐기한 서류와 그 까닭"), N_("신청인에게 함께 알립니다."), rows=3
            ),
        ),
        warning=N_("찾아가지 않은 서류를 폐기하고 끝냅니다(시행령 제25조제4항). 되돌릴 수 없습니다."),
        label=N_("찾아가지 않아 끝내기"),
    ),
    "demand": MoveForm(
        (
            FormField(
                "demand",
                "long_text",
                N_("신청인이 한 말"),
                N_("적지 않아도 됩니다."),
                required=False,
                rows=3,
            ),
            AGENT,
        ),
        label=N_("시정 요구 받기"),
    ),
}
