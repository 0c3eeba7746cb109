"""How often may somebody try to open a case? Limits against guessing, wide for those who share an address."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from portal.kernel.tries import Limit

# Ten tries an hour from one address for one number, and sixty from all together: whoever knows the phone guesses the
# six digits in a year on average, and whoever only wants to lock out a neighbour must come from many addresses.
OPEN_BY_NUMBER_HERE: Final = Limit("case-number-here", 10, 3600)
OPEN_BY_NUMBER: Final = Limit("case-number", 60, 3600)
OPEN_BY_ADDRESS: Final = Limit("case-address", 60, 3600)
CODE_BY_EMAIL: Final = Limit("cases-code-email", 5, 3600)
CODE_BY_ADDRESS: Final = Limit("cases-code", 60, 3600)
TRY_BY_ADDRESS: Final = Limit("cases-code-try", 300, 3600)

PURPOSE: Final = "cases"
"""What a one-time code of this room is for (`ContactProof.purpose`)."""

# An e-mail code signs in: the same numbers as for opening one's cases, counted apart.
SIGN_IN_CODE_BY_EMAIL: Final = Limit("sign-in-code-email", 5, 3600)
SIGN_IN_CODE: Final = Limit("sign-in-code", 60, 3600)
SIGN_IN_TRY: Final = Limit("sign-in-code-try", 300, 3600)
SIGN_IN: Final = "sign_in"
"""The purpose of a code that signs in."""

# A letter to a guardian goes to somebody who asked for nothing: few to one contact, whoever asks.
GUARDIAN_BY_CONTACT: Final = Limit("guardian-contact", 3, 86400)
GUARDIAN_BY_ADDRESS: Final = Limit("guardian", 20, 3600)
GUARDIAN_LINK: Final = Limit("guardian-link", 120, 3600)

# Sign-in by a provider: each start makes a row and may ask the provider; each code of a second factor is a guess.
LEAVE_FOR_PROVIDER: Final = Limit("provider-leave", 120, 3600)
PROVIDER_SIGNS_OUT: Final = Limit("provider-signs-out", 600, 60)
SECOND_BY_PERSON: Final = Limit("second-factor", 10, 900)
LINK_WITHIN: Final = timedelta(minutes=15)
"""A way in is added or taken away only so soon after signing in: a forgotten browser gives nobody a lasting way in."""
SECOND_WITHIN: Final = timedelta(minutes=10)
"""How long the portal waits for the second factor after the provider's word."""
KEY_ASKED: Final = Limit("security-key-asked", 600, 3600)
"""Asking a key makes a row for a browser that had none: a program must not fill the house with them."""
KEY_BY_ADDRESS: Final = Limit("security-key", 300, 3600)
"""A key can't be guessed; the limit only keeps a broken browser from asking for ever."""
