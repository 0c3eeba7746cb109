"""How does an operator move the files to another store, and see whether all of them are there? `portal files …`."""

from __future__ import annotations

from typing import Annotated

import typer

from portal.cli.working import in_house, now
from portal.kernel import files
from portal.kernel.files import inventory
from portal.settings import settings

app = typer.Typer(help="Where the sealed files lie (FILES_URL, or var/files).", no_args_is_help=True)
SHOWN = 20


@app.callback()
def _group() -> None:
    """Where the sealed files lie (FILES_URL, or var/files)."""


@app.command()
def check(
    quick: Annotated[bool, typer.Option("--quick", help="Only whether they are there; read none.")] = False,
) -> None:
    """Compare the store with the database and read every file. Exit 1 if one is missing or damaged."""
    found = in_house(inventory.check(now(), read=not quick))
    typer.echo(f"파일 {found.named}개, 이름 없는 것 {len(found.orphans)}개(하루 안에 지웁니다)")
    for said, blobs in (("없습니다", found.missing), ("손상되었습니다", found.damaged)):
        for blob in blobs[:SHOWN]:
            typer.echo(f"{blob}\t{said}", err=True)
        if len(blobs) > SHOWN:
            typer.echo(f"… 모두 {len(blobs)}개", err=True)
    raise typer.Exit(0 if found.whole else 1)


@app.command()
def copy(
    source: Annotated[
        str, typer.Option("--from", help="A folder or s3://…; the folder var/files without it.")
    ] = "",
) -> None:
    """Copy every file that the database names from another place to the present one; again goes on where it stopped."""
    place = files.end_at(source or str(settings().var / "files"))
    done, lost = in_house(inventory.copy_from(place))
    typer.echo(f"{done}개를 옮겨 담고 하나하나 확인했습니다. 원본은 그대로 있습니다.")
    for blob in lost[:SHOWN]:
        typer.echo(f"{blob}\t두 곳 어디에도 온전한 것이 없습니다", err=True)
    raise typer.Exit(1 if lost else 0)
