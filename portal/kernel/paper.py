"""How is a petition taken on paper while the computers are away, and entered later under its own number?

Forms are printed beforehand, each with a receipt number that nobody else gets. A number counts once: it is
entered with the time at which the form was handed in (then it arrived, 민원법 9, 19), or made void with a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from portal.database.rows import ask, insert, instant
from portal.database.transactions import transaction
from portal.kernel import receipts
from portal.kernel.deadlines import korean
from portal.kernel.ids import short_id
from portal.kernel.models import PaperForm
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_, Message

MOST: Final = 500
_REASON: Final = 255
_BATCHES: Final = (
    "SELECT batch, MIN(printed_at) AS printed, MIN(receipt_no) AS first, MAX(receipt_no) AS last,"
    " COUNT(*) AS number,"
    " COUNT(used_at) AS used, COUNT(NULLIF(void_reason, '')) AS void"
    " FROM paper_form GROUP BY batch ORDER BY printed DESC, batch DESC"
)


class PaperRefused(Refusal):
    """A paper form can't be printed, entered or made void like this; `fields` names the input."""

    def __init__(self, text: str, field: str = "paper_no", **params: object) -> None:
        super().__init__(text, fields={field: Message(text, params)})
        self.message = Message(text, params)


@dataclass(frozen=True)
class Paper:
    """A form to be entered: its number, and when it was handed in (aware)."""

    receipt_no: str
    handed_in_at: datetime


@dataclass(frozen=True)
class Batch:
    """Forms that were printed together."""

    name: str
    printed_at: datetime
    first: str
    last: str
    number: int
    used: int
    void: int

    @property
    def left(self) -> int:
        """How many may still come back."""
        return self.number - self.used - self.void


async def reserve(count: int, now: datetime) -> tuple[str, list[str]]:
    """Take `count` receipt numbers for forms that are printed now; the batch's name and the numbers."""
    if not 1 <= count <= MOST:
        raise PaperRefused(N_("한 번에 1장부터 %(most)s장까지 만들 수 있습니다."), "count", most=MOST)
    name = f"{korean(now):%Y%m%d}-{short_id()[-4:]}"
    async with transaction():
        numbers = [await receipts.take(now) for _ in range(count)]
        await insert(*(PaperForm(receipt_no=no, batch=name, printed_at=now) for no in numbers))
    return name, numbers


async def listed() -> list[Batch]:
    """All batches, the newest first."""
    rows = await ask(_BATCHES)
    return [
        Batch(
            row["batch"],
            instant(row["printed"]),
            row["first"],
            row["last"],
            row["number"],
            row["used"],
            row["void"],
        )
        for row in rows
    ]


async def find(typed: str) -> PaperForm:
    """The form of a number as somebody typed it. Raises PaperRefused."""
    number = receipts.read(typed)
    form = await PaperForm.get_or_none(receipt_no=number) if number else None
    if form is None:
        raise PaperRefused(N_("그런 번호의 종이 신청서가 없습니다. 종이에 인쇄된 번호를 다시 확인해 주세요."))
    return form


async def check_open(typed: str) -> PaperForm:
    """The form of a number that was neither entered nor made void. Raises PaperRefused."""
    form = await find(typed)
    if form.used_at is not None:
        raise PaperRefused(N_("이미 입력한 종이 신청서입니다. 접수번호로 찾아 보세요."))
    if form.void_reason:
        raise PaperRefused(N_("쓰지 않기로 한 번호입니다: %(why)s"), why=form.void_reason)
    return form


async def read(typed: str, handed_in_at: datetime | None, now: datetime) -> Paper:
    """A form that may be entered now, with the time it was handed in. Raises PaperRefused."""
    form = await check_open(typed)
    if handed_in_at is None:
        raise PaperRefused(N_("종이 신청서를 받은 날짜와 시각을 적어 주세요."), "paper_date")
    if handed_in_at > now:
        raise PaperRefused(N_("받은 때가 지금보다 늦습니다. 날짜와 시각을 확인해 주세요."), "paper_date")
    # People write the minute; the form was printed at some second of it.
    if handed_in_at < form.printed_at - timedelta(minutes=1):
        raise PaperRefused(
            N_("받은 때가 이 종이를 인쇄한 때보다 이릅니다. 날짜와 시각을 확인해 주세요."), "paper_date"
        )
    return Paper(form.receipt_no, handed_in_at)


async def use(paper: Paper, now: datetime) -> None:
    """Mark the number as entered, inside the filing's transaction. Raises PaperRefused if it was used meanwhile."""
    open_form = PaperForm.filter(receipt_no=paper.receipt_no, used_at=None, void_reason="")
    if not await open_form.update(used_at=now):
        await check_open(paper.receipt_no)
        raise PaperRefused(N_("이미 입력한 종이 신청서입니다. 접수번호로 찾아 보세요."))


async def void(typed: str, reason: str) -> PaperForm:
    """Make a number void: the form was spoilt or lost. It is never given to anything else. Raises PaperRefused."""
    said = " ".join(reason.split())[:_REASON]
    form = await check_open(typed)
    if not said:
        raise PaperRefused(N_("쓰지 않는 까닭을 적어 주세요."), "void_reason")
    open_form = PaperForm.filter(receipt_no=form.receipt_no, used_at=None, void_reason="")
    if not await open_form.update(void_reason=said):
        await check_open(form.receipt_no)
    form.void_reason = said
    return form


async def left() -> Sequence[str]:
    """The numbers that may still come back, in order."""
    rows = PaperForm.filter(used_at=None, void_reason="").order_by("receipt_no")
    return [str(no) for no in await rows.values_list("receipt_no", flat=True)]
