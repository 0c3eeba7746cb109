"""The operator's way, as docs/operating.md tells it: identities, escrow, backup, restore, drill, rotation, disposal."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from portal.cli import main
from portal.kernel import keys, people, permissions, retention
from portal.kernel.models import Case, Person
from portal.settings import settings
from tests.cast import NOW, hire
from tests.postgres import WANTED
from tests.safekeeping import ground, town

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
]  # on PostgreSQL a backup and a restore migrate from nothing


def forget() -> None:
    settings.cache_clear()
    keys.ring.cache_clear()


def portal(*words: object, code: int = 0, typed: str = "") -> str:
    """Run a command of `portal` as another process would: with settings and keys read anew."""
    forget()
    done = CliRunner().invoke(main, [str(word) for word in words], input=typed)
    forget()
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
async def town_of_three(var, opened) -> list[Case]:
    async with opened():
        await hire()
        return await town.grown(3)


@pytest.fixture
def vaults(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, var) -> Path:
    """Two people's identities, made elsewhere, and the server's settings with their public halves."""
    for name, setting in (("data", "PORTAL_BACKUP_RECIPIENTS"), ("keys", "PORTAL_BACKUP_KEYS_RECIPIENTS")):
        monkeypatch.setenv(setting, portal("keys", "identity", tmp_path / f"{name}.txt").strip())
    monkeypatch.setenv("PORTAL_BACKUP_DIR", str(tmp_path / "vault/data"))
    monkeypatch.setenv("PORTAL_BACKUP_KEYS_DIR", str(tmp_path / "vault/keys"))
    (tmp_path / "half-1").write_text("first person's words")
    (tmp_path / "half-2").write_text("second person's words")
    return tmp_path


def halves(root: Path) -> list[object]:
    return ["--half", root / "half-1", "--half", root / "half-2"]


def test_from_the_first_escrow_to_a_house_on_another_machine(town_of_three, vaults, var, monkeypatch):
    said = portal("backup")
    assert "봉인에 없습니다" in said
    portal("keys", "escrow", vaults / "escrow.txt", "--qr", vaults / "escrow.svg", *halves(vaults))
    assert "<svg" in (vaults / "escrow.svg").read_text()
    said = portal("backup")
    assert "민원 3건, 파일 3개" in said
    assert "봉인에 없습니다" not in said

    portal("keys", "recover", vaults / "escrow.txt", "--into", vaults / "recovered", *halves(vaults))
    data, wrapped = (max((vaults / "vault" / name).glob(f"*.{name}.age")) for name in ("data", "keys"))
    both = ["--identity", vaults / "data.txt", "--identity", vaults / "keys.txt"]
    new = vaults / "new"
    place = ["--into", new, "--masters", vaults / "recovered"]
    if WANTED:
        assert "--database" in portal("restore", data, wrapped, *both, *place, code=1)
        place += ["--database", ground.address(new, tables=False)]
    assert "확인했습니다" in portal("restore", data, wrapped, *both, *place)
    assert "비어 있지 않습니다" in portal("restore", data, wrapped, *both, *place, code=1)
    assert "열 수 없습니다" in portal(
        "restore",
        data,
        wrapped,
        *both[:2],
        "--into",
        vaults / "other",
        "--masters",
        vaults / "recovered",
        *(["--database", ground.address(vaults / "other")] if WANTED else []),
        code=1,
    )
    monkeypatch.setenv("PORTAL_VAR", str(new))
    if WANTED:
        monkeypatch.setenv("DATABASE_URL", ground.address(new))
    assert "3 events of 3 cases, 0 faults" in portal("ledger", "verify")
    portal("db", "check")


def test_a_drill_writes_a_dated_report(town_of_three, var):
    page = portal("drill", "--sample", "2")
    assert "합격" in page
    (report,) = (var.var / "reports").glob("drill-*.json")
    told = json.loads(report.read_text())
    assert (told["passed"], told["restored"]["cases"], told["compared_files"]) == (True, 3, 2)
    assert report.with_suffix(".md").read_text() in page
    assert not [*var.var.glob("drill-*"), *var.var.glob("backup-*")]


def test_a_drill_of_a_house_that_lost_a_file_fails(town_of_three, var):
    next(path for path in (var.var / "files").rglob("*") if path.is_file()).unlink()
    assert "불합격" in portal("drill", "--sample", "0", code=1)


def test_a_drill_of_the_off_site_copy(town_of_three, vaults, var):
    portal("backup")
    data, wrapped = (max((vaults / "vault" / name).glob(f"*.{name}.age")) for name in ("data", "keys"))
    both = ["--identity", vaults / "data.txt", "--identity", vaults / "keys.txt"]
    assert "합격" in portal("drill", data, wrapped, *both)


def test_a_backup_wants_two_places_and_two_people(town_of_three, vaults, monkeypatch):
    monkeypatch.setenv("PORTAL_BACKUP_KEYS_DIR", str(vaults / "vault/data"))
    assert "서로 다른 두 곳" in portal("backup", code=1)
    monkeypatch.setenv("PORTAL_BACKUP_KEYS_DIR", str(vaults / "vault/keys"))
    monkeypatch.setenv("PORTAL_BACKUP_KEYS_RECIPIENTS", settings().backup_recipients)
    assert "같은 사람" in portal("backup", code=1)
    monkeypatch.setenv("PORTAL_BACKUP_RECIPIENTS", "")
    assert "공개키" in portal("backup", code=1)
    assert not (vaults / "vault").exists()


def test_a_new_master_key_is_in_escrow_before_it_wraps(town_of_three, vaults, var):
    assert "이미 있습니다" in portal("keys", "make", code=1)
    portal("keys", "rotate", vaults / "escrow.txt", *halves(vaults))
    assert len(list((var.var / "keys").glob("*.key"))) == 2
    assert "NOT IN ESCROW" not in portal("keys", "list")
    assert "3 keys wrapped" in portal("keys", "rewrap")
    assert "0 keys wrapped" in portal("keys", "rewrap")
    assert [line.split("\t")[1] for line in portal("keys", "list").splitlines()] == ["0 keys", "3 keys"]
    assert "없앨 수 없습니다" in portal("keys", "retire", "2026-01-01", code=1)


def test_without_a_good_passphrase_no_key_is_made(town_of_three, vaults, var):
    (vaults / "half-2").write_text("short")
    portal("keys", "rotate", vaults / "escrow.txt", *halves(vaults), code=1)
    assert len(list((var.var / "keys").glob("*.key"))) == 1
    assert not (vaults / "escrow.txt").exists()


def test_disposal_from_the_command_line(town_of_three, vaults, var, opened):
    async def prepare() -> None:
        async with opened():
            actors = {}
            for login in ("nuri", "byeol"):
                person = await Person.create(login=login, name=login, phone="051-000-0000", created_at=NOW)
                await people.grant(person, people.Right("records"), by="tests", now=NOW)
                actors[login] = await permissions.staff_actor(person)
            closed = [case.id for case in town_of_three[:2]]
            await Case.filter(id__in=closed).update(
                closed_at=datetime(2015, 3, 10, tzinfo=UTC), retention_class="y5"
            )
            decision = retention.Decision(retention.DESTROY, "심의회")
            await retention.decide(closed[:1], decision, actor=actors["nuri"], login="nuri", now=NOW)

    asyncio.run(prepare())
    first, second = (case.receipt_no for case in town_of_three[:2])
    assert portal("retention", "due").splitlines() == [
        f"due\t{second}\t2021-01-01",
        f"decided\t{first}\t2021-01-01",
    ]
    assert "직접 파기할 수 없습니다" in portal("retention", "destroy", "--by", "nuri", "--yes", "1", code=1)
    assert "권한이 없습니다" in portal("retention", "destroy", "--by", "minsu", "--yes", "1", code=1)
    assert "건수가 맞지 않아" in portal("retention", "destroy", "--by", "byeol", code=1, typed="2\n")
    assert "1건을 파기했습니다" in portal("retention", "destroy", "--by", "byeol", typed="1\n")
    assert portal("retention", "destroy", "--by", "byeol") == "0건을 파기했습니다.\n"
    assert "0 faults" in portal("ledger", "verify")
    assert portal("retention", "due").splitlines() == [f"due\t{second}\t2021-01-01"]
