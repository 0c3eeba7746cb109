"""What do staff edit for everybody to read: texts, notices, opening hours, kiosks, the directory of departments?

Each content has an owner and a date of review; each save is a new version that says who and when.
"""

from portal.kernel.contents.checking import InvalidContent, UnknownKind, check, shape_of
from portal.kernel.contents.items import (
    DRAFT,
    KIND_NAMES,
    PUBLISHED,
    REVIEW_MONTHS,
    STATES,
    WITHDRAWN,
    Item,
    State,
    UnknownContent,
    months_later,
)
from portal.kernel.contents.prose import allowed, parser
from portal.kernel.contents.saving import NUMBERED, Draft, EditConflict, SlugTaken, save, seed
from portal.kernel.contents.shapes import (
    DAYS,
    KINDS,
    Both,
    Certificate,
    Closure,
    Content,
    Department,
    Hours,
    Kiosk,
    Line,
    Note,
    Notice,
    Page,
    Prose,
    Span,
)
from portal.kernel.contents.shipped import BadContentFile
from portal.kernel.contents.stored import (
    all_newest,
    begin,
    history,
    listed,
    newest,
    overdue,
    phone_of,
    published_before,
    shown,
)

__all__ = [
    "DAYS", "DRAFT", "KINDS", "KIND_NAMES", "NUMBERED", "PUBLISHED", "REVIEW_MONTHS", "STATES", "WITHDRAWN",
    "BadContentFile", "Both", "Certificate", "Closure", "Content", "Department", "Draft", "EditConflict", "Hours",
    "InvalidContent", "Item", "Kiosk", "Line", "Note", "Notice", "Page", "Prose", "SlugTaken", "Span", "State",
    "UnknownContent", "UnknownKind",
    "all_newest", "allowed", "begin", "check", "history", "listed", "months_later", "newest", "overdue", "parser",
    "phone_of", "published_before", "save", "seed", "shape_of", "shown",
]  # fmt: skip
