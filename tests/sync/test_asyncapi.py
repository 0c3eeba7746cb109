"""Is the document that machines read sound by AsyncAPI's own schema, whole, and true to the contract?"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7, DRAFT202012

from portal.cli import docs
from portal.settings import ROOT
from sync import asyncapi, contract

SCHEMA = json.loads((Path(__file__).parent / "vendor" / "asyncapi@3.0.0.schema.json").read_text("utf-8"))
DOCUMENT = asyncapi.document()
EXAMPLES = sorted(path.stem for path in contract.EXAMPLES.glob("*.json") if path.stem != contract.REJECTED)


@cache
def judge() -> Draft7Validator:
    """AsyncAPI's schema; all that it refers to stands in it, so that nothing is fetched."""
    parts = SCHEMA["definitions"].items()
    resources = [(name, Resource.from_contents(part, default_specification=DRAFT7)) for name, part in parts]
    return Draft7Validator(SCHEMA, registry=Registry().with_resources(resources))


def test_the_document_keeps_asyncapis_schema():
    fault = best_match(judge().iter_errors(DOCUMENT))
    assert fault is None, fault and f"{list(fault.absolute_path)}: {fault.message[:300]}"


def test_the_schema_would_find_a_fault():
    broken = {**DOCUMENT, "operations": {"hear": {"action": "listen", "channel": {"$ref": "#/channels/x"}}}}
    assert not judge().is_valid(broken)


def references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [found for one in value for found in references(one)]
    if not isinstance(value, dict):
        return []
    mine = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
    return mine + [found for one in value.values() for found in references(one)]


def test_every_reference_leads_somewhere_in_the_document():
    for reference in references(DOCUMENT):
        assert reference.startswith("#/")
        place: Any = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            place = place[part]


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_example_fits_its_message_as_the_document_tells_it(name: str):
    resource = Resource.from_contents(DOCUMENT, default_specification=DRAFT202012)
    schema = {"$ref": f"urn:document#/components/messages/{name}/payload"}
    registry: Registry[Any] = Registry().with_resource("urn:document", resource)
    validator = Draft202012Validator(schema, registry=registry)
    (example,) = DOCUMENT["components"]["messages"][name]["examples"]
    assert best_match(validator.iter_errors(example["payload"])) is None
    assert not validator.is_valid({**example["payload"], "data": "somebody's"})


def test_it_names_every_type_of_the_contract():
    types = {name for name in contract.schema_names() if name.startswith("kr.portal.")}
    assert types - {contract.REJECTED} == set(DOCUMENT["components"]["messages"]) - {"answer"}


def test_the_page_in_docs_is_fresh_and_checked_with_the_others():
    written = dict(docs.pages())
    page = ROOT / "docs" / "asyncapi.json"
    assert written[page] == asyncapi.written() == page.read_text("utf-8")
