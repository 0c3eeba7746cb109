"""Who plays in the demo, and what happened in its month?"""

from portal.rooms.demo.definition.people import (
    CLIENT,
    CLIENT_DEPARTMENT,
    OFFICERS,
    RESIDENTS,
    STAFF,
    Account,
    Officer,
    Resident,
    password_of,
)
from portal.rooms.demo.definition.texts import PLACES, Supplement, Text, texts

__all__ = [
    "CLIENT",
    "CLIENT_DEPARTMENT",
    "OFFICERS",
    "PLACES",
    "RESIDENTS",
    "STAFF",
    "Account",
    "Officer",
    "Resident",
    "Supplement",
    "Text",
    "password_of",
    "texts",
]
