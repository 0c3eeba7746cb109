"""Who plays in the demo, and what happened in its month?"""

from portal.rooms.demo.definition.people import (
    CLIENT,
    CLIENT_DEPARTMENT,
    HANEUL,
    MONITOR,
    OFFICERS,
    RESIDENTS,
    STAFF,
    Account,
    Officer,
    Resident,
    password_of,
)
from portal.rooms.demo.definition.providers import PROVIDERS, RESIDENT_LOGINS, Login, Provider
from portal.rooms.demo.definition.texts import PLACES, Supplement, Text, texts

__all__ = [
    "CLIENT",
    "CLIENT_DEPARTMENT",
    "HANEUL",
    "MONITOR",
    "OFFICERS",
    "PLACES",
    "PROVIDERS",
    "RESIDENTS",
    "RESIDENT_LOGINS",
    "STAFF",
    "Account",
    "Login",
    "Officer",
    "Provider",
    "Resident",
    "Supplement",
    "Text",
    "password_of",
    "texts",
]
