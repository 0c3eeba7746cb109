"""By which moves does a petition end because nobody can be found, or nobody fetches what was granted? (민원령 25②④)"""

from __future__ import annotations

from portal.kernel.moves import Move
from portal.kernel.words import N_
from portal.rooms.petitions.definition.stages import STAFF

WAITING = ("awaiting_supplement",)
TOLD = ("notified",)

MOVES = {
    move.name: move
    for move in (
        Move(
            "note_undelivered",
            N_("보완 요구 반송"),
            WAITING,
            None,
            STAFF,
            audience="staff",
            needs={"heard": N_("언제 어떻게 되돌아왔는지 적어 주세요.")},
            texts=("heard",),
            outward=False,
        ),
        Move(
            "deem_withdrawn",
            N_("취하로 봄"),
            WAITING,
            "withdrawn",
            STAFF,
            audience="public",
            needs={"reason": N_("주소를 어떻게 알아보았는지 적어 주세요.")},
            texts=("reason",),
            notice="deemed_withdrawn",
        ),
        Move(
            "offer",
            N_("찾아갈 서류 안내"),
            TOLD,
            None,
            STAFF,
            needs={"place": N_("어디에서 찾아가는지 적어 주세요.")},
            texts=("place",),
            notice="offered",
            outward=False,
            front_desk=True,
        ),
        Move(
            "hand_out",
            N_("서류 내줌"),
            TOLD,
            None,
            STAFF,
            texts=("receiver",),
            notice="handed_out",
            outward=False,
            front_desk=True,
        ),
        Move(
            "close_unclaimed",
            N_("찾아가지 않아 종결"),
            TOLD,
            "unclaimed",
            STAFF,
            audience="public",
            needs={"reason": N_("폐기한 서류와 그 까닭을 적어 주세요.")},
            texts=("reason",),
            notice="unclaimed",
        ),
    )
}
