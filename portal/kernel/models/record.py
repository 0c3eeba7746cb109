"""By what can outsiders check the record? Public halves of the signing keys, and the daily roots over all cases."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class SigningKey(Model):
    """The public half of a key by which the house signs; kept for good, so that old signatures can be checked.

    `kid` is the key's thumbprint (RFC 7638), `x` the 32 bytes in base64url. `seal` is a keyed hash over the rest:
    who can write into the database alone can't bring in a key of their own.
    """

    kid = fields.CharField(max_length=64, primary_key=True)
    x = fields.CharField(max_length=64)
    not_before = fields.DatetimeField()
    retired_at = fields.DatetimeField(null=True)
    seal = fields.CharField(max_length=64)

    class Meta:
        table = "signing_key"


class LedgerRoot(Model):
    """What was published of one day: the signed statement over the heads of all cases, chained to the day before.

    `statement` is the canonical text that was signed. `changed` lists, packed, the heads (receipt number, seq, hash)
    that the day before did not have: all rows up to a day together are that day's leaves.
    """

    id = fields.IntField(primary_key=True)
    day = fields.DateField(unique=True)
    statement = fields.TextField()
    signature = fields.CharField(max_length=128)
    changed = fields.BinaryField()
    made_at = fields.DatetimeField()

    class Meta:
        table = "ledger_root"
