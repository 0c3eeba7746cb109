"""Who plays the sign-in providers in a demo? `portal demo provider NAME` becomes Canaille, in its own environment."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from portal.rooms.demo.definition import PROVIDERS
from portal.rooms.demo.queries.providers import PROGRAM, config_of, folder_of, provider_named


def provider(name: Annotated[str, typer.Argument(help=" | ".join(one.name for one in PROVIDERS))]) -> None:
    """Run a sign-in provider of the demo, on this machine only."""
    found = provider_named(name)
    if found is None or not config_of(found).exists():
        typer.echo(f"no provider {name}, or it was not prepared: run `portal demo prepare`", err=True)
        raise typer.Exit(1)
    os.chdir(folder_of(found))
    # Its own warnings about how it reads its key are nothing that somebody who tries the demo could mend.
    told = {"CANAILLE_CONFIG": str(config_of(found)), "PYTHONWARNINGS": "ignore"}
    os.execve(PROGRAM, [str(PROGRAM), "run"], {**os.environ, **told})  # noqa: S606
