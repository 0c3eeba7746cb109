"""Who is here and what they looked at: sessions, proofs of a contact, the access log."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from portal.kernel.ids import new_id
from portal.kernel.models.people import Identity, Person


class Session(Model):
    """A browser's session. `id` is the SHA-256 of the cookie's token; `data` holds ids, no contents.

    `device` says which kind of browser ("Chrome · Android"), for the list of devices; `identity` and
    `provider_sid_hash` name the provider's session, so that its logout ends ours (OpenID Connect Back-Channel Logout).
    """

    id = fields.CharField(max_length=64, primary_key=True)
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="sessions", null=True, on_delete=fields.CASCADE, db_index=True
    )
    person_id: UUID | None
    kind = fields.CharField(max_length=16, default="guest")
    data: fields.Field[dict[str, object]] = fields.JSONField(default=dict)
    device = fields.CharField(max_length=64, default="", db_default="")
    identity: fields.ForeignKeyNullableRelation[Identity] = fields.ForeignKeyField(
        "portal.Identity", related_name="sessions", null=True, on_delete=fields.CASCADE, db_index=True
    )
    identity_id: UUID | None
    provider_sid_hash = fields.CharField(max_length=64, default="", db_default="", db_index=True)
    id_token_sealed = fields.BinaryField(null=True)
    created_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "session"


class ContactProof(Model):
    """A one-time code sent to a contact (`channel` mail or sms) that somebody wants to prove."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    purpose = fields.CharField(max_length=16)
    channel = fields.CharField(max_length=16, default="mail", db_default="mail")
    lang = fields.CharField(max_length=5, default="ko", db_default="ko")
    contact_sealed = fields.BinaryField()
    contact_hash = fields.CharField(max_length=64, db_index=True)
    code_sealed = fields.BinaryField()
    attempts = fields.IntField(default=0)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    proved_at = fields.DatetimeField(null=True)

    class Meta:
        table = "contact_proof"


class AccessLog(Model):
    """Who looked at whose data, when, from where, and why (안전성 확보조치 기준 8조); chained like events.

    Whose: the petitioner of `case_id`, or the account `subject_id`.
    """

    id = fields.BigIntField(primary_key=True, generated=True)
    at = fields.DatetimeField(db_index=True)
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="looks", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    person_id: UUID | None
    actor = fields.CharField(max_length=64)
    address = fields.CharField(max_length=64, default="")
    case_id = fields.UUIDField(null=True, db_index=True)
    subject_id = fields.UUIDField(null=True, db_index=True)
    what = fields.CharField(max_length=64)
    why = fields.CharField(max_length=255, default="")
    prev_hash = fields.CharField(max_length=64, default="", db_default="")
    hash = fields.CharField(max_length=64, default="", db_default="")

    class Meta:
        table = "access_log"
