"""The catalogue is read whole or not at all, and every error is named."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from portal.cli.catalogue import app
from portal.kernel import catalogue
from portal.kernel.deadlines import Rule

FOLDER = Path(catalogue.__file__).parents[2] / "catalogue"
HOUSE = catalogue.load_catalogue(FOLDER)
CONSTRUCTION = (FOLDER / "construction.toml").read_text(encoding="utf-8")


def test_there_are_at_least_twenty_services_of_every_kind_and_every_living_category():
    assert len(HOUSE.services) >= 20
    assert {service.kind for service in HOUSE.services} == set(get_args(catalogue.Kind))
    living = [service.category for service in HOUSE.services if service.kind == "living_report"]
    assert set(living) == set(get_args(catalogue.Category))


def test_every_period_rule_of_the_law_is_used():
    rules = {service.period.rule for service in HOUSE.services}
    assert {"WH:3", "WH:4"} <= rules
    assert {Rule.parse(rule).family.value for rule in rules} == {"WH", "D5", "N6", "W", "M", "Y"}


@pytest.mark.parametrize(
    ("kind", "rule", "article"),
    [
        ("inquiry_law", "N6:14", "제14조제1호"),
        ("inquiry_general", "N6:7", "제14조제2호"),
        ("suggestion", "N6:14", "제15조"),
        ("grievance", "N6:7", "제17조"),
        ("living_report", "WH:3", "제19조"),
    ],
)
def test_the_default_periods_of_the_law_are_kept_with_their_article(kind, rule, article):
    for service in HOUSE.services:
        if service.kind == kind:
            assert service.period.rule == rule
            assert service.period.sure == "A"
            assert article in service.period.source.ko


def test_nothing_of_welfare_family_grievances_or_courtesy_is_public():
    for service in HOUSE.services:
        if service.kind in ("grievance", "courtesy_report") or service.department.code in (
            "welfare",
            "family",
        ):
            assert not service.public
    assert Counter(service.public for service in HOUSE.services)[True] > 10


def test_what_is_not_known_says_so_and_names_whom_to_ask():
    unknown = [service.fee for service in HOUSE.services if service.fee.sure == "unknown"]
    assert unknown
    for fee in unknown:
        assert fee.amount is None
        assert "담당 부서 확인 필요" in fee.source.ko
    for service in HOUSE.services:
        if service.period.sure in ("C", "?") and service.kind != "certificate":
            assert "담당 부서 확인 필요" in service.period.source.ko


def test_some_service_asks_who_you_are():
    assert any(service.identity == "verified" for service in HOUSE.services)


def test_services_are_found_by_department_and_life_event():
    assert {s.department.code for s in HOUSE.of_department("construction")} == {"construction"}
    assert HOUSE.of_department("family") == ()
    assert HOUSE.department("family") is not None
    for event in HOUSE.life_events:
        assert HOUSE.of_life_event(event.code)


def test_a_service_survives_being_written_down_as_json():
    for service in HOUSE.services:
        text = json.dumps(catalogue.service_to_data(service), ensure_ascii=False)
        assert catalogue.service_from_data(json.loads(text)) == service


def test_the_digest_changes_with_the_content_and_not_with_the_department_s_name():
    service = HOUSE.services[0]
    louder = replace(service, title=catalogue.Text("다른 이름", "Another name"))
    moved = replace(service, department=replace(service.department, team=catalogue.Text("새 팀", "New team")))
    assert catalogue.digest_of(service) == service.digest
    assert catalogue.digest_of(louder) != service.digest
    assert catalogue.digest_of(moved) == service.digest


def spoil(tmp_path, old, new, name="construction.toml"):
    """A copy of the catalogue with one thing changed; the problems it is refused for."""
    assert old in CONSTRUCTION or name != "construction.toml"
    for path in FOLDER.glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    text = (tmp_path / name).read_text(encoding="utf-8") if (tmp_path / name).exists() else ""
    (tmp_path / name).write_text(text.replace(old, new, 1) if old else new, encoding="utf-8")
    with pytest.raises(catalogue.CatalogueError) as caught:
        catalogue.load_catalogue(tmp_path)
    return caught.value.problems


LIGHT = "services.streetlight-road"
UNTIL = "services.road-occupation.steps.where.fields.to_date"


@pytest.mark.parametrize(
    ("old", "new", "table", "reason"),
    [
        ('rule = "WH:3"', 'rule = "WH:3"\ncolour = "red"', ".period", "unknown key: colour"),
        ('rule = "WH:3"\n', "", ".period", "missing key: rule"),
        ('rule = "WH:3"', 'rule = "D5:9"', ".period", "'D5:9' is not a period"),
        ('rule = "WH:3"', 'rule = "N6:5"', ".period", "'N6:5' is not a period"),
        ('rule = "WH:3"', 'rule = "FOI:10"', ".period", "'FOI:10' is not a period"),
        ('rule = "WH:3"', 'rule = "soon"', ".period", "'soon' is not a period"),
        ('rule = "WH:3"', "rule = 3", ".period", "rule: must be a text"),
        ('kind = "living_report"', 'kind = "wish"', LIGHT, "kind: 'wish' is not one of permit"),
        ('kind = "living_report"', 'kind = "misc"', LIGHT, "category: living_report names one"),
        ('category = "construction"\n', "", LIGHT, "category: living_report names one"),
        ('category = "construction"', 'category = "sea"', LIGHT, "category: 'sea' is not one of"),
        ("public = true", 'public = "yes"', LIGHT, "public: must be true or false"),
        ('identity = "none"', 'identity = "maybe"', LIGHT, "identity: 'maybe' is not one of none, verified"),
        ("summary.en = ", "summary.de = ", ".summary", "missing key: en"),
        ('ko = "건설과"', 'ko = ""', "department.title", "ko: '' is not a non-empty text"),
        ('life_events = ["street"]', 'life_events = ["moon"]', LIGHT, "life_events: 'moon' is not in"),
        ('life_events = ["street"]', 'life_events = ["street", "street"]', LIGHT, "life_events: an item stands twice"),
        ('"가로등", "보안등"', '"", "보안등"', LIGHT, "search_words: every item must be a non-empty text"),
        ("max = 5", "max = 6", ".attachments", "max: 6 is not between 0 and 5"),
        ("max = 5", "max = true", ".attachments", "max: must be a whole number"),
        ("max = 5", "max = 0", ".steps.where.fields.photos", "kind: the service takes no attachments"),
        ("amount = 0\n", "", ".fee", "missing key: amount"),
        ('code = "y3"', 'code = "y4"', ".retention", "code: 'y4' is not one of permanent"),
        ('kind = "choice"', 'kind = "text"', ".steps.what.fields.problem", "unknown key: options"),
        ('kind = "choice"', 'kind = "dance"', ".steps.what.fields.problem", "kind: 'dance' is not one of text"),
        ('name = "details"', 'name = "problem"', ".fields.problem", "name: stands twice in the service"),
        ('name = "details"', 'name = "petitioner_name"', ".steps.what.fields.petitioner_name", "asked by every form"),
        ('name = "details"', 'name = "De-tails"', ".steps.what.fields.De-tails", "is not a field name"),
        ('code = "pothole"', 'code = "streetlight"', ".steps.what.fields.problem", "'streetlight' stands twice"),
        ("max_length = 2000", "max_length = 0", ".steps.what.fields.details", "max_length: 0 is not between"),
        ('code = "where"', 'code = "what"', ".steps.what", "code: stands twice"),
        ('not_before = "from_date"', 'not_before = "moon"', UNTIL, "'moon' is no date"),
        ('not_before = "from_date"', 'not_before = "to_date"', UNTIL, "'to_date' is no date"),
        ('kind = "choice"', 'kind = "choice"\nnot_before = "x"', ".steps.what.fields.problem", "key: not_before"),
        ("[services.road-occupation]", "[services.Road]", "services.Road", "not a service code"),
    ],
)  # fmt: skip
def test_an_error_is_refused_with_its_file_table_and_reason(tmp_path, old, new, table, reason):
    table = LIGHT + table if table.startswith(".") else table
    problems = spoil(tmp_path, old, new)
    match = [p for p in problems if p.table == table and reason in p.reason]
    assert match, [str(problem) for problem in problems]
    assert match[0].file == "construction.toml"
    assert match[0].line > 0


def test_every_error_of_every_file_is_named_at_once(tmp_path):
    spoil(tmp_path, 'rule = "WH:3"', 'rule = "soon"')
    path = tmp_path / "cleaning.toml"
    path.write_text(path.read_text().replace("public = true", "public = 1").replace("max = 5", "max = 9"))
    with pytest.raises(catalogue.CatalogueError) as caught:
        catalogue.load_catalogue(tmp_path)
    assert {problem.file for problem in caught.value.problems} == {"construction.toml", "cleaning.toml"}
    assert len(caught.value.problems) == 5
    assert "cleaning.toml:" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "code", "reason"),
    [
        ("audit.toml", "grievance", "a grievance is never shown in public"),
        ("audit.toml", "courtesy-report", "a courtesy_report is never shown in public"),
        ("welfare.toml", "accessible-parking-badge", "nothing of the department welfare is shown in public"),
    ],
)
def test_a_service_that_must_stay_private_is_refused_when_it_says_public(tmp_path, name, code, reason):
    whole = (FOLDER / name).read_text(encoding="utf-8")
    head, table, rest = whole.partition(f"[services.{code}]")
    problems = spoil(tmp_path, whole, head + table + rest.replace("public = false", "public = true", 1), name)
    assert [(p.file, p.table) for p in problems] == [(name, f"services.{code}")]
    assert reason in problems[0].reason


def test_a_code_that_stands_in_two_files_is_refused(tmp_path):
    problems = spoil(tmp_path, "[services.rubbish", "[services.streetlight-road", "cleaning.toml")
    text = (tmp_path / "cleaning.toml").read_text().replace("services.rubbish", "services.streetlight-road")
    (tmp_path / "cleaning.toml").write_text(text)
    with pytest.raises(catalogue.CatalogueError) as caught:
        catalogue.load_catalogue(tmp_path)
    assert problems
    (problem,) = caught.value.problems
    assert (problem.file, problem.table) == ("construction.toml", LIGHT)
    assert "stands already in cleaning.toml" in problem.reason


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("moon.toml", "title = ", "not readable as TOML"),
        ("moon.toml", "", "missing key: department"),
        ("Moon-Base.toml", "", "is not a department code"),
        ("_life_events.toml", "[life_events]\n", "is not in _life_events.toml"),
    ],
)
def test_a_broken_file_or_an_unknown_department_is_refused(tmp_path, name, text, reason):
    problems = spoil(tmp_path, "", text, name)
    assert any(reason in problem.reason for problem in problems), [str(problem) for problem in problems]


def test_an_empty_folder_is_no_catalogue(tmp_path):
    with pytest.raises(catalogue.CatalogueError, match="holds no department file"):
        catalogue.load_catalogue(tmp_path)


def test_a_file_that_is_not_utf_8_is_refused_by_name(tmp_path):
    for path in FOLDER.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "land.toml").write_bytes("[department]\ntitle = '토지'".encode("cp949"))
    with pytest.raises(catalogue.CatalogueError, match=r"land.toml \[file\] not readable"):
        catalogue.load_catalogue(tmp_path)


def test_the_command_counts_by_kind_and_period():
    result = CliRunner().invoke(app, ["check"])
    assert result.exit_code == 0
    assert f"민원 {len(HOUSE.services)}종" in result.stdout
    assert "living_report" in result.stdout
    assert "N6:14" in result.stdout


def test_the_command_prints_file_table_and_reason_and_fails(tmp_path):
    spoil(tmp_path, 'rule = "WH:3"', 'rule = "soon"')
    result = CliRunner().invoke(app, ["check", str(tmp_path)])
    assert result.exit_code == 1
    assert "construction.toml:" in result.output
    assert f"[{LIGHT}.period] rule: 'soon' is not a period" in result.output
