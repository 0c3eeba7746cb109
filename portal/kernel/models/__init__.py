"""Which facts does the house keep? The tables, one file a subject.

Personal data stands only in columns named `…_ct` (ciphertext under the case's or account's own key) or
`…_sealed` (under the master key), and in attachments; `…_hash` columns are keyed hashes.
All times are aware and UTC.
"""

from portal.kernel.models.cases import Attachment, Case, Delegation, Disposal, Draft, Event, PaperForm
from portal.kernel.models.exchange import BackOffice, HeldReport, InboxMessage, Notice, OutboxMessage
from portal.kernel.models.house import Content, Counter, Holiday, HolidayChange, Rate, ServiceVersion
from portal.kernel.models.keys import DataKey
from portal.kernel.models.oversight import MonthlyReview, StaffNotice
from portal.kernel.models.people import (
    AccountRequest,
    Consent,
    Grant,
    Identity,
    NoticeStop,
    NoticeWish,
    Person,
    SecurityKey,
)
from portal.kernel.models.public import Follow, PlaceMark, PublicText, Satisfaction
from portal.kernel.models.record import LedgerRoot, SigningKey
from portal.kernel.models.visits import AccessLog, ContactProof, Session

__all__ = [
    "AccessLog",
    "AccountRequest",
    "Attachment",
    "BackOffice",
    "Case",
    "Consent",
    "ContactProof",
    "Content",
    "Counter",
    "DataKey",
    "Delegation",
    "Disposal",
    "Draft",
    "Event",
    "Follow",
    "Grant",
    "HeldReport",
    "Holiday",
    "HolidayChange",
    "Identity",
    "InboxMessage",
    "LedgerRoot",
    "MonthlyReview",
    "Notice",
    "NoticeStop",
    "NoticeWish",
    "OutboxMessage",
    "PaperForm",
    "Person",
    "PlaceMark",
    "PublicText",
    "Rate",
    "Satisfaction",
    "SecurityKey",
    "ServiceVersion",
    "Session",
    "SigningKey",
    "StaffNotice",
]
