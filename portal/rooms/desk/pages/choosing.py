"""How are the moves of a case offered: which first, which open, which folded away under their kind?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portal.rooms.desk.definition.form_shapes import MoveForm
from portal.rooms.desk.definition.move_forms import form_of
from portal.rooms.desk.definition.move_groups import FEW, GROUP_OF, GROUPS, OPEN, OTHER
from portal.rooms.desk.pages.shared import Desk
from portal.rooms.desk.queries.dossier import Dossier
from portal.web.i18n import Words


@dataclass(frozen=True)
class MoveButton:
    """One allowed move: a press or a link to its form."""

    name: str
    label: str
    action: str
    key: str
    at_once: bool
    main: bool


def buttons(desk: Desk, dossier: Dossier) -> list[MoveButton]:
    """The allowed moves; the first main one is the page's main button."""
    drawn: list[MoveButton] = []
    main_taken = False
    for move in dossier.moves:
        form: MoveForm = form_of(move)
        main = form.main and not main_taken
        main_taken = main_taken or main
        action = f"/desk/cases/{dossier.case.receipt_no}/{move.name}"
        drawn.append(
            MoveButton(move.name, desk.words(form.label or move.label), action, form.key, form.at_once, main)
        )
    return sorted(drawn, key=lambda button: not button.main)


def arranged(offered: Sequence[MoveButton], words: Words) -> dict[str, Any]:
    """`standing`: the moves that stand open. `folded`: (heading, moves) of the others; none where there are few."""
    if len(offered) <= FEW:
        return {"standing": list(offered), "folded": []}
    away = [one for one in offered if not one.main and not one.at_once and one.name not in OPEN]
    groups = {name: [one for one in away if GROUP_OF.get(one.name, OTHER) == name] for name in GROUPS}
    return {
        "standing": [one for one in offered if one not in away],
        "folded": [(words(GROUPS[name]), found) for name, found in groups.items() if found],
    }
