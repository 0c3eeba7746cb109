"""What do the rooms' life cycles and the exchange look like? `docs/<room>-moves.md` and `docs/asyncapi.json`.

The first are drawn from each definition, the second from the contract. `portal docs write` draws them;
`portal docs check` changes nothing and fails when one is not what it would draw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import typer

from portal import house
from portal.kernel import moves
from portal.kernel.moves import Binding, Move
from portal.settings import ROOT
from sync import asyncapi

app = typer.Typer(help="The generated pages of docs/.", no_args_is_help=True)

DOCS = ROOT / "docs"
WHO = {
    "petitioner": "petitioner",
    "agent": "agent",
    "staff": "staff",
    "back_office": "back office",
    "system": "portal",
}


@app.command()
def write() -> None:
    """Draw every page anew."""
    for path, text in pages():
        path.write_text(text, "utf-8")
        typer.echo(f"wrote {path.relative_to(ROOT)}")


@app.command()
def check() -> None:
    """Exit 1 if a page is not what its source says."""
    stale = [path for path, text in pages() if not path.exists() or path.read_text("utf-8") != text]
    for path in stale:
        typer.echo(f"{path.relative_to(ROOT)} is stale: run `make docs` and commit the result")
    raise typer.Exit(1 if stale else 0)


def pages() -> Iterator[tuple[Path, str]]:
    """Each generated page: where it stands and what it says."""
    house.bind_rooms()
    for room, bound in sorted(moves.bindings().items()):
        yield DOCS / f"{room.removesuffix('s')}-moves.md", page_of(bound)
    yield DOCS / "asyncapi.json", asyncapi.written()


def page_of(bound: Binding) -> str:
    """The page of one room: the diagram, its stages and its moves."""
    definition = bound.definition
    source = f"portal/rooms/{definition.room}/definition"
    source += "/" if (ROOT / source).is_dir() else ".py"
    lines = [
        f"# The life of a case in the room `{definition.room}`",
        "",
        f"Drawn by `portal docs write` from `{source}` and the rules that the house binds to it: change it",
        "there. `kernel.cases.move` runs the rules whoever calls: the web, the desk, the counter, a back office.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *(f"    {line}" for line in _diagram(bound)),
        "```",
        "",
        "## Stages",
        "",
        "| stage | shown as | work left |",
        "|---|---|---|",
        *(
            f"| `{stage.code}` | {stage.label} | {'yes' if stage.open else 'no'} |"
            for stage in definition.stages.values()
        ),
        "",
        "## Moves",
        "",
        "| move | shown as | from | to | by | seen by | notice | refused unless | also writes |",
        "|---|---|---|---|---|---|---|---|---|",
        *(_row(bound, move) for move in definition.moves.values()),
        "",
    ]
    return "\n".join(lines)


def _diagram(bound: Binding) -> Iterator[str]:
    definition = bound.definition
    for stage in definition.stages.values():
        yield f"{stage.code}: {stage.code} · {stage.label}"
    yield f"[*] --> {definition.first}: file"
    for move in definition.moves.values():
        if move.target is not None:
            for source in move.sources:
                yield f"{source} --> {move.target}: {move.name}"
    for stage in definition.stages.values():
        if not stage.open:
            yield f"{stage.code} --> [*]"


def _row(bound: Binding, move: Move) -> str:
    everywhere = set(move.sources) == set(bound.definition.stages)
    cells = [
        f"`{move.name}`",
        move.label,
        "any stage" if everywhere else ", ".join(f"`{source}`" for source in move.sources),
        f"`{move.target}`" if move.target else "the same",
        ", ".join(WHO[kind] for kind in WHO if kind in move.by),
        move.audience,
        f"`{move.notice}`" if move.notice else "",
        " ".join([*_needs(move), *map(_first_line, bound.guards.get(move.name, ()))]),
        " ".join(map(_first_line, bound.effects.get(move.name, ()))),
    ]
    return f"| {' | '.join(cells)} |"


def _needs(move: Move) -> list[str]:
    return [f"It brings {', '.join(f'`{name}`' for name in move.needs)}."] if move.needs else []


def _first_line(rule: Callable[..., object]) -> str:
    """A rule's own sentence, which names its article."""
    return (rule.__doc__ or rule.__name__).strip().splitlines()[0]
