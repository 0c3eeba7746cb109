"""The keys under which contents are sealed: one a case (born with its draft), one a resident's account."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from portal.kernel.ids import new_id


class DataKey(Model):
    """One case's or account's own key, wrapped by a master key. A draft's key becomes its case's key."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    wrapped = fields.BinaryField(null=True)
    master = fields.CharField(max_length=32)
    created_at = fields.DatetimeField()
    destroyed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "data_key"
