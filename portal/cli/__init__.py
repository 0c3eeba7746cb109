"""What can an operator ask of the portal on the command line? `portal …`, one file a subject."""

from __future__ import annotations

import typer

from portal.cli import lazily

SUBJECTS = (
    "access-log",
    "backoffice",
    "case",
    "catalogue",
    "clock",
    "contents",
    "db",
    "demo",
    "docs",
    "files",
    "holidays",
    "keys",
    "ledger",
    "mode",
    "paper",
    "receipt",
    "retention",
    "search",
    "staff",
    "words",
)
COMMANDS = {
    "web": "portal.cli.serve:web",
    "worker": "portal.cli.serve:worker",
    "backup": "portal.cli.backup:backup",
    "restore": "portal.cli.backup:restore",
    "drill": "portal.cli.backup:drill",
    "reconcile": "portal.cli.reconcile:reconcile",
    "doctor": "portal.cli.doctor.command:doctor",
    "upgrade": "portal.cli.upgrade:upgrade",
    **{subject: f"portal.cli.{subject.replace('-', '_')}:app" for subject in SUBJECTS},
}

main = typer.Typer(
    cls=lazily.group(COMMANDS),
    name="portal",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@main.callback()
def _portal() -> None:
    """The citizen portal of a district office."""
