"""What changes when petitions are merged or split: who leads, which date governs, where the answer goes?

A merged petition (민원령 6⑥) keeps its own number, chain and clock. What the office does to the leading one is made on
each of the others as a move of its own, by `system`; if the leading one ends without an answer, they go on alone.
"""

from __future__ import annotations

from uuid import UUID

from portal.kernel import cases, catalogue, delegations, timeline
from portal.kernel.cases import clock
from portal.kernel.deadlines import Ground
from portal.kernel.models import Case
from portal.kernel.moves import MERGED, SYSTEM, Attempt
from portal.kernel.refusals import Refusal
from portal.kernel.words import N_
from portal.rooms.petitions.actions.elsewhere import NoSuchDepartment
from portal.rooms.petitions.actions.working import bring_answer as bring_own_answer
from portal.rooms.petitions.actions.working import reckon_due, take_over
from portal.rooms.petitions.definition.stages import WORKING
from portal.rooms.petitions.rules import LEAST_MERGED, PLACES, NotYet


class CannotJoin(Refusal):
    """What was named can't be merged into this petition, or there are too few."""

    def __init__(self, field_text: str, *, least: int = 0) -> None:
        super().__init__(N_("이 민원들을 합칠 수 없습니다."), fields={"cases": field_text}, least=least)


class Leads(NotYet):
    """Others wait for this petition's answer, so that it can't be made alone."""

    def __init__(self) -> None:
        super().__init__(N_("함께 처리하는 민원이 있습니다. 먼저 합친 민원에서 빼 주세요."))


async def merge(attempt: Attempt) -> None:
    """The chosen petitions get this one's answer; the earliest of all dates governs (민원령 6⑥)."""
    case, now = attempt.case, attempt.now
    await take_over(attempt)
    joining, following = await _joining(attempt), await cases.followers_of(case)
    facts = clock.facts_together([case, *following, *joining])
    clock.run_together(case, facts)
    data = {"lead": str(case.id), "number": case.receipt_no, "with": facts, "officer": attempt.actor.id}
    # Those who follow already hear of it only if what governs their date has changed.
    again = [one for one in following if clock.together_of(one) != facts]
    for one in (*joining, *again):
        await cases.move(one.id, "join", actor=SYSTEM, now=now, data=data)
    attempt.meta["joined"] = [one.receipt_no for one in joining]
    reckon_due(attempt)


async def _joining(attempt: Attempt) -> list[Case]:
    wanted = set(str(attempt.data["cases"]).split())
    found = await cases.could_join(attempt.case, WORKING, wanted)
    if len(found) != len(wanted):
        raise CannotJoin(N_("같은 부서가 접수해 검토하고 있는 같은 종류의 민원만 합칠 수 있습니다."))
    following = await cases.followers_of(attempt.case)
    if not following and cases.people_of([attempt.case, *found]) < LEAST_MERGED:
        raise CannotJoin(
            N_("이 민원까지 %(least)s명 이상이 낸 같은 민원을 합칠 수 있습니다(민원처리법 시행령 제6조)."),
            least=LEAST_MERGED,
        )
    return found


async def follow(attempt: Attempt) -> None:
    """The petition waits for another one's answer; its date is the earliest of those that are handled together."""
    case, officer = attempt.case, str(attempt.data["officer"])
    case.lead_id = UUID(str(attempt.data["lead"]))
    clock.run_together(case, attempt.data["with"])
    case.officer_id = case.officer_id or UUID(officer)
    attempt.meta |= {"lead": str(attempt.data["number"]), "officer": officer}
    reckon_due(attempt)


async def stand_alone(attempt: Attempt) -> None:
    """The petition is answered by itself again, by its own date."""
    case = attempt.case
    lead = await cases.lead_of(case)
    attempt.meta["lead"] = lead.receipt_no if lead else ""
    case.lead_id = None
    clock.run_alone(case)
    await take_over(attempt)
    reckon_due(attempt)


