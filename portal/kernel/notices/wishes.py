"""Which notices does a person want, by which channel, and when must nothing ring?

A topic groups what cases and accounts tell. Some are required by law: a person may choose their channel, not their
silence, so that one channel (at last paper) always stays. The case's page in the portal shows every notice anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from portal.database.transactions import transaction
from portal.kernel.models import NoticeWish, Person
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

PORTAL: Final = "portal"
MAIL: Final = "mail"
SMS: Final = "sms"
PAPER: Final = "paper"
CHANNELS: Final[Mapping[str, str]] = {
    PORTAL: N_("내 민원 화면"),
    MAIL: N_("이메일"),
    SMS: N_("문자"),
    PAPER: N_("편지나 전화"),
}
"""The ways in which a notice may go, in the order in which one takes over from another, with their names."""
CHOICES: Final = (MAIL, SMS, PAPER)
"""What a person may choose; the portal shows everything to who may see it."""
RINGS: Final = frozenset({SMS})
"""The channels that ring and so keep quiet hours."""
SEOUL: Final = ZoneInfo("Asia/Seoul")
QUIET: Final = (21, 8)
"""The quiet hours of who has said nothing about them: from, until (hours of the day in Seoul)."""


@dataclass(frozen=True)
class Topic:
    """What a notice is about. `optional`: may be silenced altogether; `urgent`: rings in quiet hours too.

    `law` says why a topic that is not optional must be told.
    """

    label: str
    optional: bool
    urgent: bool = False
    law: str = ""
    tells: frozenset[str] = frozenset()


TOPICS: Final[Mapping[str, Topic]] = {
    "received": Topic(N_("신청을 받았을 때"), optional=True, tells=frozenset({"filed"})),
    "accepted": Topic(
        N_("접수하고 답변할 날짜를 정했을 때"),
        optional=False,
        law=N_("민원처리법 시행령 제6조"),
        tells=frozenset({"accepted"}),
    ),
    "supplement": Topic(
        N_("서류를 더 내야 할 때"),
        optional=False,
        law=N_("민원처리법 제22조"),
        tells=frozenset({"supplement_requested", "file_refused", "representatives_asked"}),
    ),
    "dates": Topic(
        N_("처리할 날짜나 담당 부서가 바뀔 때"),
        optional=False,
        law=N_("민원처리법 시행령 제21조"),
        tells=frozenset(
            {
                "extended",
                "extension_asked",
                "longer_granted",
                "longer_refused",
                "routed",
                "objected",
                "redated",
                "merge",
                "join",
                "unmerge",
                "split",
                "split_off",
            }
        ),
    ),
    "progress": Topic(
        N_("처리가 진행될 때"),
        optional=True,
        tells=frozenset(
            {
                "supplement_received",
                "paused",
                "resumed",
                "progress",
                "extension_refused",
                "longer_asked",
                "representatives_named",
                "urged",
                "demanded",
                "handed_out",
                "guardian_named",
                "reentered",
            }
        ),
    ),
    "followed": Topic(N_("지켜보는 민원에 새 소식이 있을 때"), optional=True, tells=frozenset({"followed"})),
    "result": Topic(
        N_("답변이 나왔거나 처리가 끝났을 때"),
        optional=False,
        law=N_("민원처리법 제27조"),
        tells=frozenset(
            {
                "notified",
                "withdrawn",
                "returned",
                "transferred",
                "declined",
                "closed_repeat",
                "deemed_withdrawn",
                "offered",
                "unclaimed",
            }
        ),
    ),
    "agent": Topic(
        N_("다른 사람이 내 민원을 대신 보거나 처리할 때"),
        optional=False,
        law=N_("개인정보 보호법 제29조"),
        tells=frozenset({"delegated", "delegation_taken", "delegation_ended"}),
    ),
    "account": Topic(
        N_("내 계정에 새로 로그인했거나 정보가 바뀌었을 때"),
        optional=False,
        urgent=True,
        law=N_("개인정보 보호법 제29조"),
        tells=frozenset(
            {
                "new_device",
                "email_changed",
                "way_added",
                "guardian_asked",
                "account_made",
                "account_closed",
                "case_claimed",
                "case_reclaimed",
            }
        ),
    ),
}
"""What may be chosen, by topic, in the order of a settings page."""

_TOPIC_OF: Final = {told: name for name, topic in TOPICS.items() for told in topic.tells}
_CODE: Final = Topic(N_("확인번호"), optional=False, urgent=True)


def topic_of(told: str) -> Topic:
    """The topic of what a notice row tells (`Notice.topic`); what is new and unknown must be told."""
    if told == "code":
        return _CODE
    return TOPICS[_TOPIC_OF[told]] if told in _TOPIC_OF else Topic(told, optional=False)


def name_of(told: str) -> str:
    """The name in TOPICS of what a notice row tells, or "" if nobody may choose about it."""
    return _TOPIC_OF.get(told, "")


class NoWayLeft(Refusal):
    """A topic that must be told would have no channel left."""

    def __init__(self, topics: Iterable[str]) -> None:
        text = N_("꼭 알려 드려야 하는 소식입니다. 받을 방법을 하나는 골라 주세요.")
        super().__init__(text, fields=dict.fromkeys((f"topic-{name}" for name in topics), text))


class WrongHours(Refusal):
    """Quiet hours are hours of a day, 0 to 23."""

    def __init__(self) -> None:
        text = N_("조용한 시간은 0시부터 23시 사이에서 골라 주세요.")
        super().__init__(text, fields={"quiet_from": text})


@dataclass(frozen=True)
class Wishes:
    """One person's wishes. Quiet hours are hours of the day in Seoul; equal ones mean never quiet."""

    wanted: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    quiet_from: int = QUIET[0]
    quiet_until: int = QUIET[1]

    def wants(self, topic: str, channel: str) -> bool:
        """Whether a topic (a name in TOPICS) is wanted by a channel; without a word: by mail."""
        return self.wanted.get((topic, channel), channel == MAIL)

    def channels(self, topic: str) -> tuple[str, ...]:
        """The channels by which a topic is wanted, in their order; what nobody may choose about: mail."""
        if topic not in TOPICS:
            return (MAIL,)
        return tuple(channel for channel in CHOICES if self.wants(topic, channel))


