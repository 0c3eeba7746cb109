"""Who works here? Staff accounts and their rights, how they prove who they are, and the log of their looks."""

from portal.kernel.people.accounts import (
    BadAccount,
    Credentials,
    UnknownLogin,
    add,
    close,
    find,
    listed,
    reset,
)
from portal.kernel.people.grants import (
    BadRight,
    Right,
    UnknownGrant,
    grant,
    grants_of,
    officers_of,
    read_right,
    revoke,
)
from portal.kernel.people.looks import (
    LOOKS,
    STRANGER,
    Look,
    Looked,
    looked,
    note_look,
    note_machine_look,
    note_stranger,
)
from portal.kernel.people.signing_in import WrongSignIn, check_sign_in, totp_uri

__all__ = [
    "LOOKS",
    "STRANGER",
    "BadAccount",
    "BadRight",
    "Credentials",
    "Look",
    "Looked",
    "Right",
    "UnknownGrant",
    "UnknownLogin",
    "WrongSignIn",
    "add",
    "check_sign_in",
    "close",
    "find",
    "grant",
    "grants_of",
    "listed",
    "looked",
    "note_look",
    "note_machine_look",
    "note_stranger",
    "officers_of",
    "read_right",
    "reset",
    "revoke",
    "totp_uri",
]