async def leave(attempt: Attempt) -> None:
    """Who takes a merged petition back takes it out of the others' way."""
    if attempt.case.stage == MERGED:
        attempt.case.lead_id = None
        clock.run_alone(attempt.case)


async def release_all(attempt: Attempt) -> None:
    """The leading petition ends without an answer: each of the others goes on by itself."""
    for one in await cases.followers_of(attempt.case):
        await cases.move(one.id, "unmerge", actor=SYSTEM, now=attempt.now)


async def same_for_all(attempt: Attempt) -> None:
    """What stops, starts or extends the leading petition's clock does so for the others, and is told to each."""
    for one in await cases.followers_of(attempt.case):
        await cases.move(one.id, attempt.move.name, actor=SYSTEM, now=attempt.now, data=dict(attempt.data))


async def answer_all(attempt: Attempt) -> None:
    """The answer goes to everybody whose petition is merged with this one, under their own number."""
    for one in await cases.followers_of(attempt.case):
        await cases.move(one.id, "notify", actor=SYSTEM, now=attempt.now)


async def bring_answer(attempt: Attempt) -> None:
    """The result notice brings the decision; a merged petition's was made on the leading one (민원법 27).

    The files of that decision stay with the leading petition and are read from there.
    """
    case = attempt.case
    if case.stage != MERGED:
        await bring_own_answer(attempt)
        return
    lead = await cases.lead_of(case)
    if lead is None:
        raise NotYet(N_("답변할 대표 민원이 없습니다."))
    entries = await timeline.read(lead, ("staff",), await cases.key_of(lead))
    decision = [entry for entry in entries if entry.kind == "decide"][-1]
    attempt.body.update(decision.body or {})
    case.outcome = lead.outcome
    attempt.meta |= {"outcome": case.outcome, "lead": lead.receipt_no}


async def must_be_alone(attempt: Attempt) -> None:
    """What concerns one petitioner only is not done while others wait for the same answer. Raises Leads."""
    if await cases.leads(attempt.case):
        raise Leads()


async def split(attempt: Attempt) -> None:
    """A part of the petition becomes one of its own, with the dates of the first acceptance."""
    await must_be_alone(attempt)
    await take_over(attempt)
    case = attempt.case
    target = str(attempt.data.get("department") or "") or case.department
    if catalogue.current().department(target) is None:
        raise NoSuchDepartment()
    body = {name: attempt.data[name] for name in ("part", "reason")}
    part = await cases.split_off(case, target, attempt.ready, actor=attempt.actor, now=attempt.now, body=body)
    attempt.meta |= {"number": part.receipt_no, "to": target}


async def stop_for_choice(attempt: Attempt) -> None:
    """The time in which the co-signers choose is not counted (민원령 20, 절차령 11 3호)."""
    await must_be_alone(attempt)
    await take_over(attempt)
    case, ground = attempt.case, Ground.CHOOSING_REPRESENTATIVES
    clock.start_pause(case, attempt.now, ground)
    case.clock = {**case.clock, "asked_representatives": True}
    case.due_at = None
    attempt.meta["ground"] = ground.value


async def keep_choice(attempt: Attempt) -> None:
    """Names and phones stand sealed in the event; the case knows only how many there are, and runs on."""
    case = attempt.case
    chosen = [place for place in PLACES if str(attempt.data.get(f"name_{place}") or "").strip()]
    clock.end_pauses(case, attempt.now, {Ground.CHOOSING_REPRESENTATIVES})
    case.clock = {**case.clock, "representatives": len(chosen)}
    attempt.meta["representatives"] = len(chosen)
    reckon_due(attempt)


EFFECTS = {
    "ask_representatives": (stop_for_choice,),
    "name_representatives": (delegations.note_agent, keep_choice),
    "merge": (merge,),
    "join": (follow,),
    "unmerge": (stand_alone,),
    "split": (split,),
}
