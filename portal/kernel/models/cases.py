"""Cases and all that belongs to one: timeline, attachments, drafts before it, who else may act, its disposal."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from portal.kernel.ids import new_id
from portal.kernel.models.keys import DataKey
from portal.kernel.models.people import Person


class Case(Model):
    """One filing. Written by `kernel.cases` only; `stage` moves together with an Event.

    `person` is the account it belongs to, if any (filed signed in, or claimed by a proved contact). `clock` holds
    the dates that stopped the clock (no personal data): see `kernel.cases.Clock`. `lead` is the case whose answer this
    one gets too (merged), `origin` the one it was split from. `households` and `signers`: how many file it jointly.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    receipt_no = fields.CharField(max_length=16, unique=True)
    idempotency_key = fields.CharField(max_length=64, unique=True)
    filing_digest = fields.CharField(max_length=64)
    room = fields.CharField(max_length=24)
    service_code = fields.CharField(max_length=64)
    service_version = fields.IntField()
    kind = fields.CharField(max_length=32)
    department = fields.CharField(max_length=32)
    channel = fields.CharField(max_length=16)
    lang = fields.CharField(max_length=5, default="ko")
    public = fields.BooleanField()
    retention_class = fields.CharField(max_length=16)
    stage = fields.CharField(max_length=32)
    outcome = fields.CharField(max_length=16, default="")
    officer: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="cases", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="own_cases", null=True, on_delete=fields.SET_NULL, db_index=True
    )
    officer_name = fields.CharField(max_length=64, default="")
    officer_phone = fields.CharField(max_length=32, default="")
    submitted_at = fields.DatetimeField(db_index=True)
    accept_by = fields.DatetimeField()
    accepted_at = fields.DatetimeField(null=True)
    due_at = fields.DatetimeField(null=True)
    supplement_by = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    clock: fields.Field[dict[str, object]] = fields.JSONField(default=dict)
    key: fields.OneToOneRelation[DataKey] = fields.OneToOneField(
        "portal.DataKey", related_name="case", on_delete=fields.RESTRICT
    )
    key_id: UUID
    lead: fields.ForeignKeyNullableRelation[Case] = fields.ForeignKeyField(
        "portal.Case", related_name="followers", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    origin: fields.ForeignKeyNullableRelation[Case] = fields.ForeignKeyField(
        "portal.Case", related_name="parts", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    households = fields.IntField(default=0, db_default=0)
    signers = fields.IntField(default=0, db_default=0)
    officer_id: UUID | None
    person_id: UUID | None
    lead_id: UUID | None
    origin_id: UUID | None
    petitioner_ct = fields.BinaryField(null=True)
    answers_ct = fields.BinaryField(null=True)
    name_hash = fields.CharField(max_length=64, default="", db_index=True)
    phone_hash = fields.CharField(max_length=64, default="", db_index=True)
    phone_tail_hash = fields.CharField(max_length=64, default="", db_index=True)
    email_hash = fields.CharField(max_length=64, default="", db_index=True)
    access_salt = fields.CharField(max_length=32)
    seq = fields.IntField(default=0)
    head_hash = fields.CharField(max_length=64, default="")
    out_seq = fields.IntField(default=0)
    in_seq = fields.IntField(default=0)

    class Meta:
        table = "case"
        indexes = (
            ("department", "stage", "due_at"),
            ("department", "closed_at"),
            ("public", "submitted_at"),
            ("public", "closed_at", "submitted_at"),
            ("service_code", "department", "submitted_at"),
            ("stage", "accept_by"),
        )


class Event(Model):
    """One line of a case's timeline: its metadata, its ciphertext, and the hash over both."""

    id = fields.BigIntField(primary_key=True, generated=True)
    case: fields.ForeignKeyRelation[Case] = fields.ForeignKeyField(
        "portal.Case", related_name="events", on_delete=fields.RESTRICT
    )
    case_id: UUID
    seq = fields.IntField()
    kind = fields.CharField(max_length=32)
    at = fields.DatetimeField()
    audience = fields.CharField(max_length=16)
    actor_kind = fields.CharField(max_length=16)
    actor_id = fields.CharField(max_length=64, default="")
    meta = fields.TextField(default="{}")
    body_ct = fields.BinaryField(null=True)
    body_sha256 = fields.CharField(max_length=64, default="")
    prev_hash = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "event"
        unique_together = (("case", "seq"),)


class Draft(Model):
    """A form being filled in. `content_ct` is under its own key, which becomes the case's."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    session_id = fields.CharField(max_length=64, db_index=True)
    service_code = fields.CharField(max_length=64)
    service_version = fields.IntField()
    idempotency_key = fields.CharField(max_length=64)
    key: fields.OneToOneRelation[DataKey] = fields.OneToOneField(
        "portal.DataKey", related_name="draft", on_delete=fields.RESTRICT
    )
    key_id: UUID
    content_ct = fields.BinaryField(null=True)
    proof_id = fields.UUIDField(null=True)
    saved_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "draft"


class Attachment(Model):
    """A file of a draft or a case; `blob` is the SHA-256 of its ciphertext in the file store."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    case: fields.ForeignKeyNullableRelation[Case] = fields.ForeignKeyField(
        "portal.Case", related_name="attachments", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    draft: fields.ForeignKeyNullableRelation[Draft] = fields.ForeignKeyField(
        "portal.Draft", related_name="attachments", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    case_id: UUID | None
    draft_id: UUID | None
    event_seq = fields.IntField(default=1)
    field = fields.CharField(max_length=64)
    audience = fields.CharField(max_length=16, default="petitioner")
    name_ct = fields.BinaryField()
    facts_ct = fields.BinaryField(null=True)
    media_type = fields.CharField(max_length=128)
    size = fields.IntField()
    blob = fields.CharField(max_length=64, db_index=True)
    state = fields.CharField(max_length=16, default="stored", db_index=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "attachment"


class Delegation(Model):
    """A petitioner lets somebody else see (`see`) or act in (`act`) one case, by a code told once.

    `agent_ct` holds who took it up, sealed under the case's key. `key` of the code: a keyed hash; tries are counted.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    case: fields.ForeignKeyRelation[Case] = fields.ForeignKeyField(
        "portal.Case", related_name="delegations", on_delete=fields.RESTRICT, db_index=True
    )
    case_id: UUID
    scope = fields.CharField(max_length=8)
    code_hash = fields.CharField(max_length=64, db_index=True)
    agent: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="delegations", null=True, on_delete=fields.SET_NULL, db_index=True
    )
    agent_id: UUID | None
    agent_ct = fields.BinaryField(null=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    taken_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "delegation"


class Disposal(Model):
    """What the records centre decided on a case whose retention ran out (기록물법 시행령 43조): destroy or keep."""

    id = fields.IntField(primary_key=True)
    case: fields.OneToOneRelation[Case] = fields.OneToOneField(
        "portal.Case", related_name="disposal", on_delete=fields.RESTRICT
    )
    case_id: UUID
    decision = fields.CharField(max_length=8)
    reason = fields.CharField(max_length=255)
    decided_by = fields.CharField(max_length=64)
    decided_at = fields.DatetimeField()
    keep_until = fields.DateField(null=True)
    destroyed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "disposal"


class PaperForm(Model):
    """A numbered paper form, printed before the house had to do without its computers (degraded mode).

    Its number is a receipt number that no other filing gets; it is entered later under that number.
    """

    receipt_no = fields.CharField(max_length=16, primary_key=True)
    batch = fields.CharField(max_length=32, db_index=True)
    printed_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)
    void_reason = fields.CharField(max_length=255, default="")

    class Meta:
        table = "paper_form"
