"""Do rows that are handed over together stand together, or not at all, and does a counter lose nothing?"""

import pytest
from tortoise.exceptions import IntegrityError

from portal.database.rows import count_up, counted, insert
from portal.database.transactions import transaction
from portal.kernel.ids import new_id
from portal.kernel.models import Counter, DataKey, Holiday
from tests.cast import NOW, Cast


def keys(number: int) -> list[DataKey]:
    return [DataKey(id=new_id(), master="2026", created_at=NOW) for _ in range(number)]


async def test_rows_inserted_together_are_read_back_as_they_were(house: Cast):
    first, second = keys(2)
    async with transaction():
        await insert(first, second)
    assert {row.id for row in await DataKey.all()} == {first.id, second.id}
    assert (await DataKey.get(id=first.id)).created_at == NOW


async def test_an_inserted_row_is_known_to_be_in_the_database(house: Cast):
    (row,) = keys(1)
    async with transaction():
        await insert(row)
        row.master = "2027"
        await row.save()
    assert (await DataKey.get(id=row.id)).master == "2027"


async def test_one_faulty_row_takes_back_all_of_its_transaction(house: Cast):
    (row,) = keys(1)
    with pytest.raises(IntegrityError):
        async with transaction():
            await insert(row, row)
    assert not await DataKey.all().count()


async def test_a_generated_key_is_set(house: Cast):
    first, second = (Holiday(date=NOW.date(), name=name, kind="temporary") for name in ("하나", "둘"))
    async with transaction():
        await insert(first, second)
    assert (await Holiday.get(name="둘")).id == second.id
    assert first.id != second.id


async def test_no_rows_are_nothing_to_insert(house: Cast):
    async with transaction():
        await insert()


async def test_a_counter_begins_at_one_and_counts_up(house: Cast):
    async with transaction():
        assert [await count_up("counter", "visits") for _ in range(3)] == [[1], [2], [3]]
    assert (await Counter.get(name="visits")).value == 3


async def test_a_counter_that_is_rolled_back_gives_its_number_again(house: Cast):
    async def give_up() -> None:
        async with transaction():
            await count_up("counter", "visits")
            raise LookupError

    with pytest.raises(LookupError):
        await give_up()
    async with transaction():
        assert await count_up("counter", "visits") == [1]


async def test_a_counter_that_nobody_has_counted_is_zero(house: Cast):
    assert await counted("counter", "visits") == 0
    async with transaction():
        await count_up("counter", "visits")
    assert await counted("counter", "visits") == 1
