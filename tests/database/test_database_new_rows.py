"""Is a row that `new` makes the one that the ORM's constructor makes?"""

from __future__ import annotations

import pytest
from tortoise.exceptions import ValidationError

from portal.database.new_rows import new
from portal.database.rows import insert
from portal.database.transactions import transaction
from portal.kernel.ids import new_id
from portal.kernel.models import Case, DataKey, Event, Notice, OutboxMessage
from tests.cast import NOW, Cast

CASE_ID = new_id()
ROWS = (
    (Case, {"id": CASE_ID, "receipt_no": "2026-000001-1", "submitted_at": NOW, "public": True}),
    (Event, {"case_id": CASE_ID, "seq": 1, "at": NOW}),
    (OutboxMessage, {"id": CASE_ID, "case_id": CASE_ID, "created_at": NOW}),
    (Notice, {"id": CASE_ID, "case_id": CASE_ID, "topic": "filed", "gateway_id": "a"}),
    (DataKey, {"id": CASE_ID, "master": "2026"}),
)


@pytest.mark.parametrize(("model", "values"), ROWS, ids=lambda value: getattr(value, "__name__", ""))
def test_it_holds_what_the_constructor_would_have_given_it(house: Cast, model, values):
    assert vars(new(model, **values)) == vars(model(**values))


def test_two_rows_share_no_value_that_can_change(house: Cast):
    one, other = new(Case), new(Case)
    one.clock["rule"] = "P3D"
    assert other.clock == {}
    assert one.id != other.id


def test_a_column_that_does_not_exist_is_refused(house: Cast):
    with pytest.raises(TypeError, match="nothing"):
        new(Case, nothing=1)


async def test_a_text_that_is_too_long_is_not_inserted(house: Cast):
    key = new(DataKey, master="m" * 500, created_at=NOW)
    with pytest.raises(ValidationError):
        async with transaction():
            await insert(key)
    assert not await DataKey.exists(id=key.id)
