"""`portal staff`: accounts made, changed and listed on the command line."""

from __future__ import annotations

import asyncio
import re

import pyotp
import pytest
from typer.testing import CliRunner

from portal import house
from portal.cli import main
from portal.kernel import people
from tests.cast import NOW

ADD = ["add", "hana", "--name", "이하나", "--phone", "051-519-4562", "--role", "clerk:construction"]


@pytest.fixture
def staff(var):
    """Run a `portal staff` command on a machine of its own."""

    def run(*words, code=0):
        result = CliRunner().invoke(main, ["staff", *words])
        assert result.exit_code == code, result.output
        return result.output

    return run


def found(pattern, printed):
    """The one word that a command printed there."""
    (word,) = re.findall(pattern, printed)
    return word


async def come_in(password, seed):
    async with house.opened(NOW):
        return await people.check_sign_in("hana", password, pyotp.TOTP(seed).at(NOW), NOW)


def test_what_add_prints_lets_its_owner_in(staff):
    printed = staff(*ADD, "--role", "front_desk")
    password = found(r"password: (\S+)", printed)
    seed = found(r"secret=(\w+)", printed)
    assert asyncio.run(come_in(password, seed)).name == "이하나"
    assert "█" in printed
    assert "clerk:construction front_desk" in staff("list")


def test_no_password_is_printed_twice(staff):
    password = found(r"password: (\S+)", staff(*ADD))
    assert password not in staff("list")


def test_an_office_address_is_given_and_taken_back(staff):
    staff(*ADD)
    for address in ("hana@office.example", ""):
        staff("mail", "hana", address)
        assert asyncio.run(mail_of("hana")) == address
    assert "이메일 주소를 다시" in staff("mail", "hana", "hana at office", code=1)
    assert asyncio.run(mail_of("hana")) == ""


async def mail_of(login):
    async with house.opened(NOW):
        return (await people.find(login)).office_mail


def test_rights_are_given_and_taken(staff):
    staff(*ADD)
    staff("grant", "hana", "supervisor:cleaning", "auditor")
    staff("revoke", "hana", "clerk:construction")
    assert "supervisor:cleaning auditor" in staff("list")
    assert "clerk:construction" not in staff("list")


def test_a_reset_prints_new_factors_and_close_shuts_the_account(staff):
    first, second = staff(*ADD), staff("reset", "hana")
    assert found(r"secret=(\w+)", first) != found(r"secret=(\w+)", second)
    staff("close", "hana")
    assert "(closed)" in staff("list")


@pytest.mark.parametrize(
    "words",
    [
        ["grant", "nobody", "auditor"],
        ["revoke", "hana", "auditor"],
        ["grant", "hana", "king"],
        ["reset", "nobody"],
        ["close", "nobody"],
        [*ADD[:-1], "clerk:nowhere"],
        ADD,
    ],
)
def test_a_mistake_is_named_and_changes_nothing(staff, words):
    staff(*ADD)
    before = staff("list")
    assert "‘" in staff(*words, code=1) or "권한" in staff(*words, code=1)
    assert staff("list") == before
