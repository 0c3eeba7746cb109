"""What waits to leave the house and what came in: outbox, inbox, notices, back offices."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from portal.kernel.ids import new_id
from portal.kernel.models.cases import Case
from portal.kernel.models.people import Person
from portal.kernel.models.public import Follow
from portal.kernel.models.visits import ContactProof


class BackOffice(Model):
    """A department's own system. Two secrets are valid at once, so that one can be rotated."""

    id = fields.IntField(primary_key=True)
    client = fields.CharField(max_length=64, unique=True)
    department = fields.CharField(max_length=32)
    secret_hash = fields.CharField(max_length=64)
    next_secret_hash = fields.CharField(max_length=64, default="")
    active = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()

    class Meta:
        table = "back_office"


class OutboxMessage(Model):
    """One event to hand to a department's queue, written in the event's own transaction.

    The row names the event; what it carries is composed when it is leased, so that no personal
    data stands here. `sequence` is contiguous within its case. States: pending, leased,
    relayed (a broker holds it), acknowledged, parked. `lost_at`: the department acknowledged it once, and said
    when it was asked that it does not have it (any more).
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    case: fields.ForeignKeyRelation[Case] = fields.ForeignKeyField(
        "portal.Case", related_name="outbox", on_delete=fields.RESTRICT
    )
    case_id: UUID
    sequence = fields.IntField()
    event_seq = fields.IntField()
    type = fields.CharField(max_length=64)
    department = fields.CharField(max_length=32)
    state = fields.CharField(max_length=16, default="pending")
    attempts = fields.IntField(default=0)
    available_at = fields.DatetimeField()
    lease = fields.CharField(max_length=64, default="")
    leased_until = fields.DatetimeField(null=True)
    error = fields.CharField(max_length=500, default="")
    created_at = fields.DatetimeField()
    acknowledged_at = fields.DatetimeField(null=True, db_index=True)
    lost_at = fields.DatetimeField(null=True)

    class Meta:
        table = "outbox_message"
        unique_together = (("case", "sequence"),)
        indexes = (("department", "state", "available_at"), ("state", "leased_until"))


class HeldReport(Model):
    """What a department's system says, asked, that it has of the messages of one day in Korea.

    `told_at`: the question was put into its queue; `held`: how many of that day's messages it has.
    """

    id = fields.IntField(primary_key=True, generated=True)
    department = fields.CharField(max_length=32)
    day = fields.DateField()
    asked_at = fields.DatetimeField()
    told_at = fields.DatetimeField(null=True)
    answered_at = fields.DatetimeField(null=True)
    held = fields.IntField(null=True)

    class Meta:
        table = "held_report"
        unique_together = (("department", "day"),)


class InboxMessage(Model):
    """One message from a back office, kept by its sender's id. States: waiting, applied, rejected, parked.

    `reason` is a code of `kernel.inbox.REASONS`, perhaps followed by a place in the message; `answer` is
    the problem (RFC 9457) that a rejection was answered with; neither holds personal data. `body_sealed` is
    emptied once the message is settled: its words then stand in the event, under the case's own key. A message that
    waits for an earlier one of its case is parked after `waits_until`.
    """

    id = fields.BigIntField(primary_key=True, generated=True)
    source = fields.CharField(max_length=64)
    message_id = fields.CharField(max_length=64)
    case: fields.ForeignKeyNullableRelation[Case] = fields.ForeignKeyField(
        "portal.Case", related_name="inbox", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    case_id: UUID | None
    sequence = fields.IntField(default=0)
    type = fields.CharField(max_length=64, default="")
    state = fields.CharField(max_length=16, db_index=True)
    reason = fields.CharField(max_length=500, default="")
    answer = fields.TextField(default="")
    body_sealed = fields.BinaryField()
    digest = fields.CharField(max_length=64)
    received_at = fields.DatetimeField()
    waits_until = fields.DatetimeField(null=True)
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "inbox_message"
        unique_together = (("source", "message_id"),)


class Notice(Model):
    """ "Tell this person": written with its event, sent by the worker. It never holds contents.

    Either of a case (the address is read from it when sending), of a contact proof, or of an account (`person`), or to
    somebody who follows a public case (`follow`).
    `follows` is the notice whose channel failed or was not wanted, so that this one took over. `sealed` holds an
    address (and a link) that can't be read from anywhere else when it is sent, and is emptied then. States: pending,
    sent, skipped (nothing to send to), parked, and on paper: to_do, done. An SMS is sent once its gateway took it under
    `gateway_id`, and has arrived (`arrived_at`) or not once the gateway says so.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    case: fields.ForeignKeyNullableRelation[Case] = fields.ForeignKeyField(
        "portal.Case", related_name="notices", null=True, on_delete=fields.RESTRICT, db_index=True
    )
    case_id: UUID | None
    event_seq = fields.IntField(default=0)
    proof: fields.ForeignKeyNullableRelation[ContactProof] = fields.ForeignKeyField(
        "portal.ContactProof", related_name="notices", null=True, on_delete=fields.CASCADE, db_index=True
    )
    proof_id: UUID | None
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "portal.Person", related_name="notices", null=True, on_delete=fields.CASCADE, db_index=True
    )
    person_id: UUID | None
    follow: fields.ForeignKeyNullableRelation[Follow] = fields.ForeignKeyField(
        "portal.Follow", related_name="notices", null=True, on_delete=fields.CASCADE, db_index=True
    )
    follow_id: UUID | None
    follows_id = fields.UUIDField(null=True)
    topic = fields.CharField(max_length=32)
    channel = fields.CharField(max_length=16)
    state = fields.CharField(max_length=16, default="pending")
    attempts = fields.IntField(default=0)
    available_at = fields.DatetimeField()
    error = fields.CharField(max_length=500, default="")
    created_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    arrived_at = fields.DatetimeField(null=True)
    read_at = fields.DatetimeField(null=True)
    gateway_id = fields.CharField(max_length=128, default="", db_default="")
    sealed = fields.BinaryField(null=True)

    class Meta:
        table = "notice"
        indexes = (("state", "available_at"),)
