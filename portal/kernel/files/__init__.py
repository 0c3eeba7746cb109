"""Which files may come with a filing, what is taken out of them, where do they lie, and who opens them?"""

from portal.kernel.files.attachments import (
    DESTROYED,
    MAX_FILES,
    QUARANTINED,
    REFUSED,
    REJECTED,
    STORED,
    Listed,
    Opened,
    Upload,
    attach_to_draft,
    brought,
    for_case,
    for_draft,
    open_for,
    prepare,
    remove,
    remove_all,
    scanning,
)
from portal.kernel.files.copying import adopted, copied
from portal.kernel.files.ends import BlobGone, End, StoreAway, StoreDamaged, hash_at
from portal.kernel.files.examining import MAX_BYTES, Examined, examine
from portal.kernel.files.facts import PhotoFacts
from portal.kernel.files.inventory import sweep_orphans
from portal.kernel.files.names import clean_name
from portal.kernel.files.quarantine import Rescanned, rescan
from portal.kernel.files.refused import (
    AttachmentNotFound,
    FileLost,
    FileRefused,
    Infected,
    NotScannedYet,
    TooManyFiles,
)
from portal.kernel.files.sealed import Readable
from portal.kernel.files.sniff import KINDS, Kind
from portal.kernel.files.store import Store, end, end_at, store

__all__ = [
    "DESTROYED",
    "KINDS",
    "MAX_BYTES",
    "MAX_FILES",
    "QUARANTINED",
    "REFUSED",
    "REJECTED",
    "STORED",
    "AttachmentNotFound",
    "BlobGone",
    "End",
    "Examined",
    "FileLost",
    "FileRefused",
    "Infected",
    "Kind",
    "Listed",
    "NotScannedYet",
    "Opened",
    "PhotoFacts",
    "Readable",
    "Rescanned",
    "Store",
    "StoreAway",
    "StoreDamaged",
    "TooManyFiles",
    "Upload",
    "adopted",
    "attach_to_draft",
    "brought",
    "clean_name",
    "copied",
    "end",
    "end_at",
    "examine",
    "for_case",
    "for_draft",
    "hash_at",
    "open_for",
    "prepare",
    "remove",
    "remove_all",
    "rescan",
    "scanning",
    "store",
    "sweep_orphans",
]
