"""Which texts can an officer begin an answer with?

Written for people (ui.md): what we did or will do, until when, whom to ask. `%(…)s` places are filled from the
case when a text is put in; what only the officer knows stands in brackets (BLANKS), and an answer with a bracket
left in it is not taken. The remedies are the
law's: 민원법 35① (60일), 행정심판법 27 (90일, 180일), 행정소송법 20 (90일, 1년).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from portal.kernel.words import N_


@dataclass(frozen=True)
class AnswerText:
    """One text. `outcome` and `remedies` come along when they are given; `statutory` narrows where it is offered."""

    title: str
    answer: str
    outcome: str = "answered"
    reasons: str = ""
    remedies: str = ""
    statutory: bool | None = None


_WHOM_TO_ASK: Final = "\n\n더 궁금한 점은 %(department)s %(officer)s(%(phone)s)에게 물어봐 주세요."
REMEDIES_OF_LAW: Final = (
    "이 결정에 동의하지 않으면 결정을 안 날부터 60일 안에 %(department)s에 이의신청을 할 수 있습니다"
    "(민원 처리에 관한 법률 제35조). 이의신청과 별도로, 결정이 있음을 안 날부터 90일 안에 행정심판을 청구하거나 "
    "행정소송을 제기할 수 있습니다(행정심판법 제27조, 행정소송법 제20조)."
)
REMEDIES_OTHERWISE: Final = (
    "답변에 동의하지 않으면 고충민원을 다시 신청하거나 감사담당관에게 알릴 수 있습니다. "
    "국민권익위원회에 고충민원을 신청할 수도 있습니다."
)
BLANKS: Final = ("[날짜]", "[한 일]", "[까닭]", "[답]", "[조건]", "[법 조항]", "[갖출 것]", "[사실]")
"""What an officer must write in place of each bracket."""

ANSWER_TEXTS: Final = {
    "done": AnswerText(
        N_("고쳤습니다"),
        "알려 주신 곳을 [날짜]에 확인했고, [한 일]. 알려 주셔서 고맙습니다." + _WHOM_TO_ASK,
        statutory=False,
    ),
    "planned": AnswerText(
        N_("언제까지 하겠습니다"),
        "알려 주신 곳을 확인했습니다. [까닭] 때문에 바로 하지 못하고 [날짜]까지 하겠습니다." + _WHOM_TO_ASK,
        statutory=False,
    ),
    "explained": AnswerText(
        N_("물음에 답합니다"),
        "물어보신 ‘%(service)s’에 답합니다.\n\n[답]" + _WHOM_TO_ASK,
        statutory=False,
    ),
    "granted": AnswerText(
        N_("허가·수리합니다"),
        "신청하신 ‘%(service)s’(접수번호 %(number)s)를 허가(수리)합니다.\n\n조건: [조건]" + _WHOM_TO_ASK,
        outcome="granted",
        statutory=True,
    ),
    "refused": AnswerText(
        N_("거부합니다"),
        "신청하신 ‘%(service)s’(접수번호 %(number)s)는 아래의 까닭으로 받아들이지 못했습니다." + _WHOM_TO_ASK,
        outcome="refused",
        reasons="[법 조항]에 따라 [갖출 것]이 있어야 하는데 [사실].",
        remedies=REMEDIES_OF_LAW,
        statutory=True,
    ),
    "not_possible": AnswerText(
        N_("들어드리지 못합니다"),
        "알려 주신 내용을 살펴보았지만 아래의 까닭으로 들어드리지 못합니다." + _WHOM_TO_ASK,
        outcome="refused",
        reasons="[까닭]",
        remedies=REMEDIES_OTHERWISE,
        statutory=False,
    ),
}
