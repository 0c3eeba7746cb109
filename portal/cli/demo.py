"""How is the portal shown to somebody? `portal demo prepare|accounts|mail|backoffice`, with DEMO=1 only."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from mail import inbound
from portal import house
from portal.database.migrate import migrate
from portal.kernel import holidays, keys
from portal.kernel.models import Case
from portal.kernel.refusals import Refusal
from portal.rooms.demo import actions, queries
from portal.rooms.demo.definition import CLIENT, STAFF, password_of
from portal.settings import settings, tortoise_config
from sync.example import serve

app = typer.Typer(help="A demo on this machine: people, a month of cases, a mailbox.", no_args_is_help=True)


@app.callback()
def only_in_a_demo() -> None:
    """A demo on this machine: people, a month of cases, a mailbox."""
    if not settings().demo:
        typer.echo("Demo people have known passwords: `portal demo` works with DEMO=1 only.", err=True)
        raise typer.Exit(1)


@app.command()
def prepare() -> None:
    """Make keys, tables, holidays, people and a month of cases; what is there already is left as it is."""
    folder = settings().var / "keys"
    if not any(folder.glob("*.key")):
        keys.make_master_key(folder, f"{datetime.now(UTC):%Y-%m-%d}")
    try:
        made = asyncio.run(_prepare())
    except Refusal as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(1) from refusal
    typer.echo(made)


async def _prepare() -> str:
    await migrate(tortoise_config())
    now = datetime.now(UTC)
    async with house.opened(now):
        await holidays.load_holidays(holidays.PACKAGED)
        await actions.hire(now)
        await actions.register(now)
        with _progress() as progress:
            task = progress.add_task("a month of cases", visible=False)

            def show(done: int, total: int) -> None:
                progress.update(task, completed=done, total=total, visible=True)

            fresh = await actions.live_through(now, show)
        count = await Case.all().count()
    return f"The demo is ready: {count} cases." if fresh else f"The demo is there: {count} cases."


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        transient=True,
    )


@app.command()
def accounts() -> None:
    """Print the address and the demo accounts with what each may do."""
    now, base = datetime.now(UTC), settings().base_url
    console = Console()
    table = Table(
        "계정", "비밀번호", "인증번호", "누구이고 무엇을 하나", title=f"시연 계정 · {base}/desk/sign-in"
    )
    for account in STAFF:
        who = f"{account.name} · {account.may}"
        table.add_row(account.login, password_of(account.login), queries.code_of(account.login, now), who)
    console.print()
    console.print(table)
    console.print(f"포털     {base}/", highlight=False)
    console.print(f"안내     {base}/demo  (지금 쓸 인증번호와 QR)", highlight=False)
    console.print(f"편지함   {base}/demo/mail", highlight=False)
    console.print("끝내기   Ctrl+C", highlight=False)


@app.command()
def mail() -> None:
    """Run the mail server of the demo: every letter is kept in var/mail, none leaves this machine."""
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(_mail())


async def _mail() -> None:
    work = asyncio.current_task()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, work.cancel)  # type: ignore[union-attr]
    chosen = settings()
    try:
        await inbound.serve_maildir(
            "127.0.0.1",
            chosen.demo_mail_port,
            chosen.var / "mail",
            ready=lambda port: typer.echo(f"letters are taken on port {port}"),
        )
    except OSError as error:
        typer.echo(
            f"port {chosen.demo_mail_port} can't be used; set PORTAL_DEMO_MAIL_PORT and SMTP_URL", err=True
        )
        raise typer.Exit(1) from error


@app.command()
def backoffice() -> None:
    """Run the example system of one department against the portal."""
    try:
        secret = actions.secret_file().read_text()
    except FileNotFoundError as error:
        typer.echo("the department's system has no secret yet: run `portal demo prepare`", err=True)
        raise typer.Exit(1) from error
    asyncio.run(serve(settings().base_url, CLIENT, secret, actions.store_file(), typer.echo))
