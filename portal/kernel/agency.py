"""What may somebody do in a case for its petitioner, and by which moves do they come to it?

Scopes, each wider than the one before: `see` reads, `act` also brings what is asked for, `end` also takes the
petition back: whoever ends a procedure for somebody else needs that person's consent to just this (행정절차법 11조
4항 단서, 12조 2항). An agent never gives codes to others.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from portal.kernel.moves import Move
from portal.kernel.words import N_

SCOPES: Final = {
    "see": N_("보기만"),
    "act": N_("대신하기"),
    "end": N_("대신하기와 취하까지"),
}
POWERS: Final = {
    "see": frozenset({"see"}),
    "act": frozenset({"see", "act"}),
    "end": frozenset({"see", "act", "end"}),
}
RELATIONS: Final = {
    "mother": N_("어머니"),
    "father": N_("아버지"),
    "spouse": N_("배우자"),
    "child": N_("자녀"),
    "sibling": N_("형제자매"),
    "relative": N_("친척"),
    "helper": N_("돕는 사람(복지사, 활동지원사)"),
    "lawyer": N_("변호사, 행정사, 법무사"),
    "other": N_("그 밖의 사람"),
}


@dataclass(frozen=True)
class Agent:
    """Who acts: the name as told, and the relation to the petitioner (a key of RELATIONS)."""

    name: str
    relation: str

    @property
    def label(self) -> str:
        """The relation as a source sentence."""
        return RELATIONS.get(self.relation, RELATIONS["other"])


def moves(stages: Iterable[str]) -> dict[str, Move]:
    """The moves by which a case of any of these stages gets and loses agents."""
    anywhere = tuple(stages)
    return {
        move.name: move
        for move in (
            Move(
                "delegate",
                N_("대신하기 동의"),
                anywhere,
                None,
                frozenset({"petitioner"}),
                needs={"scope": N_("어디까지 맡길지 골라 주세요.")},
                notice="delegated",
                outward=False,
            ),
            Move(
                "take_up",
                N_("위임 확인"),
                anywhere,
                None,
                frozenset({"agent", "staff"}),
                power="see",
                needs={
                    "code": N_("동의 번호 여덟 자리를 적어 주세요."),
                    "agent_name": N_("대신하는 분의 이름을 적어 주세요."),
                    "relation": N_("신청인과 어떤 사이인지 골라 주세요."),
                },
                texts=("agent_name", "relation"),
                notice="delegation_taken",
                outward=False,
                front_desk=True,
            ),
            Move(
                "end_delegation",
                N_("대신하기 끝"),
                anywhere,
                None,
                frozenset({"petitioner", "agent"}),
                power="see",
                needs={"delegation": N_("끝낼 동의를 골라 주세요.")},
                notice="delegation_ended",
                outward=False,
            ),
        )
    }
