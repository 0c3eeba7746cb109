"""Whatever the order in which petitions are merged, split, withdrawn and answered: is everybody answered once?"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.kernel import cases, ledger
from portal.kernel.cases import Filing, Petitioner, file
from portal.kernel.models import Case, Event
from portal.kernel.moves import MERGED, PETITIONER, binding
from portal.kernel.refusals import Refusal
from tests.cast import NOW, service_of
from tests.losing import lose
from tests.rooms.petitions.conftest import ANSWER

STEPS = (
    "merge",
    "unmerge",
    "split",
    "withdraw",
    "decide",
    "undo_decision",
    "notify",
    "transfer",
    "pause",
    "resume",
)
SAID = {
    "unmerge": {"reason": "다른 골목의 일입니다."},
    "split": {"part": "일부", "reason": "나누어 봅니다."},
    "decide": ANSWER,
    "transfer": {"agency": "부산광역시", "contact": "051-120", "reason": "시의 일입니다."},
    "pause": {"ground": "tests", "reason": "검사합니다."},
}


async def _street(clerk) -> None:
    service = service_of("construction", "living_report")
    for number in range(6):
        who = Petitioner(f"이웃{number}", "부산광역시 금정구", f"010-0000-{number:04d}")
        filing = Filing(service, {"description": "가로등이 꺼져 있습니다."}, who, str(uuid4()))
        case = (await file(filing, actor=PETITIONER, now=NOW)).case
        await cases.move(case.id, "accept", actor=clerk, now=NOW + timedelta(minutes=number))


async def _empty() -> None:
    """Nothing is left of the example before."""
    await lose(*[case.id for case in await Case.all()])


async def _live(clerk, steps: list[tuple[str, int]]) -> None:
    """Make each step on the case of its number, if it can be made."""
    for count, (name, which) in enumerate(steps, start=1):
        street = await Case.all().order_by("receipt_no")
        case = street[which % len(street)]
        data = dict(SAID.get(name, {}))
        if name == "merge":
            data["cases"] = " ".join(
                one.receipt_no for one in street if one.id != case.id and one.stage == "accepted"
            )
        actor = PETITIONER if name == "withdraw" else clerk
        try:
            await cases.move(case.id, name, actor=actor, now=NOW + timedelta(hours=count), data=data)
        except Refusal:
            continue
        await _each_has_one_way_to_an_answer()


async def _each_has_one_way_to_an_answer() -> None:
    stages = binding("petitions").definition.stages
    by_id = {case.id: case for case in await Case.all()}
    for case in by_id.values():
        ends = await Event.filter(case_id=case.id, kind__in=["notify", "withdraw", "transfer"]).count()
        if not stages[case.stage].open:
            assert ends == 1, "who is told the end is told once"
            continue
        assert ends == 0
        if case.stage != MERGED:
            assert case.lead_id is None, "who is answered alone waits for nobody"
            continue
        assert case.lead_id is not None
        lead = by_id[case.lead_id]
        assert stages[lead.stage].open, "the leading petition will be answered"
        assert lead.stage != MERGED, "and is itself answered by nobody else"
        assert case.due_at == lead.due_at, "by the same date"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9)), min_size=3, max_size=14))
def test_any_order_leaves_every_petitioner_exactly_one_living_way_to_an_answer(run, cast, steps):
    """민원령 6⑥, 민원법 27①."""
    run(_empty())
    run(_street(cast.minsu))
    # A merging that works, so that the steps after it meet a group.
    run(_live(cast.minsu, [("merge", 0), *steps]))
    assert run(ledger.verify()).faults == ()
