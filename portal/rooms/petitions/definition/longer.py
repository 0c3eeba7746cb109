"""By which moves does somebody get more time? The office to answer (민원령 21), the petitioner for papers (24②)."""

from __future__ import annotations

from portal.kernel.moves import Move
from portal.kernel.words import N_
from portal.rooms.petitions.definition.stages import (
    ALSO_MERGED,
    OFFICE,
    OFFICE_OR_LEAD,
    WITH_PETITIONER,
    WORKING,
)

WAITING = ("awaiting_supplement",)
_HOW_LONG = N_("며칠을 늘릴지 골라 주세요.")

MOVES = {
    move.name: move
    for move in (
        Move(
            "extend",
            N_("처리기간 연장"),
            ALSO_MERGED,
            None,
            OFFICE_OR_LEAD,
            needs={"days": _HOW_LONG, "reason": N_("연장하는 까닭을 적어 주세요(민원처리법 시행령 제21조).")},
            texts=("reason",),
            notice="extended",
        ),
        Move(
            "ask_extension",
            N_("두 번째 연장 동의 요청"),
            WORKING,
            None,
            OFFICE,
            needs={"days": _HOW_LONG, "reason": N_("더 연장해야 하는 까닭을 적어 주세요.")},
            texts=("reason",),
            notice="extension_asked",
        ),
        Move(
            "consent_extension",
            N_("두 번째 연장에 동의"),
            WORKING,
            None,
            WITH_PETITIONER,
            texts=("heard",),
            notice="extended",
            front_desk=True,
        ),
        Move(
            "refuse_extension",
            N_("두 번째 연장에 동의하지 않음"),
            WORKING,
            None,
            WITH_PETITIONER,
            texts=("heard",),
            notice="extension_refused",
            front_desk=True,
        ),
        Move(
            "ask_longer",
            N_("보완 기간 연장 요청"),
            WAITING,
            None,
            WITH_PETITIONER,
            needs={"days": N_("며칠이 더 필요한지 적어 주세요.")},
            texts=("reason",),
            notice="longer_asked",
            front_desk=True,
        ),
        Move(
            "grant_longer",
            N_("보완 기간 연장"),
            WAITING,
            None,
            OFFICE,
            needs={"days": _HOW_LONG},
            notice="longer_granted",
        ),
        Move(
            "refuse_longer",
            N_("보완 기간을 늘리지 않음"),
            WAITING,
            None,
            OFFICE,
            needs={"reason": N_("늘리지 않는 까닭을 적어 주세요.")},
            texts=("reason",),
            notice="longer_refused",
        ),
    )
}
