"""Which table does every database of the house have, whatever its revision? Tortoise's record of what was applied.

Who only migrates a file beside the house that is open names this module instead of the house's models, so that those
stay bound to the engine they run on.
"""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from portal.database.shape import OWN


class Applied(Model):
    """One migration that was applied."""

    id = fields.IntField(primary_key=True)
    app = fields.CharField(max_length=255)
    name = fields.CharField(max_length=255)
    applied_at = fields.DatetimeField()

    class Meta:
        table = OWN
