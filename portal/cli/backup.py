"""How does an operator save the house, bring it back, and prove that it would come back?

`portal backup` · `portal restore DATA KEYS --identity FILE --into DIR` · `portal drill`. See docs/operating.md.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from portal import house
from portal.cli.working import now, told
from portal.kernel.safekeeping import backup as backups
from portal.kernel.safekeeping import drill as drills
from portal.kernel.safekeeping import escrow, report, sealing, thinning
from portal.kernel.safekeeping import restore as restores
from portal.settings import settings

T = TypeVar("T")

Identity = Annotated[
    list[Path] | None,
    typer.Option("--identity", help="An age identity; name both if data and keys have two."),
]


def backup(
    to: Annotated[Path | None, typer.Option(help="Where the data archive goes (PORTAL_BACKUP_DIR).")] = None,
    keys_to: Annotated[
        Path | None, typer.Option(help="Where the keys archive goes (PORTAL_BACKUP_KEYS_DIR).")
    ] = None,
    thin: Annotated[bool, typer.Option(help="Remove old ones that are not to stay.")] = True,
) -> None:
    """Save data and keys, encrypted, into two places, while everything runs. Exit 1 if a living file is damaged."""
    data, keys = to or settings().backup_dir, keys_to or settings().backup_keys_dir
    if data is None or keys is None or data.resolve() == keys.resolve():
        _fail("데이터와 키를 둘 서로 다른 두 곳을 정해 주세요: PORTAL_BACKUP_DIR, PORTAL_BACKUP_KEYS_DIR")
        return
    for_data, for_keys = settings().backup_recipients.split(), settings().backup_keys_recipients.split()
    if set(for_data) & set(for_keys):
        _fail(
            "데이터와 키를 같은 사람이 열 수 있습니다: PORTAL_BACKUP_RECIPIENTS, PORTAL_BACKUP_KEYS_RECIPIENTS"
        )
    begun = time.monotonic()
    made = told(
        lambda: backups.make(
            backups.Place(data, sealing.recipients(for_data)),
            backups.Place(keys, sealing.recipients(for_keys)),
            now=now(),
        )
    )
    for sealed in (made.data, made.keys):
        typer.echo(f"{sealed.path}\t{sealed.size} bytes\tsha256 {sealed.sha256}")
    said, took = made.manifest, time.monotonic() - begun
    typer.echo(f"민원 {said.cases}건, 파일 {said.files.count}개, {said.files.bytes} bytes, {took:.1f}초")
    for path in thinning.thin(data, keys) if thin else ():
        typer.echo(f"오래되어 지웠습니다: {path}")
    for name in escrow.not_in_escrow():
        typer.echo(f"주의: 마스터 키 {name}이 봉인에 없습니다. portal keys escrow를 실행하세요.", err=True)
    for blob in made.faults:
        typer.echo(f"주의: 파일 {blob}이 없거나 손상되었습니다.", err=True)
    raise typer.Exit(1 if made.faults else 0)


def restore(
    data: Annotated[Path, typer.Argument(help="A data archive (….data.age).")],
    keys: Annotated[Path, typer.Argument(help="The newest keys archive (….keys.age).")],
    into: Annotated[Path, typer.Option(help="An empty place; becomes the new PORTAL_VAR.")],
    identity: Identity = None,
    masters: Annotated[
        Path | None, typer.Option(help="The folder with the master keys (portal keys recover).")
    ] = None,
    destroyed: Annotated[
        Path | None, typer.Option(help="A newer list of destroyed keys, if one was saved.")
    ] = None,
    database: Annotated[
        str,
        typer.Option(
            help="An empty PostgreSQL database (its address); without, a SQLite file in the new place."
        ),
    ] = "",
    even_so: Annotated[bool, typer.Option(help="Let the house open in spite of the problems named.")] = False,
) -> None:
    """Bring data and keys back into an empty place and verify them; what was destroyed since stays destroyed."""
    if settings().on_postgres and not database:
        _fail("DATABASE_URL이 PostgreSQL입니다. 빈 데이터베이스를 --database로 알려 주세요.")
    source = told(
        lambda: restores.Source(
            data, keys, _identities(identity), masters or settings().var / "keys", destroyed
        )
    )
    done = told(
        lambda: asyncio.run(restores.restore(source, into, now=now(), even_so=even_so, database=database))
    )
    typer.echo(f"민원 {done.cases}건, 기록 {done.events}줄, 파일 {done.files}개, 키 {done.keys}개")
    typer.echo(f"파기 목록 {done.destroyed}개, 백업 뒤에 파기되어 다시 파기한 것 {done.replayed}개")
    for problem in done.problems:
        typer.echo(f"문제: {problem}", err=True)
    if done.problems:
        raise typer.Exit(1)
    at = ", DATABASE_URL=(--database의 주소)" if database else ""
    typer.echo(f"확인했습니다. PORTAL_VAR={into.resolve()}{at}로 시작하세요.")


def drill(
    data: Annotated[
        Path | None, typer.Argument(help="An archive to try, instead of a backup made now.")
    ] = None,
    keys: Annotated[Path | None, typer.Argument(help="Its keys archive.")] = None,
    identity: Identity = None,
    sample: Annotated[int, typer.Option(help="How many cases and files to compare.")] = 50,
) -> None:
    """Back up, restore into an empty place, compare; write a dated report. Exit 1 if anything is wrong."""
    archive = None
    house.bind_rooms()  # cases are entered again by their room's life cycle
    if data is not None and keys is not None:
        archive = told(lambda: drills.Archive(data, keys, _identities(identity)))
    done = told(lambda: asyncio.run(drills.drill(now(), sample=sample, archive=archive)))
    page = report.write(done, settings().var / "reports")
    typer.echo(page.read_text("utf-8"))
    typer.echo(str(page))
    raise typer.Exit(0 if done.passed else 1)


def _identities(paths: list[Path] | None) -> list[Any]:
    return [one for path in paths or () for one in sealing.identities(path)]


def _fail(text: str) -> None:
    typer.echo(text, err=True)
    raise typer.Exit(1)
