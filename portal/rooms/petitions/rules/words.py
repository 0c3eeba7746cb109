"""Is it said, and not too long? What every move of a petitioner asks of their words."""

from __future__ import annotations

from typing import Final

from portal.kernel.moves import Attempt
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

LONGEST_WORDS: Final = 10_000
"""The most letters of one text of a petitioner."""


class NotYet(Refusal):
    """The law does not allow the move yet."""

    kind = "conflict"


def words_fit(attempt: Attempt) -> None:
    """A petitioner's words have a length that a person can read."""
    for name in attempt.move.texts:
        if len(str(attempt.data.get(name) or "")) > LONGEST_WORDS:
            raise Refusal(
                N_("글이 너무 깁니다."),
                fields={name: N_("%(most)s자까지 적을 수 있습니다. 나머지는 파일로 올려 주세요.")},
                most=f"{LONGEST_WORDS:,}",
            )


class Moot(NotYet):
    """There is nothing the move could be about: the desk does not even name it."""

    def __init__(self, text: str) -> None:
        super().__init__(text, code="moot")


def days_of(attempt: Attempt, most: int, title: str) -> int:
    """The whole days that a move brings, from 1 to `most`. Raises Refusal beside the field, headed by `title`."""
    typed = str(attempt.data["days"]).strip()
    # No longer than a period can be: an int of thousands of digits can't even be read.
    if not typed.isdecimal() or len(typed) > 4 or not 1 <= int(typed) <= most:
        raise Refusal(title, fields={"days": N_("1일에서 %(most)s일 사이로 적어 주세요.")}, most=most)
    return int(typed)


def staff_say_how_they_know(attempt: Attempt) -> None:
    """An officer who writes down what the petitioner said tells how it was heard: at the counter, by phone …"""
    if attempt.actor.kind == "staff" and not str(attempt.data.get("heard") or "").strip():
        text = N_("신청인의 뜻을 어떻게 확인했는지 적어 주세요.")
        raise Refusal(text, fields={"heard": text})
