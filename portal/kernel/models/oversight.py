"""What is the staff told, and what does the auditor review each month?"""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from portal.kernel.ids import new_id
from portal.kernel.models.cases import Case
from portal.kernel.models.people import Person


class StaffNotice(Model):
    """Something that one member of staff is told, once (`kernel.staff_notices`). It never holds contents.

    `of` is the occurrence: the due date that is near, the month to review. `once` is made of topic, case, occurrence
    and person, so that the database itself refuses a second one.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="staff_notices", on_delete=fields.CASCADE, db_index=True
    )
    person_id: UUID
    case: fields.ForeignKeyNullableRelation[Case] = fields.ForeignKeyField(
        "portal.Case", related_name="staff_notices", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    case_id: UUID | None
    topic = fields.CharField(max_length=32)
    of = fields.CharField(max_length=64, default="")
    once = fields.CharField(max_length=200, unique=True)
    created_at = fields.DatetimeField()
    seen_at = fields.DatetimeField(null=True)

    class Meta:
        table = "staff_notice"


class MonthlyReview(Model):
    """A month's figures and the auditor's remark on them (민원 처리에 관한 법률 시행규칙 7). `month`: 2026-03.

    The figures stay as they were prepared. `completed_by` is the login of who completed the review.
    """

    id = fields.IntField(primary_key=True)
    month = fields.CharField(max_length=7, unique=True)
    figures: fields.Field[dict[str, object]] = fields.JSONField()
    prepared_at = fields.DatetimeField()
    completed_at = fields.DatetimeField(null=True)
    completed_by = fields.CharField(max_length=64, default="")
    remark = fields.TextField(default="")

    class Meta:
        table = "monthly_review"
