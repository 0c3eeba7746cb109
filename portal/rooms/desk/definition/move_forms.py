"""How is each move made on the desk: by one press, or by a form with which fields?

A move that is not named here gets a form with the fields it needs, so that a new room's moves work at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from portal.kernel.moves import Move
from portal.kernel.tries import Limit
from portal.kernel.words import N_
from portal.rooms.desk.definition import group_forms, law_forms
from portal.rooms.desk.definition.form_shapes import AGENT, FILES_HINT, FILES_LABEL, FormField, MoveForm

MOVE_FORMS: Final = {
    "accept": MoveForm(key="a", main=True),
    "review": MoveForm(key="r"),
    "decide": MoveForm(
        (
            FormField("outcome", "outcome", N_("결과")),
            FormField("answer", "long_text", N_("답변"), N_("결과 통지를 할 때 신청인에게 갑니다."), rows=10),
            FormField(
                "reasons", "long_text", N_("거부하는 까닭"), N_("거부할 때는 꼭 적습니다."), required=False
            ),
            FormField(
                "departure",
                "departure",
                N_("사전심사와 달라진 까닭"),
                N_("가능하다고 알린 것을 거부할 때는 꼭 적습니다. 신청인이 읽습니다."),
                required=False,
            ),
            FormField(
                "remedies", "long_text", N_("구제 방법"), N_("거부할 때는 꼭 적습니다."), required=False
            ),
            FormField("files", "files", FILES_LABEL, FILES_HINT, required=False),
        ),
        key="d",
        main=True,
    ),
    "notify": MoveForm(
        key="e",
        warning=N_("결과를 보내면 민원이 끝나고 되돌릴 수 없습니다. 아래 답변이 신청인에게 갑니다."),
        main=True,
    ),
    "undo_decision": MoveForm(key="u"),
    "request_supplement": MoveForm(
        (
            FormField(
                "request", "long_text", N_("더 낼 것"), N_("신청인이 읽고 바로 낼 수 있게 적어 주세요.")
            ),
            FormField("days", "days", N_("언제까지")),
        ),
        key="s",
    ),
    "supplement": MoveForm(
        (
            FormField(
                "supplement",
                "long_text",
                N_("보완한 내용"),
                N_("창구에서 받은 내용을 적습니다."),
                required=False,
            ),
            FormField("files", "files", N_("받은 파일"), FILES_HINT, required=False),
            AGENT,
        ),
        key="b",
        label=N_("보완 받기"),
    ),
    "assign": MoveForm((FormField("officer", "officer", N_("담당자")),), key="g"),
    **law_forms.LONGER,
    "pause": MoveForm(
        (
            FormField("ground", "ground", N_("멈추는 까닭")),
            FormField("reason", "long_text", N_("설명"), N_("신청인에게 함께 알립니다."), rows=3),
        ),
        key="p",
    ),
    "resume": MoveForm(key="p", main=True),
    "withdraw": MoveForm(
        (
            FormField(
                "reason",
                "long_text",
                N_("신청인이 말한 까닭"),
                N_("적지 않아도 됩니다."),
                required=False,
                rows=3,
            ),
            AGENT,
        ),
        key="w",
        warning=N_("신청인이 취하한다고 밝혔을 때만 합니다. 민원이 끝나고 되돌릴 수 없습니다."),
        label=N_("취하 받기"),
    ),
    "return": MoveForm(
        (FormField("reason", "long_text", N_("반려하는 까닭"), N_("신청인에게 함께 알립니다.")),),
        key="x",
        warning=N_("반려하면 민원이 끝나고 되돌릴 수 없습니다."),
    ),
    **law_forms.ELSEWHERE,
    **law_forms.AGAIN,
    **group_forms.GROUPS,
    **law_forms.ENDINGS,
    "take_up": MoveForm(
        (
            FormField(
                "code",
                "text",
                N_("동의 번호 8자리"),
                N_("창구에 오신 분이 신청인에게 받은 번호입니다. 신분증으로 이름을 확인해 주세요."),
            ),
            FormField("agent_name", "text", N_("대신하는 분의 이름")),
            FormField("relation", "relation", N_("신청인과의 사이")),
        ),
        key="i",
        tries=Limit("desk-take-up", 20, 3600),
        label=N_("위임 확인하기"),
    ),
    "tell_progress": MoveForm(
        (
            FormField(
                "progress",
                "long_text",
                N_("지금까지 한 일"),
                N_("신청인이 물었을 때 알립니다. 신청인이 읽습니다."),
                required=False,
            ),
        ),
        label=N_("처리 상황 알리기"),
    ),
    "note": MoveForm(
        (FormField("note", "long_text", N_("메모"), N_("직원만 봅니다. 신청인에게 보이지 않습니다.")),),
        key="m",
    ),
}
ORDER: Final = tuple(MOVE_FORMS)
DAYS: Final = (3, 5, 7, 10, 14, 20, 30, 60)
"""The periods offered for a supplement; the law's own limits are the room's rules."""
USUAL_DAYS: Final = 10


def form_of(move: Move) -> MoveForm:
    """The form of a move."""
    known = MOVE_FORMS.get(move.name)
    if known is not None:
        return known
    names = dict.fromkeys((*move.needs, *move.texts))
    return MoveForm(
        tuple(
            FormField(
                name,
                "long_text" if name in move.texts else "text",
                move.needs.get(name, move.label),
                required=name in move.needs,
            )
            for name in names
        )
    )


def in_order(moves: Sequence[Move]) -> list[Move]:
    """Moves in the order of the desk; those it does not name follow."""
    place = {name: number for number, name in enumerate(ORDER)}
    return sorted(moves, key=lambda move: place.get(move.name, len(place)))


OUTCOMES: Final = {
    "granted": N_("허가·수리"),
    "answered": N_("답변"),
    "refused": N_("불수용·거부"),
    "possible": N_("사전심사: 가능"),
    "impossible": N_("사전심사: 불가능"),
}
IN_ADVANCE: Final = ("possible", "impossible")
"""The outcomes of a decision as they are offered; which of them fits a petition is its room's rule."""

TEXT_LABELS: Final = {
    "request": N_("더 낼 것"),
    "supplement": N_("보완한 내용"),
    "reason": N_("까닭"),
    "answer": N_("답변"),
    "reasons": N_("거부하는 까닭"),
    "remedies": N_("구제 방법"),
    "departure": N_("사전심사와 달라진 까닭"),
    "note": N_("메모"),
    "progress": N_("지금까지 한 일"),
    "heard": N_("확인한 방법"),
    "agency": N_("맡은 기관"),
    "contact": N_("연락처"),
    "objection": N_("이의신청의 취지와 이유"),
    **group_forms.LABELS,
    "guardian": N_("민원후견인"),
    "urging": N_("독촉한 내용"),
    "demand": N_("바로잡아 달라고 한 것"),
    "place": N_("찾아가는 곳"),
    "receiver": N_("받은 분"),
    "agent_name": N_("대신하는 분"),
    "relation": N_("신청인과의 사이"),
}
"""What the words of an event are called in the history."""
