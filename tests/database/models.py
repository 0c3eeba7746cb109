"""Which tables do the tests of the database work on? Their own, so that the house may change freely."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Account(Model):
    id = fields.IntField(primary_key=True)
    name = fields.CharField(max_length=50, unique=True)
    balance = fields.IntField(default=0)

    class Meta:
        table = "account"


async def names() -> list[str]:
    return [account.name for account in await Account.all().order_by("name")]


class Entry(Model):
    id = fields.IntField(primary_key=True)
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "portal.Account", related_name="entries", on_delete=fields.CASCADE
    )
    amount = fields.IntField()

    class Meta:
        table = "entry"
