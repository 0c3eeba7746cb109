"""What does the petitioner see and do? One's own case, its files, a supplement, a withdrawal."""

from portal.rooms.petitions.pages.acting import act, agents
from portal.rooms.petitions.pages.case import case, file
from portal.rooms.petitions.pages.changes import supplement, withdraw
from portal.rooms.petitions.pages.demanding import demand
from portal.rooms.petitions.pages.more_time import extension, longer
from portal.rooms.petitions.pages.objecting import objecting
from portal.rooms.petitions.pages.representatives import representatives
from portal.rooms.petitions.pages.satisfied import satisfied

__all__ = [
    "act",
    "agents",
    "case",
    "demand",
    "extension",
    "file",
    "longer",
    "objecting",
    "representatives",
    "satisfied",
    "supplement",
    "withdraw",
]
