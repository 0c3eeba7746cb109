"""How does an operator make, keep, change and recover the keys? `portal keys …`, see docs/operating.md."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Annotated, TypeVar

import segno
import typer

from portal.cli import signing
from portal.cli.working import in_house, now, told
from portal.kernel import keys, rewrapping
from portal.kernel.safekeeping import escrow as escrows
from portal.kernel.safekeeping import sealing
from portal.settings import settings

app = typer.Typer(help="Master keys: they wrap every case's own key.", no_args_is_help=True)
app.add_typer(signing.app, name="signing")
T = TypeVar("T")

Target = Annotated[Path, typer.Argument(help="The escrow: a short text, to be printed or put on a stick.")]
Halves = Annotated[
    list[Path] | None,
    typer.Option("--half", help="A file with one half of the passphrase; twice. Else asked."),
]
Picture = Annotated[Path | None, typer.Option(help="Also as a QR code (SVG), for paper.")]


@app.callback()
def _group() -> None:
    """Master keys: they wrap every case's own key."""


@app.command()
def make() -> None:
    """Make the first master key; afterwards put it into escrow."""
    folder = settings().var / "keys"
    if any(folder.glob("*.key")):
        typer.echo("마스터 키가 이미 있습니다. 새 키로 바꾸려면 portal keys rotate를 쓰세요.", err=True)
        raise typer.Exit(1)
    typer.echo(f"made {keys.make_master_key(folder, _name())}")


@app.command()
def escrow(target: Target, half: Halves = None, qr: Picture = None) -> None:
    """Write all master keys, encrypted under a passphrase of two people's halves."""
    masters = keys.ring().masters
    _write(target, told(lambda: escrows.seal(masters, _passphrase(half, twice=True), now())), qr)
    escrows.note(masters, now())


@app.command()
def recover(
    source: Target,
    into: Annotated[Path, typer.Option(help="The folder for the keys, for `portal restore --masters`.")],
    half: Halves = None,
) -> None:
    """Bring the master keys back from an escrow."""
    masters = told(lambda: escrows.unseal(source.read_text("utf-8"), _passphrase(half, twice=False)))
    for path in told(lambda: escrows.recover(masters, into)):
        typer.echo(f"made {path}")


@app.command()
def rotate(target: Target, half: Halves = None, qr: Picture = None) -> None:
    """Make a new master key. It is in escrow before it wraps anything; restart the processes, then `rewrap`."""
    name, bare = _name(), secrets.token_bytes(32)
    masters = {**keys.ring().masters, name: bare}
    _write(target, told(lambda: escrows.seal(masters, _passphrase(half, twice=True), now())), qr)
    keys.make_master_key(settings().var / "keys", name, bare)
    escrows.note(masters, now())
    typer.echo(f"made {name}. 프로세스를 다시 시작한 다음 portal keys rewrap을 실행하세요.")


@app.command()
def rewrap() -> None:
    """Wrap every data key by the newest master key, in batches; may be broken off and run again."""

    async def work() -> int:
        done = 0
        while count := await rewrapping.rewrap():
            done += count
        return done

    typer.echo(f"{in_house(work())} keys wrapped by {keys.ring().newest}")


@app.command("list")
def list_() -> None:
    """The master keys and how many data keys each wraps."""
    missing, counts = escrows.not_in_escrow(), in_house(rewrapping.wraps())
    for name, count in counts.items():
        notes = ["derives" if name == min(counts) else "", "wraps" if name == max(counts) else ""]
        notes.append("NOT IN ESCROW" if name in missing else "")
        typer.echo(f"{name}\t{count} keys\t{' '.join(note for note in notes if note)}".rstrip())


@app.command()
def retire(name: Annotated[str, typer.Argument(help="A master key that wraps nothing any more.")]) -> None:
    """Remove a master key for good; keys archives from before the rewrap can't be opened with the rest."""
    if name not in keys.ring().masters:
        typer.echo(f"{name}: 그런 마스터 키가 없습니다.", err=True)
        raise typer.Exit(1)
    in_house(rewrapping.retire(name))
    typer.echo(f"removed {name}")


@app.command()
def identity(path: Annotated[Path, typer.Argument(help="A new file for the secret half.")]) -> None:
    """Make an age identity for opening backups. Not on the server: it shall not read its own backups."""
    typer.echo(sealing.make_identity(path))


def _write(target: Path, sealed: str, qr: Path | None) -> None:
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    if qr is not None:
        segno.make(sealed, error="m", micro=False).save(str(qr), kind="svg", scale=3)
    typer.echo(f"wrote {target}. 종이로 찍거나 USB에 옮긴 다음 이 파일은 지우세요.")


def _passphrase(files: list[Path] | None, *, twice: bool) -> str:
    if files:
        halves = [path.read_text("utf-8").strip() for path in files]
    else:
        words = ("첫째 사람의 반쪽", "둘째 사람의 반쪽")
        halves = [str(typer.prompt(word, hide_input=True, confirmation_prompt=twice)) for word in words]
    first, second = halves if len(halves) == 2 else (halves[0], "")
    return escrows.passphrase(first, second)


def _name() -> str:
    return f"{now():%Y-%m-%dT%H%M%S}"
