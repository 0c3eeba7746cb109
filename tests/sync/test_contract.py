"""Do the schemas, the examples and the moves of the rooms agree?"""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from portal import house
from portal.kernel import moves, outbox
from sync import contract, endpoints

EXAMPLES = {path.stem: json.loads(path.read_text("utf-8")) for path in contract.EXAMPLES.glob("*.json")}
CASE_EVENT = EXAMPLES["kr.portal.case.file"]
STATUS_EVENT = EXAMPLES["kr.portal.status.request_supplement"]
PERSONAL = ("김하늘", "중앙대로", "010-2345-6789", "haneul")


@pytest.mark.parametrize("name", sorted(contract.schema_names()))
def test_each_schema_is_itself_sound(name: str):
    schema = contract.read_schema(name)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_each_example_keeps_the_contract(name: str):
    assert contract.check(EXAMPLES[name])["type"] == name
    assert contract.parse(contract.write(EXAMPLES[name])) == EXAMPLES[name]


def test_each_type_has_an_example():
    types = {name for name in contract.schema_names() if name.startswith(("kr.portal.",))}
    assert types == set(EXAMPLES)


def test_each_outward_move_of_each_room_has_a_schema():
    house.bind_rooms()
    outward = {
        f"{contract.CASE}{move.name}"
        for binding in moves.bindings().values()
        for move in binding.definition.moves.values()
        if move.outward
    }
    assert outward | {f"{contract.CASE}file"} <= contract.schema_names()


def test_what_a_department_may_ask_for_is_what_the_table_lets_a_back_office_do():
    house.bind_rooms()
    for binding in moves.bindings().values():
        allowed = {move.name for move in binding.definition.moves.values() if "back_office" in move.by}
        assert contract.status_moves() <= allowed


def test_no_personal_data_stands_in_the_attributes_of_an_example():
    for example in EXAMPLES.values():
        outside = json.dumps({**example, "data": None}, ensure_ascii=False)
        assert not [word for word in PERSONAL if word in outside]


def test_the_reasons_of_the_endpoint_are_those_that_the_desk_can_say():
    said = set(endpoints.NackCall.model_json_schema()["properties"]["reason"]["enum"])
    assert said <= set(outbox.REASONS)


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"specversion": "0.3"}, "specversion: const"),
    ({"id": ""}, "id: pattern"),
    ({"id": "x" * 65}, "id: pattern"),
    ({"type": "kr.portal.status.destroy"}, "type: unknown"),
    ({"type": "common"}, "type: unknown"),
    ({"subject": "12"}, "subject: pattern"),
    ({"sequence": 1}, "sequence: type"),
    ({"sequence": "0"}, "sequence: pattern"),
    ({"time": "2026-02-31T00:00:00Z"}, "time: format"),
    ({"time": "yesterday"}, "time: pattern"),
    ({"extra": 1}, ": additionalProperties"),
    ({"data": []}, "data: type"),
    ({"data": {"request": "사진을 보내 주세요."}}, "data/: required"),
    ({"data": {"request": "  ", "days": 7}}, "data/request: pattern"),
    ({"data": {"request": "사진", "days": 0}}, "data/days: minimum"),
    ({"data": {"request": "사진", "days": "7"}}, "data/days: type"),
]


@pytest.mark.parametrize(("change", "fault"), BROKEN, ids=[fault for _, fault in BROKEN])
def test_a_broken_message_is_named_by_place_and_rule(change: dict[str, Any], fault: str):
    with pytest.raises(contract.Malformed) as caught:
        contract.check({**copy.deepcopy(STATUS_EVENT), **change})
    assert str(caught.value) == fault


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff\xfe", b"[]", b"NaN", b'{"type": NaN}', b'"\\ud800"', b"[" * 100_000]
)
def test_bytes_that_are_no_message_are_malformed(raw: bytes):
    with pytest.raises(contract.Malformed):
        contract.parse(raw)


def test_a_fault_never_repeats_what_was_written():
    broken = copy.deepcopy(CASE_EVENT)
    broken["data"]["petitioner"]["phone"] = ["010-2345-6789"]
    with pytest.raises(contract.Malformed) as caught:
        contract.check(broken)
    assert str(caught.value) == "data/petitioner/phone: type"
