"""Who is known to the house: staff and residents, their rights, sessions and looks at data."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from portal.kernel.ids import new_id
from portal.kernel.models.keys import DataKey


class Person(Model):
    """Somebody with an account, kind `staff` or `resident`.

    Staff names, office phones and office mail addresses are public office data (민원령 31). A resident's `login`,
    `name` and `phone` say nothing (`resident:<id>`, empty): what residents tell stands in `profile_ct`, under the
    account's own key.
    `quiet_from`, `quiet_until`: hours of the day (Asia/Seoul) between which no channel that rings is used; equal: never
    quiet.
    """

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
    key: fields.OneToOneNullableRelation[DataKey] = fields.OneToOneField(
        "portal.DataKey", related_name="account", null=True, on_delete=fields.RESTRICT
    )
    key_id: UUID | None
    profile_ct = fields.BinaryField(null=True)
    email_hash = fields.CharField(max_length=64, default="", db_default="", db_index=True)
    phone_hash = fields.CharField(max_length=64, default="", db_default="", db_index=True)
    office_mail = fields.CharField(max_length=254, default="", db_default="")
    lang = fields.CharField(max_length=5, default="ko", db_default="ko")
    quiet_from = fields.SmallIntField(default=21, db_default=21)
    quiet_until = fields.SmallIntField(default=8, db_default=8)
    closed_at = fields.DatetimeField(null=True)

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


class Identity(Model):
    """A person's account at an OpenID provider: `issuer` and a keyed hash of issuer and subject (never an e-mail)."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="identities", on_delete=fields.CASCADE, db_index=True
    )
    person_id: UUID
    provider = fields.CharField(max_length=32)
    issuer = fields.CharField(max_length=255)
    subject_hash = fields.CharField(max_length=64)
    linked_at = fields.DatetimeField()
    used_at = fields.DatetimeField()

    class Meta:
        table = "identity"
        unique_together = (("issuer", "subject_hash"),)


class SecurityKey(Model):
    """A WebAuthn credential (passkey or security key) of a person; the private key never leaves the device."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="security_keys", on_delete=fields.CASCADE, db_index=True
    )
    person_id: UUID
    credential = fields.CharField(max_length=700, unique=True)
    public_key = fields.BinaryField()
    sign_count = fields.BigIntField(default=0)
    name = fields.CharField(max_length=64)
    created_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "security_key"


class Consent(Model):
    """What a person agreed to, each apart (보호법 22조); withdrawn, never deleted. `given_by`: self or guardian."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="consents", on_delete=fields.CASCADE, db_index=True
    )
    person_id: UUID
    purpose = fields.CharField(max_length=32)
    wording = fields.CharField(max_length=16)
    given_by = fields.CharField(max_length=16, default="self")
    given_at = fields.DatetimeField()
    withdrawn_at = fields.DatetimeField(null=True)

    class Meta:
        table = "consent"


class AccountRequest(Model):
    """A child's wish for an account, until a guardian agrees (보호법 22조의2); deleted when it runs out.

    `content_sealed` holds what the account will be made of; `token_hash` is of the guardian's link.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    content_sealed = fields.BinaryField()
    token_hash = fields.CharField(max_length=64, unique=True)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    agreed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "account_request"


class NoticeWish(Model):
    """Whether a person wants notices of a topic by a channel; without a row the topic's default holds."""

    id = fields.IntField(primary_key=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="notice_wishes", on_delete=fields.CASCADE, db_index=True
    )
    person_id: UUID
    topic = fields.CharField(max_length=32)
    channel = fields.CharField(max_length=16)
    wanted = fields.BooleanField()

    class Meta:
        table = "notice_wish"
        unique_together = (("person", "topic", "channel"),)


class NoticeStop(Model):
    """A contact (by keyed hash) that wants nothing more by a channel: one-click unsubscribe (RFC 8058), STOP by SMS."""

    id = fields.IntField(primary_key=True)
    channel = fields.CharField(max_length=16)
    contact_hash = fields.CharField(max_length=64)
    topic = fields.CharField(max_length=32, default="")
    at = fields.DatetimeField()

    class Meta:
        table = "notice_stop"
        unique_together = (("channel", "contact_hash", "topic"),)
