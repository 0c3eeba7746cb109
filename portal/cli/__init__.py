"""What can an operator ask of the portal on the command line? `portal …`, one file a subject."""

from __future__ import annotations

import typer

from portal.cli import backoffice, catalogue, clock, db, demo, keys, ledger, serve, staff, words

main = typer.Typer(
    name="portal",
    help="The citizen portal of a district office.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
main.command()(serve.web)
main.command()(serve.worker)
for name, group in (
    ("backoffice", backoffice.app),
    ("catalogue", catalogue.app),
    ("clock", clock.app),
    ("db", db.app),
    ("demo", demo.app),
    ("keys", keys.app),
    ("ledger", ledger.app),
    ("staff", staff.app),
    ("words", words.app),
):
    main.add_typer(group, name=name)
