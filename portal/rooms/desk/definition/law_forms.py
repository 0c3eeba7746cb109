"""How are the moves made by which somebody gets more time? The office (민원령 21), the petitioner (민원령 24②)."""

from __future__ import annotations

from typing import Final

from portal.kernel.words import N_
from portal.rooms.desk.definition.form_shapes import AGENT, HEARD, FormField, MoveForm

LONGER: Final = {
    "extend": MoveForm(
        (
            FormField("days", "more_days", N_("얼마나"), N_("처음 처리기간까지만 늘릴 수 있습니다.")),
            FormField("reason", "long_text", N_("연장하는 까닭"), N_("신청인에게 함께 알립니다."), rows=3),
        ),
        key="l",
    ),
    "ask_extension": MoveForm(
        (
            FormField("days", "more_days", N_("얼마나"), N_("동의를 받으면 이 날까지 늘어납니다.")),
            FormField("reason", "long_text", N_("더 연장하는 까닭"), N_("신청인이 읽고 답합니다."), rows=3),
        ),
        key="l",
    ),
    "consent_extension": MoveForm((HEARD, AGENT)),
    "refuse_extension": MoveForm((HEARD, AGENT)),
    "ask_longer": MoveForm(
        (
            FormField("days", "text", N_("며칠이 더 필요한가요?"), N_("숫자만 적어 주세요. 예: 7")),
            FormField("reason", "long_text", N_("신청인이 말한 까닭"), required=False, rows=3),
            AGENT,
        ),
    ),
    "grant_longer": MoveForm(
        (FormField("days", "longer_days", N_("얼마나"), N_("신청인이 말한 날수까지 늘릴 수 있습니다.")),),
        main=True,
    ),
    "refuse_longer": MoveForm(
        (FormField("reason", "long_text", N_("늘리지 않는 까닭"), N_("신청인에게 함께 알립니다."), rows=3),),
    ),
}
