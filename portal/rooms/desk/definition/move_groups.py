"""Which moves stand open on a case's page, and under which heading are the others folded away?

What is done to most cases stands open, the next step first; what is done to few is named once, with its kind, so that
nobody looks for it among twenty equal buttons or presses it by mistake.
"""

from __future__ import annotations

from typing import Final

from portal.kernel.words import N_

TIME: Final = "time"
HAND_ON: Final = "hand_on"
PETITIONER: Final = "petitioner"
TOGETHER: Final = "together"
PAPERS: Final = "papers"
END: Final = "end"
OTHER: Final = "other"

GROUPS: Final = {
    PETITIONER: N_("신청인과 하는 일"),
    TIME: N_("처리기간"),
    HAND_ON: N_("담당과 부서"),
    TOGETHER: N_("합치기와 나누기"),
    PAPERS: N_("찾아갈 서류"),
    END: N_("답변 없이 끝내기"),
    OTHER: N_("그 밖의 일"),
}
"""The folded groups in their order."""

OPEN: Final = frozenset(
    {
        "accept",
        "review",
        "decide",
        "notify",
        "undo_decision",
        "request_supplement",
        "supplement",
        "resume",
        "note",
    }
    | {"grant_longer", "refuse_longer", "offer", "hand_out"}
)
"""Moves that stand open wherever they are allowed: the steps of most cases, and what waits for an answer."""

GROUP_OF: Final = {
    **dict.fromkeys(("pause", "extend", "ask_extension", "consent_extension", "refuse_extension"), TIME),
    **dict.fromkeys(("assign", "route", "transfer"), HAND_ON),
    **dict.fromkeys(("ask_longer", "take_up", "tell_progress", "name_guardian"), PETITIONER),
    **dict.fromkeys(("object", "demand", "ask_representatives", "name_representatives"), PETITIONER),
    **dict.fromkeys(("merge", "unmerge", "split"), TOGETHER),
    "close_unclaimed": PAPERS,
    **dict.fromkeys(("withdraw", "return", "decline", "close_repeat"), END),
    **dict.fromkeys(("note_undelivered", "deem_withdrawn"), END),
}
"""The group of each folded move; a new room's moves are folded under OTHER until they are named here."""

FEW: Final = 4
"""So many moves at most all stand open: there is nothing to look for."""
