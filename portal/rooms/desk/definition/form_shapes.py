"""Of what is a move's form on the desk made: fields with a look, a key, a warning? And what forms share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from portal.kernel.tries import Limit
from portal.kernel.words import N_

FieldLook = Literal[
    "text",
    "long_text",
    "officer",
    "days",
    "more_days",
    "longer_days",
    "ground",
    "decline_ground",
    "department",
    "earlier",
    "cases",
    "part_department",
    "departure",
    "outcome",
    "files",
    "relation",
    "agent",
]


@dataclass(frozen=True)
class FormField:
    """One field of a move's form; `name` is the move's datum. `label` and `hint` are source sentences."""

    name: str
    look: FieldLook
    label: str
    hint: str = ""
    required: bool = True
    rows: int = 4


@dataclass(frozen=True)
class MoveForm:
    """How a move looks. Without `fields` and `warning` it is one press. `key` is its key on the keyboard.

    `warning` says what can't be taken back: the form is then a page of its own to check. `main` moves are
    the next thing to do: the first allowed one is the page's main button. `label` is what the desk calls the
    move where its own label would mislead. `tries`: how often an officer may try, where a code could be guessed.
    `checked`: what was filled in is shown once more before the move is made.
    """

    fields: tuple[FormField, ...] = ()
    key: str = ""
    warning: str = ""
    main: bool = False
    label: str = ""
    tries: Limit | None = None
    checked: bool = False

    @property
    def at_once(self) -> bool:
        """Whether one press makes the move."""
        return not self.fields and not self.warning


AGENT: Final = FormField(
    "agent", "agent", N_("누가 요청했나요?"), N_("위임을 확인한 분만 나옵니다."), required=False
)
HEARD: Final = FormField(
    "heard", "text", N_("어떻게 확인했나요?"), N_("예: 3월 20일 전화로 신청인에게 들었습니다.")
)
FILES_LABEL: Final = N_("함께 보낼 파일")
FILES_HINT: Final = N_("다섯 개까지, 한 개에 20 MB까지 올릴 수 있습니다.")