async def of(person: Person) -> Wishes:
    """What this person wishes; the defaults where nothing was said."""
    rows = await NoticeWish.filter(person_id=person.id)
    return Wishes(
        {(row.topic, row.channel): row.wanted for row in rows}, person.quiet_from, person.quiet_until
    )


async def save(
    person: Person, wanted: Mapping[tuple[str, str], bool], *, quiet_from: int, quiet_until: int
) -> Wishes:
    """Keep a person's wishes, by (topic, channel); what is not named stays. Raises NoWayLeft, WrongHours, KeyError."""
    if not (0 <= quiet_from <= 23 and 0 <= quiet_until <= 23):
        raise WrongHours()
    if unknown := {
        (topic, channel) for topic, channel in wanted if topic not in TOPICS or channel not in CHOICES
    }:
        raise KeyError(*unknown)
    wishes = Wishes({**(await of(person)).wanted, **wanted}, quiet_from, quiet_until)
    if silent := [name for name, topic in TOPICS.items() if not (topic.optional or wishes.channels(name))]:
        raise NoWayLeft(silent)
    async with transaction():
        for (topic, channel), said in wanted.items():
            # One row a wish; the same settings page may be sent twice at the same moment.
            await NoticeWish.filter(person_id=person.id, topic=topic, channel=channel).delete()
            await NoticeWish.create(person_id=person.id, topic=topic, channel=channel, wanted=said)
        person.quiet_from, person.quiet_until = quiet_from, quiet_until
        await person.save(update_fields=["quiet_from", "quiet_until"])
    return wishes


def quiet_end(now: datetime, quiet_from: int, quiet_until: int) -> datetime:
    """When something that rings may go: `now`, or the end of the quiet hours that `now` falls into.

    The hours are half-open: at `quiet_until` it may ring. Seoul has no summer time.
    """
    local = now.astimezone(SEOUL)
    crosses = quiet_from > quiet_until
    quiet = (
        local.hour >= quiet_from or local.hour < quiet_until
        if crosses
        else quiet_from <= local.hour < quiet_until
    )
    if not quiet:
        return now
    end = local.replace(hour=quiet_until, minute=0, second=0, microsecond=0)
    if end <= local:
        end += timedelta(days=1)
    return end.astimezone(now.tzinfo)
