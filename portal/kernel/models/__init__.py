"""Which facts does the house keep? The tables, one file a subject.

Personal data stands only in columns named `…_ct` (ciphertext under the case's own key) or
`…_sealed` (under the master key), and in attachments; `…_hash` columns are keyed hashes.
All times are aware and UTC.
"""

from portal.kernel.models.cases import Attachment, Case, DataKey, Draft, Event
from portal.kernel.models.exchange import BackOffice, InboxMessage, Notice, OutboxMessage
from portal.kernel.models.house import Counter, Holiday, Rate, ServiceVersion
from portal.kernel.models.people import AccessLog, ContactProof, Grant, Person, Session

__all__ = [
    "AccessLog",
    "Attachment",
    "BackOffice",
    "Case",
    "ContactProof",
    "Counter",
    "DataKey",
    "Draft",
    "Event",
    "Grant",
    "Holiday",
    "InboxMessage",
    "Notice",
    "OutboxMessage",
    "Person",
    "Rate",
    "ServiceVersion",
    "Session",
]
