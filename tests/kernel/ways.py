"""Mail and text messages at the edge of the world, and who is told by them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from portal.kernel import cases, notices
from portal.kernel.cases import Filing, Petitioner, file
from portal.kernel.models import Case, Notice
from portal.kernel.moves import PETITIONER
from portal.kernel.notices import Delivery, Refused, channels
from tests.cast import HANEUL, NOW, Cast, service_of

NIGHT = NOW + timedelta(hours=13)
"""Eleven in the evening of the tests' day."""
MORNING = NOW + timedelta(hours=22)
"""Eight in the morning after it."""
LATER = NOW + timedelta(hours=1)
PHONE_ONLY = replace(HANEUL, email="", email_proved=False, sms=True)
NO_CONTACT = Petitioner(name="박순자", address="부산광역시 금정구 서동로 1")
PAUSE = {"ground": "hearing", "reason": "의견을 듣습니다."}


class Way:
    """A channel at the edge of the world: it notes deliveries, or fails as it is told to."""

    def __init__(self) -> None:
        self.delivered: list[Delivery] = []
        self.fail: Exception | None = None

    async def __call__(self, delivery: Delivery) -> str:
        if self.fail is not None:
            raise self.fail
        self.delivered.append(delivery)
        return f"M{len(self.delivered)}"


class Ways:
    """Mail and text messages of the opened house, replaced."""

    def __init__(self) -> None:
        self.mail, self.sms = Way(), Way()


@contextmanager
def replaced() -> Iterator[Ways]:
    """The channels of the opened house, replaced until the end of the block."""
    before = dict(channels._channels)
    made = Ways()
    notices.plug("mail", made.mail)
    notices.plug("sms", made.sms)
    yield made
    channels._channels.clear()
    channels._channels.update(before)


async def at_counter(petitioner: Petitioner, **more: Any) -> Case:
    filing = Filing(
        service=service_of("construction", "living_report"),
        answers={"description": "가로등이 꺼져 있습니다."},
        petitioner=petitioner,
        key=f"counter-{petitioner.name}-{petitioner.phone}",
        channel="counter",
        **more,
    )
    return (await file(filing, actor=PETITIONER, now=NOW)).case


async def rows(case: Case, topic: str) -> list[tuple[str, str]]:
    found = (
        await Notice.filter(case_id=case.id, topic=topic)
        .exclude(channel="portal")
        .order_by("created_at", "id")
    )
    return [(row.channel, row.state) for row in found]


async def accept(case: Case, house: Cast, now: Any = NOW + timedelta(minutes=5)) -> None:
    await cases.move(case.id, "accept", actor=house.minsu, now=now)


async def park(way: Way, fail: Exception | None = None) -> None:
    way.fail = fail or Refused("550")
