"""How are petitions merged and split on the desk, and representatives asked for?

The forms of merging and splitting are checked on a page of their own before anything happens.
"""

from __future__ import annotations

from typing import Final

from portal.kernel.words import N_
from portal.rooms.desk.definition.form_shapes import AGENT, HEARD, FormField, MoveForm

_WHY: Final = FormField("reason", "long_text", N_("까닭"), N_("신청인에게 함께 알립니다."), rows=3)
GROUPS: Final = {
    "merge": MoveForm(
        (
            FormField(
                "cases",
                "cases",
                N_("이 민원과 합칠 민원"),
                N_("같은 내용인지 하나씩 열어 확인한 뒤 고릅니다. 이 민원까지 다섯 명이 낸 것부터 합칩니다."),
            ),
        ),
        warning=N_(
            "이 민원이 대표가 됩니다. 이 민원의 답변이 고른 민원에 모두 가고, 가장 이른 기한을 따릅니다. "
            "잘못 합친 민원은 그 민원에서 다시 뺄 수 있습니다."
        ),
        checked=True,
    ),
    "unmerge": MoveForm((_WHY,), warning=N_("이 민원만 따로 처리하고 자기 기한 안에 답변하게 됩니다.")),
    "split": MoveForm(
        (
            FormField(
                "part",
                "long_text",
                N_("따로 처리할 내용"),
                N_("새 번호로 처리할 일입니다. 신청인이 읽습니다."),
            ),
            FormField("department", "part_department", N_("맡을 부서"), required=False),
            _WHY,
        ),
        warning=N_(
            "새 번호의 민원이 하나 생기고 되돌릴 수 없습니다. "
            "신청한 내용과 파일이 함께 가고, 기한은 처음 접수한 때부터 셉니다."
        ),
        checked=True,
    ),
    "ask_representatives": MoveForm(
        (
            FormField(
                "reason", "long_text", N_("덧붙일 말"), N_("신청인이 읽습니다."), required=False, rows=3
            ),
        ),
        warning=N_("대표자를 세 명까지 정해 달라고 요청합니다. 그동안 처리기간이 멈춥니다."),
    ),
    "name_representatives": MoveForm(
        (
            FormField("name_1", "text", N_("대표자 1의 이름")),
            FormField("phone_1", "text", N_("대표자 1의 전화번호")),
            FormField("name_2", "text", N_("대표자 2의 이름"), required=False),
            FormField("phone_2", "text", N_("대표자 2의 전화번호"), required=False),
            FormField("name_3", "text", N_("대표자 3의 이름"), required=False),
            FormField("phone_3", "text", N_("대표자 3의 전화번호"), required=False),
            HEARD,
            AGENT,
        ),
        label=N_("대표자 적기"),
    ),
}
LABELS: Final = {
    "part": N_("나누어 처리하는 내용"),
    "committee": N_("민원조정위원회의 심의"),
    "name_1": N_("대표자 1"),
    "phone_1": N_("전화번호"),
    "name_2": N_("대표자 2"),
    "phone_2": N_("전화번호"),
    "name_3": N_("대표자 3"),
    "phone_3": N_("전화번호"),
}
