"""The house's own tables: holidays, versions of services, editable contents, counters, rate limits."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model


class Holiday(Model):
    """A public holiday (관공서의 공휴일에 관한 규정); one date may hold two.

    `source`: file or staff; `by` who put it in, `basis` the legal basis they named.
    """

    id = fields.IntField(primary_key=True)
    date = fields.DateField(db_index=True)
    name = fields.CharField(max_length=64)
    kind = fields.CharField(max_length=16)
    source = fields.CharField(max_length=16, default="file", db_default="file")
    basis = fields.CharField(max_length=255, default="", db_default="")
    by = fields.CharField(max_length=64, default="", db_default="")

    class Meta:
        table = "holiday"
        unique_together = (("date", "name"),)


class HolidayChange(Model):
    """One change of the holiday table (declare, withdraw, load), and how far the open cases are re-dated by it.

    `days`: date, name, kind and `to` (added, removed) of each. States: pending, done. The worker has looked at the
    open cases up to the id `cursor`: `looked` of them, `redated` got new dates, `stuck` could not be reckoned. Dates
    before `first_day` can't have moved.
    """

    id = fields.IntField(primary_key=True)
    action = fields.CharField(max_length=16)
    days: fields.Field[list[dict[str, str]]] = fields.JSONField()
    first_day = fields.DateField()
    basis = fields.CharField(max_length=255)
    by = fields.CharField(max_length=64)
    at = fields.DatetimeField()
    state = fields.CharField(max_length=16, db_index=True)
    cursor = fields.CharField(max_length=36, default="")
    looked = fields.IntField(default=0)
    redated = fields.IntField(default=0)
    stuck = fields.IntField(default=0)
    done_at = fields.DatetimeField(null=True)

    class Meta:
        table = "holiday_change"


class ServiceVersion(Model):
    """A service as it stood: cases keep the version they were filed under."""

    id = fields.IntField(primary_key=True)
    code = fields.CharField(max_length=64)
    version = fields.IntField()
    digest = fields.CharField(max_length=64)
    data: fields.Field[dict[str, object]] = fields.JSONField()
    stored_at = fields.DatetimeField()

    class Meta:
        table = "service_version"
        unique_together = (("code", "version"),)


class Content(Model):
    """What staff edit for everybody to read; each save is a new version, the newest published one is shown.

    `kind`: page, notice, hours, closure, kiosk, department. `data` is checked by the kind's shape in
    `kernel.contents` and holds both languages. `owner` is the department that answers for it and reviews it by
    `review_by`.
    """

    id = fields.IntField(primary_key=True)
    kind = fields.CharField(max_length=16)
    slug = fields.CharField(max_length=64)
    version = fields.IntField()
    data: fields.Field[dict[str, object]] = fields.JSONField()
    state = fields.CharField(max_length=16, default="published")
    owner = fields.CharField(max_length=32)
    review_by = fields.DateField()
    edited_by = fields.CharField(max_length=64)
    edited_at = fields.DatetimeField()

    class Meta:
        table = "content"
        unique_together = (("kind", "slug", "version"),)


class Counter(Model):
    """A number that only grows: receipt numbers by year, the generation of public pages."""

    name = fields.CharField(max_length=64, primary_key=True)
    value = fields.BigIntField(default=0)

    class Meta:
        table = "counter"


class Rate(Model):
    """Tries within a window. `key` is a keyed hash of who tried what, so it names nobody."""

    key = fields.CharField(max_length=64, primary_key=True)
    window_start = fields.DatetimeField()
    count = fields.IntField(default=0)
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "rate"
