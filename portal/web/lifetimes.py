"""How long does a session last without use and at most, and what is said once it is over?

Staff's are shorter (안전성 확보조치 기준 6조).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from portal.kernel.models import Session
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

Kind = Literal["guest", "resident", "staff"]


@dataclass(frozen=True)
class Limits:
    """How long a session lasts without use (`idle`) and at most (`age`)."""

    idle: timedelta
    age: timedelta


LIMITS: Final[dict[str, Limits]] = {
    "guest": Limits(timedelta(days=7), timedelta(days=30)),
    "resident": Limits(timedelta(hours=2), timedelta(hours=12)),
    "staff": Limits(timedelta(minutes=30), timedelta(hours=10)),
}
# `seen_at` is written at most this often, so that reading pages costs no commits.
TOUCH: Final = timedelta(minutes=1)


def timed_out(row: Session, now: datetime) -> bool:
    """Whether the session's time is over, by age or for want of use."""
    return now >= row.expires_at or now >= row.seen_at + LIMITS[row.kind].idle


class SignedOut(Refusal):
    """The page needs somebody signed in; `needs` says whom (staff or resident)."""

    kind = "signed_out"

    def __init__(self, needs: Kind, *, ended: bool) -> None:
        self.needs = needs
        self.ended = ended
        super().__init__(
            N_("안전을 위해 로그아웃되었습니다. 다시 로그인해 주세요.")
            if ended
            else N_("로그인한 다음 쓸 수 있는 화면입니다.")
        )
