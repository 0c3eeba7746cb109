"""How often may somebody ask for a code to follow a case? Wide for a shared address, narrow for one contact."""

from __future__ import annotations

from typing import Final

from portal.kernel.tries import Limit

FOLLOW_CODE: Final = Limit("follow-code", 60, 3600)
FOLLOW_CODE_BY_EMAIL: Final = Limit("follow-code-email", 5, 3600)
FOLLOW_TRY: Final = Limit("follow-code-try", 300, 3600)
PURPOSE: Final = "follow"
"""What a one-time code of this room is for (`ContactProof.purpose`)."""
