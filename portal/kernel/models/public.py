"""What the public does with cases: finds them, finds the like of its own, follows them; and how satisfied it was."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from portal.kernel.ids import new_id
from portal.kernel.models.cases import Case
from portal.kernel.models.people import Person


class PublicText(Model):
    """By which words the public cases of a service in a department are found, as the keys that type them.

    They are the words of their public rows: every case of the pair says the same, so that a filing writes nothing here.
    The engine's own index stands beside it (`portal.database.text_index`).
    """

    id = fields.IntField(primary_key=True)
    service_code = fields.CharField(max_length=64)
    department = fields.CharField(max_length=32)
    strokes = fields.TextField()

    class Meta:
        table = "public_text"
        unique_together = (("service_code", "department"),)


class PlaceMark(Model):
    """A keyed hash of where an open public case is (kind `c`, a square of some 50 m) or of a word of it (`w`).

    By it, who reports the same place is shown the case's public row. It goes when the case closes.
    """

    id = fields.BigIntField(primary_key=True, generated=True)
    case: fields.ForeignKeyRelation[Case] = fields.ForeignKeyField(
        "portal.Case", related_name="place_marks", on_delete=fields.RESTRICT, db_index=True
    )
    case_id: UUID
    kind = fields.CharField(max_length=1)
    mark = fields.CharField(max_length=64, db_index=True)

    class Meta:
        table = "place_mark"


class Follow(Model):
    """Somebody follows a public case: an account (`person`), or a proved address (`contact_sealed`).

    `who` is a keyed hash of whom it is, so that nobody follows a case twice. `due_at`: since when there is news to
    tell; `told_seq`: up to which event it was told.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    case: fields.ForeignKeyRelation[Case] = fields.ForeignKeyField(
        "portal.Case", related_name="follows", on_delete=fields.RESTRICT
    )
    case_id: UUID
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="follows", null=True, on_delete=fields.CASCADE, db_index=True
    )
    person_id: UUID | None
    who = fields.CharField(max_length=64)
    contact_sealed = fields.BinaryField(null=True)
    lang = fields.CharField(max_length=5, default="ko")
    since = fields.DatetimeField()
    told_seq = fields.IntField()
    due_at = fields.DatetimeField(null=True, db_index=True)

    class Meta:
        table = "follow"
        unique_together = (("case", "who"),)


class Satisfaction(Model):
    """How satisfied a petitioner was once the case was closed (1 to 5), once a case; the words under its key."""

    id = fields.IntField(primary_key=True)
    case: fields.OneToOneRelation[Case] = fields.OneToOneField(
        "portal.Case", related_name="satisfaction", on_delete=fields.RESTRICT
    )
    case_id: UUID
    department = fields.CharField(max_length=32)
    score = fields.SmallIntField()
    words_ct = fields.BinaryField(null=True)
    answered_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "satisfaction"
        indexes = (("department", "answered_at"),)
