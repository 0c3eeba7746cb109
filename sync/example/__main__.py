"""How is the example back office started? `python -m sync.example http://127.0.0.1:8000 CLIENT STORE.sqlite3`.

With a broker the address is `amqps://CLIENT@broker.example/portal?department=CODE`. The secret that `portal backoffice
add` printed stands in the environment, as BACKOFFICE_SECRET, so that no list of processes shows it.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from sync.example.office import serve


def main(
    base_url: str, client: str, store: Path, secret: Annotated[str, typer.Option(envvar="BACKOFFICE_SECRET")]
) -> None:
    """Run the example back office until it is told to stop."""
    asyncio.run(serve(base_url, client, secret, store, typer.echo))


if __name__ == "__main__":
    typer.run(main)
