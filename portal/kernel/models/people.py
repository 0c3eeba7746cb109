"""Who is known to the house: staff and residents, their rights, sessions and looks at data."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from portal.kernel.ids import new_id


class Person(Model):
    """Somebody with an account. Staff names and office phones are public office data (민원령 31)."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    kind = fields.CharField(max_length=16, default="staff")
    login = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=64)
    phone = fields.CharField(max_length=32, default="")
    password_hash = fields.CharField(max_length=255, default="")
    totp_sealed = fields.BinaryField(null=True)
    totp_last_step = fields.BigIntField(default=0)
    active = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "person"


class Grant(Model):
    """A role given to a person, for a department or (empty) for the house; revoked, never deleted."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="grants", on_delete=fields.RESTRICT, db_index=True
    )
    person_id: UUID
    role = fields.CharField(max_length=24)
    department = fields.CharField(max_length=32, default="")
    granted_at = fields.DatetimeField()
    granted_by = fields.CharField(max_length=64)
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "grant"


class Session(Model):
    """A browser's session. `id` is the SHA-256 of the cookie's token; `data` holds ids, no contents."""

    id = fields.CharField(max_length=64, primary_key=True)
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="sessions", null=True, on_delete=fields.CASCADE, db_index=True
    )
    person_id: UUID | None
    kind = fields.CharField(max_length=16, default="guest")
    data: fields.Field[dict[str, object]] = fields.JSONField(default=dict)
    created_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "session"


class ContactProof(Model):
    """A one-time code sent to a contact that a guest wants to prove."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    purpose = fields.CharField(max_length=16)
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
    """Who looked at whose data, when, from where, and why (안전성 확보조치 기준 8조)."""

    id = fields.BigIntField(primary_key=True, generated=True)
    at = fields.DatetimeField(db_index=True)
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="looks", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    person_id: UUID | None
    actor = fields.CharField(max_length=64)
    address = fields.CharField(max_length=64, default="")
    case_id = fields.UUIDField(null=True, db_index=True)
    what = fields.CharField(max_length=64)
    why = fields.CharField(max_length=255, default="")

    class Meta:
        table = "access_log"
