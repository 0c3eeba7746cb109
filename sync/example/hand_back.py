"""How does the example back office hand back a case that the portal lost?

`python -m sync.example.hand_back STORE.sqlite3 2026-000002-5 > copy.json`, then `portal case re-enter`.
"""

from __future__ import annotations

from pathlib import Path

import typer

from sync.example.store import Store


def main(store: Path, receipt_no: str) -> None:
    """Print all that was kept of one case, with its files."""
    kept = Store(store)
    try:
        typer.echo(kept.copy_of(receipt_no))
    finally:
        kept.close()


if __name__ == "__main__":
    typer.run(main)
