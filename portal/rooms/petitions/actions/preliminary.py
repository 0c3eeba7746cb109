"""What does a preliminary review bind the office to? (민원법 30③)

Who was told in advance that it is possible gets the same decision as far as the office can. It departs from what it
said only with a reason (a fault of the petitioner, force majeure, another special ground) that stands in the decision.
"""

from __future__ import annotations

from portal.kernel import cases
from portal.kernel.moves import Attempt
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_


async def heed_review(attempt: Attempt) -> None:
    """A refusal of what was told to be possible says why it departs from that."""
    if attempt.data["outcome"] != "refused":
        return
    told = await cases.told_possible(attempt.case)
    if not told:
        return
    if not str(attempt.data.get("departure") or "").strip():
        text = N_(
            "사전심사에서 가능하다고 알린 민원입니다. 왜 달라졌는지 적어 주세요(민원처리법 제30조 제3항)."
        )
        raise Refusal(text, fields={"departure": text})
    attempt.meta["review"] = told[0].receipt_no
