"""What does anyone see of the cases? The public list, one public row, and the same as data for programs."""

from portal.rooms.tracking.pages.following import follow
from portal.rooms.tracking.pages.listed import case, listed
from portal.rooms.tracking.pages.open_data import about, as_atom, as_csv, as_json, counts
from portal.rooms.tracking.pages.satisfied import satisfaction, satisfaction_json

__all__ = [
    "about",
    "as_atom",
    "as_csv",
    "as_json",
    "case",
    "counts",
    "follow",
    "listed",
    "satisfaction",
    "satisfaction_json",
]
