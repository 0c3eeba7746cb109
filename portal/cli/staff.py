"""How does an operator let people in to the desk? `portal staff add | grant | revoke | mail | …`.

`add` and `reset` print a password and the second factor (as an otpauth:// address and a QR code) once.
"""

from __future__ import annotations

import sys
from typing import Annotated, TypeVar

import segno
import typer

from portal.cli.working import in_house, now
from portal.kernel import people
from portal.kernel.models import Person

app = typer.Typer(help="Staff accounts of the desk and their rights.", no_args_is_help=True)
BY = "operator"
T = TypeVar("T")

Login = Annotated[str, typer.Argument(help="영문 소문자로 된 계정 이름")]
Rights = Annotated[
    list[str], typer.Argument(help="clerk:construction, supervisor:…, front_desk, auditor, administrator")
]


@app.callback()
def _group() -> None:
    """Staff accounts of the desk and their rights."""


@app.command()
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="직원의 이름")],
    phone: Annotated[str, typer.Option(help="사무실 전화번호")],
    role: Annotated[
        list[str], typer.Option(help="clerk:construction 처럼 역할과 부서; 여러 번 쓸 수 있습니다")
    ],
) -> None:
    """Make an account and print its password and second factor once."""

    async def work() -> people.Credentials:
        rights = [people.read_right(typed) for typed in role]
        return await people.add(login, name, phone, rights, by=BY, now=now())

    _show(in_house(work()))


@app.command()
def reset(login: Login) -> None:
    """Give a new password and second factor, and end all sessions of the account."""

    async def work() -> people.Credentials:
        return await people.reset(login, by=BY, now=now())

    _show(in_house(work()))


@app.command()
def grant(login: Login, rights: Rights) -> None:
    """Give rights."""

    async def work() -> None:
        person = await people.find(login)
        for right in [people.read_right(typed) for typed in rights]:
            await people.grant(person, right, by=BY, now=now())

    in_house(work())
    typer.echo(f"{login}: + {' '.join(rights)}")


@app.command()
def revoke(login: Login, rights: Rights) -> None:
    """Take rights away."""

    async def work() -> None:
        person = await people.find(login)
        for right in [people.read_right(typed) for typed in rights]:
            await people.revoke(person, right, by=BY, now=now())

    in_house(work())
    typer.echo(f"{login}: - {' '.join(rights)}")


@app.command()
def mail(
    login: Login, address: Annotated[str, typer.Argument(help='업무용 이메일; 지우려면 빈 글 ""')]
) -> None:
    """Say where a person's notices (dates, reminders) are mailed besides the desk; "" for nowhere."""
    in_house(people.write_to(login, address, by=BY, now=now()))
    typer.echo(f"{login}: {address}")


@app.command()
def close(login: Login) -> None:
    """Shut an account and end its sessions; what it did stays on record."""
    in_house(people.close(login, by=BY, now=now()))
    typer.echo(f"{login}: closed")


@app.command("list")
def list_() -> None:
    """All accounts with their rights."""

    async def work() -> list[str]:
        return [await _line(person) for person in await people.listed()]

    for line in in_house(work()):
        typer.echo(line)


async def _line(person: Person) -> str:
    rights = " ".join(
        str(people.Right(held.role, held.department)) for held in await people.grants_of(person)
    )
    state = "" if person.active else " (closed)"
    return f"{person.login}\t{person.name}\t{person.phone}\t{rights}{state}"


def _show(made: people.Credentials) -> None:
    typer.echo(f"login:    {made.person.login}")
    typer.echo(f"password: {made.password}")
    typer.echo(f"otp:      {made.uri}")
    segno.make(made.uri).terminal(out=sys.stdout, compact=True)
    typer.echo("이 내용은 다시 보여 주지 않습니다. 본인에게 직접 전하세요.")
