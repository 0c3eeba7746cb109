"""A real file of a real case, asked for by everybody who has nothing to do with it."""

from __future__ import annotations

import pytest

from portal.kernel import cases, files
from portal.kernel.models import AccessLog, Case
from tests.cast import NOW, filed
from tests.kernel.papers import pdf

PETITIONER = ("/cases/{no}/files/{id}",)
DESK = ("/desk/cases/{no}/files/{id}", "/desk/cases/{no}/files/{id}/small")


async def with_files(case: Case, actor) -> dict[str, str]:
    """A file the petitioner may read, and one that staff keep until the result notice; ids by audience."""
    ids = {}
    for audience in ("petitioner", "staff"):
        upload = files.Upload("문서.pdf", pdf())
        async with files.brought(case, "files", [upload], audience=audience, now=NOW) as brought:
            await cases.move(case.id, "note", actor=actor, now=NOW, data={"note": "x"}, files=brought)
        ids[audience] = str(brought[0])
    return ids


@pytest.fixture
def papers(case, run, cast):
    return run(with_files(case, cast.minsu))


async def looks_of_files() -> int:
    return await AccessLog.filter(what="file_downloaded").count()


def asked(client, paths, case, papers):
    return {
        client.get(path.format(no=case.receipt_no, id=one), follow_redirects=False).status_code
        for path in paths
        for one in papers.values()
    }


@pytest.mark.parametrize("login", ["jiho", "yuna", "admin"])
def test_staff_without_the_right_get_no_file(client, case, papers, sign_in, run, login):
    sign_in(login)
    assert asked(client, PETITIONER + DESK, case, papers) == {404}
    assert run(looks_of_files()) == 0


def test_a_stranger_gets_no_file(client, case, papers):
    assert asked(client, PETITIONER, case, papers) == {404}
    assert asked(client, DESK, case, papers) == {303}


def test_a_neighbour_gets_no_file_of_this_case_through_their_own(client, case, papers, run):
    own = run(filed())
    client.get(f"/cases/{own.receipt_no}", params={"k": cases.link_token(own)})
    assert client.get(f"/cases/{own.receipt_no}").status_code == 200
    assert asked(client, PETITIONER, case, papers) == {404}
    assert asked(client, PETITIONER, own, papers) == {404}


def test_the_petitioner_reads_the_own_file_and_not_the_one_that_staff_keep(client, case, papers):
    client.get(f"/cases/{case.receipt_no}", params={"k": cases.link_token(case)})
    got = {audience: client.get(f"/cases/{case.receipt_no}/files/{one}") for audience, one in papers.items()}
    assert got["petitioner"].status_code == 200
    assert got["petitioner"].headers["x-content-type-options"] == "nosniff"
    assert got["petitioner"].headers["content-disposition"].startswith("attachment")
    assert "sandbox" in got["petitioner"].headers["content-security-policy"]
    assert got["staff"].status_code == 404


def test_the_clerk_of_the_department_takes_both_by_saying_why_and_each_is_on_record(
    client, case, papers, sign_in, post, run
):
    sign_in("minsu")
    for one in papers.values():
        post(DESK[0].format(no=case.receipt_no, id=one), {"why": "handling"})
    assert run(looks_of_files()) == 2
