"""How does `portal` load only what the command at hand needs? A process that starts quickly is asked for often."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import typer
from typer._click import Command, Context
from typer.core import TyperGroup


def group(commands: Mapping[str, str]) -> type[TyperGroup]:
    """The kind of group whose commands are loaded when they are called.

    `commands` are `module:name` of a function or of a `typer.Typer`, by the word on the command line.
    """

    class Lazily(TyperGroup):
        def list_commands(self, ctx: Context) -> list[str]:
            return list(commands)

        def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
            return _load(commands[cmd_name], cmd_name) if cmd_name in commands else None

    return Lazily


def _load(place: str, word: str) -> Command:
    module, _, name = place.partition(":")
    found = getattr(import_module(module), name)
    if isinstance(found, typer.Typer):
        command: Command = typer.main.get_group(found)
    else:
        alone = typer.Typer(add_completion=False)
        alone.command()(found)
        command = typer.main.get_command(alone)
    command.name = word
    return command
