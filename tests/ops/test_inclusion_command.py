"""`portal ledger prove`, `verify-inclusion`, `portal receipt verify --proof`: what one case's holder can show."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from portal import house as composition
from portal.cli import main
from portal.kernel import cases
from portal.kernel.record import roots, signed_receipts, signing
from tests.cast import NOW, filed, hire


@pytest.fixture
def folder(var, tmp_path: Path) -> Path:
    """Both receipts of a case that a root holds, another case's, the roots and the keys; as downloaded."""

    async def live() -> None:
        async with composition.opened(NOW):
            cast = await hire()
            key = await signing.make(NOW)
            signer = await signing.signer()
            case, other = await filed(), await filed()
            await cases.move(case.id, "accept", actor=cast.minsu, now=NOW)
            await roots.make_daily(NOW + timedelta(days=1))
            await filed(now=NOW + timedelta(days=1))
            for each in await signed_receipts.of_case(case, signer):
                (tmp_path / f"{each.said['what']}.json").write_text(each.text(), "utf-8")
            (tmp_path / "other.json").write_text(
                (await signed_receipts.of_case(other, signer))[0].text(), "utf-8"
            )
            said = {"roots": [root.document() for root in await roots.history()]}
            (tmp_path / "roots.json").write_text(json.dumps(said), "utf-8")
            (tmp_path / "keys.json").write_text(json.dumps(signing.key_set([key])), "utf-8")
            (tmp_path / "numbers").write_text(f"{case.receipt_no} {other.receipt_no}", "utf-8")

    asyncio.run(live())
    number = (tmp_path / "numbers").read_text().split()[0]
    code, said = run("ledger", "prove", number)
    assert code == 0
    (tmp_path / "proof.json").write_text(said, "utf-8")
    return tmp_path


def run(*words: object) -> tuple[int, str]:
    found = CliRunner().invoke(main, [str(word) for word in words])
    return found.exit_code, found.stdout


def test_a_proof_is_checked_with_and_without_the_house(folder):
    for more in ([], ["--keys", folder / "keys.json"], ["--roots", folder / "roots.json"]):
        code, said = run("ledger", "verify-inclusion", folder / "proof.json", *more)
        assert (code, said.splitlines()[-1]) == (
            0,
            "proved: the case was part of what was published that day",
        )


@pytest.mark.parametrize("part", ["leaf", "path", "place", "signature"])
def test_a_changed_proof_proves_nothing(folder, part):
    document = json.loads((folder / "proof.json").read_text())
    document[part] = {
        "leaf": [document["leaf"][0], 1, document["leaf"][2]],
        "path": ["0" * 64],
        "place": 1 - document["place"],
        "signature": document["signature"][::-1],
    }[part]
    (folder / "proof.json").write_text(json.dumps(document), "utf-8")
    code, said = run("ledger", "verify-inclusion", folder / "proof.json")
    assert code == 1
    assert "NOT PROVED" in said


def test_a_root_that_nobody_has_kept_is_told(folder):
    document = json.loads((folder / "roots.json").read_text())
    document["roots"][0]["root"]["cases"] = 99
    (folder / "roots.json").write_text(json.dumps(document), "utf-8")
    code, said = run("ledger", "verify-inclusion", folder / "proof.json", "--roots", folder / "roots.json")
    assert (code, "NOT PUBLISHED" in said) == (1, True)


def test_a_case_of_today_has_no_proof_yet(folder):
    number = (folder / "numbers").read_text().split()[1]
    assert run("ledger", "prove", number)[0] == 0
    assert run("ledger", "prove", "2026-000003-3")[0] == 1


@pytest.mark.parametrize("what", ["filed", "accepted"])
def test_a_receipt_and_its_proof_belong_together(folder, what):
    proof = ["--proof", folder / "proof.json"]
    code, said = run("receipt", "verify", folder / f"{what}.json", *proof, "--keys", folder / "keys.json")
    assert (code, said.splitlines()[-1]) == (0, "the proof shows it in the root of 2026-03-10")
    assert run("receipt", "verify", folder / f"{what}.json", *proof)[0] == 0
    code, said = run("receipt", "verify", folder / "other.json", *proof)
    assert (code, "THE PROOF DOES NOT SHOW IT" in said) == (1, True)


def test_what_is_no_proof_is_refused(folder):
    assert run("ledger", "verify-inclusion", folder / "filed.json")[0] == 2
    assert run("receipt", "verify", folder / "filed.json", "--proof", folder / "roots.json")[0] == 2
