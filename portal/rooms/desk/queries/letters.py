"""What is printed for a petitioner who is told in writing, and where does it go?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from portal.kernel.cases import CaseNotFound
from portal.kernel.models import Case, Notice
from portal.kernel.notices.wishes import PAPER
from portal.kernel.sending import composing, recipients


@dataclass(frozen=True)
class PaperLetter:
    """One letter on paper, opened to be printed: to whom, and its words."""

    notice: Notice
    case: Case
    name: str
    address: str
    phone: str
    subject: str
    text: str


async def paper_letter(notice_id: UUID, departments: Collection[str]) -> PaperLetter:
    """The letter of a notice on paper. Raises CaseNotFound for another department's, another channel's, and
    destroyed contents. The caller records the look.
    """
    notice = await Notice.get_or_none(id=notice_id, channel=PAPER, case__department__in=list(departments))
    if notice is None:
        raise CaseNotFound()
    try:
        who = await recipients.of_notice(notice)
    except recipients.Nobody:
        raise CaseNotFound() from None
    if who.case is None or who.petitioner is None:
        raise CaseNotFound()
    letter = await composing.letter_of(notice, who)
    petitioner = who.petitioner
    return PaperLetter(
        notice, who.case, petitioner.name, petitioner.address, petitioner.phone, letter.subject, letter.text
    )
