"""Which steps does filing have besides a service's own, how long does a draft live, how often may one try?"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from portal.kernel.tries import Limit

CONTACT: Final = "contact"
CHECK: Final = "check"
SUBMIT: Final = "submit"
DISCARD: Final = "discard"
OWN_STEPS: Final = frozenset({CONTACT, CHECK, SUBMIT, DISCARD})
"""Addresses of the form's own pages: a service gives none of its steps such a code."""

DRAFT_LIFE: Final = timedelta(days=7)
"""From the last word saved; as long as a guest's session rests unused."""

PIN_SHOWN: Final = timedelta(minutes=30)
"""The PIN stands on the receipt of the browser that filed, so long that a reload or a printer loses nothing."""

MOST_CASES: Final = 50
"""How many drafts' keys and PINs a guest's session remembers; the secret links open older cases."""

SHORTEST_KEY, LONGEST_KEY = 16, 128


# By address they are wide: a community centre's visitors share one.
START_BY_ADDRESS: Final = Limit("draft", 300, 3600)
UPLOAD_BY_ADDRESS: Final = Limit("upload", 600, 3600)
UPLOAD_BY_BROWSER: Final = Limit("upload-browser", 100, 3600)
CODE_BY_ADDRESS: Final = Limit("code", 60, 3600)
CODE_BY_BROWSER: Final = Limit("code-browser", 10, 3600)
CODE_BY_EMAIL: Final = Limit("code-email", 5, 3600)
TRY_BY_ADDRESS: Final = Limit("code-try", 300, 3600)
FILE_BY_ADDRESS: Final = Limit("file", 1200, 3600)
FILE_BY_BROWSER: Final = Limit("file-browser", 60, 3600)
LINK_BY_ADDRESS: Final = Limit("receipt-link", 120, 600)
