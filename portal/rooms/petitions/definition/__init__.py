"""What life does a petition lead? Stages and moves as data (domain: 민원법, 민원령).

The diagram in docs/petition-moves.md is drawn from this table.
"""

from __future__ import annotations

from portal.kernel import agency
from portal.kernel.moves import Definition
from portal.rooms.petitions.definition import again, duties, elsewhere, endings, groups, longer, working
from portal.rooms.petitions.definition.duties import UNDER_WAY
from portal.rooms.petitions.definition.stages import OPEN, OUTCOMES, STAGES

MOVES = (
    working.MOVES
    | longer.MOVES
    | elsewhere.MOVES
    | groups.MOVES
    | again.MOVES
    | duties.MOVES
    | endings.MOVES
    | agency.moves(STAGES)
)
DEFINITION = Definition(room="petitions", first="submitted", stages=STAGES, moves=MOVES)

__all__ = ["DEFINITION", "MOVES", "OPEN", "OUTCOMES", "STAGES", "UNDER_WAY"]
