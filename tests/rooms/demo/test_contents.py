"""What the demo's staff wrote for everybody."""

from __future__ import annotations

from datetime import timedelta

from portal.kernel import contents
from portal.kernel.models import Content
from portal.rooms.demo.actions.contents import write
from tests.cast import NOW


async def test_the_demo_has_notices_a_broken_kiosk_and_a_short_day(house):
    await write(NOW)
    notices = await contents.listed(contents.Notice)
    kiosks = await contents.listed(contents.Kiosk)
    closures = await contents.listed(contents.Closure)
    assert len(notices) == 3
    assert [item.slug for item in kiosks if item.data.broken_since] == ["emart"]
    assert len(closures) == 1
    assert await contents.overdue((NOW + timedelta(days=1)).date()) == []


async def test_it_is_written_once(house):
    await write(NOW)
    count = await Content.all().count()
    await write(NOW + timedelta(days=3))
    assert await Content.all().count() == count
