"""What can somebody do with a draft: begin it, write into it, prove an e-mail, hand it in?"""

from portal.rooms.filing.actions.drafts import (
    NeedsIdentity,
    attach,
    discard,
    remove,
    save_answers,
    save_petitioner,
    start,
)
from portal.rooms.filing.actions.handing_in import (
    CONSENT,
    BadKey,
    ConsentMissing,
    Incomplete,
    adopt,
    check_contact,
    hand_in,
    hand_in_at_once,
    petitioner_of,
)
from portal.rooms.filing.actions.proving import enter_code, send_code

__all__ = [
    "CONSENT",
    "BadKey",
    "ConsentMissing",
    "Incomplete",
    "NeedsIdentity",
    "adopt",
    "attach",
    "check_contact",
    "discard",
    "enter_code",
    "hand_in",
    "hand_in_at_once",
    "petitioner_of",
    "remove",
    "save_answers",
    "save_petitioner",
    "send_code",
    "start",
]
