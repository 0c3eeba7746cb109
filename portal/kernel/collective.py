"""When do many file one petition, and is it then a collective one (다수인관련민원)?

What a form asks stands here, so that each service asks the same: how many households (민원법 2조 4호), how many who
signed, and the signed list as a file (민원령 8). Their names are in that list alone; no field takes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

TOGETHER: Final = "filed_together"
HOUSEHOLDS: Final = "households"
SIGNERS: Final = "signers"
SIGNATURES: Final = "signatures"
YES: Final = "yes"
LEAST_HOUSEHOLDS: Final = 5
"""From how many households on a petition that is filed jointly is a collective one (민원법 2조 4호)."""
MOST: Final = 999_999


def is_collective(households: int) -> bool:
    """Whether five or more households file it jointly (다수인관련민원, 민원법 2조 4호)."""
    return households >= LEAST_HOUSEHOLDS


def counts_of(answers: Mapping[str, Any]) -> tuple[int, int]:
    """How many households and how many people file it, as answered; 0 and 0 for one who files alone."""
    if answers.get(TOGETHER) != YES:
        return 0, 0
    return _number(answers.get(HOUSEHOLDS)), _number(answers.get(SIGNERS))


def _number(answer: object) -> int:
    typed = str(answer or "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else 0
