"""How is an archive closed so that only its recipients can open it, however large it is?

age (https://age-encryption.org/v1): X25519 for each recipient, ChaCha20-Poly1305 in chunks of 64 KiB of which none can
be changed, swapped or cut off. Any age program opens it. This house holds the recipients' public halves only, so it
can't read its own backups.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyrage

from portal.kernel.refusals import Refusal
from portal.kernel.words import N_

BUFFER = 1024 * 1024


class BadRecipient(Refusal):
    """A recipient is not an age public key (`age1…`)."""


class BadIdentity(Refusal):
    """A file holds no age identity (`AGE-SECRET-KEY-1…`)."""


class ArchiveBroken(Refusal):
    """An archive was changed, cut off, or made for somebody else."""


@dataclass(frozen=True)
class Sealed:
    """An archive that is on disk: its size in bytes and its SHA-256, to be compared with copies."""

    path: Path
    size: int
    sha256: str


def recipients(typed: Sequence[str]) -> list[Any]:
    """The recipients by their public keys. Raises BadRecipient, also for none at all."""
    found = []
    for one in typed:
        try:
            found.append(pyrage.x25519.Recipient.from_str(one))
        except pyrage.RecipientError as error:
            raise BadRecipient(N_("‘%(key)s’는 age 공개키가 아닙니다."), key=one) from error
    if not found:
        raise BadRecipient(N_("백업을 열 사람의 age 공개키를 정해 주세요(docs/operating.md의 Backup)."))
    return found


def identities(path: Path) -> list[Any]:
    """The identities in a file as age-keygen writes it. Raises BadIdentity."""
    lines = [line.strip() for line in path.read_text("utf-8").splitlines()]
    try:
        found = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        raise BadIdentity(N_("%(path)s에서 age 비밀키를 읽지 못했습니다."), path=str(path)) from error
    if not found:
        raise BadIdentity(N_("%(path)s에 age 비밀키가 없습니다."), path=str(path))
    return found


def make_identity(path: Path) -> str:
    """Write a new identity (0600), never over an old one; returns its public key, for the server's settings."""
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"# public key: {public}\n{identity}\n")
        file.flush()
        os.fsync(file.fileno())
    return public


def seal(write: Callable[[IO[bytes]], None], target: Path, to: Sequence[Any]) -> Sealed:
    """Encrypt what `write` writes, piece by piece, into a new file (0600); on disk when this returns.

    If `write` fails, its error is raised and no file of that name appears.
    """
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", BUFFER) as file:
            counted = _Counted(file)
            _through_pipe(write, lambda source: pyrage.encrypt_io(source, counted, to))
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
        sync(target.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return Sealed(target, counted.size, counted.digest.hexdigest())


def unseal(source: Path, keys: Sequence[Any], read: Callable[[IO[bytes]], None]) -> None:
    """Decrypt a file piece by piece into `read`. Raises ArchiveBroken; what was read by then is not to be used."""

    def decrypt(out: IO[bytes]) -> None:
        with source.open("rb") as file:
            pyrage.decrypt_io(file, out, keys)

    try:
        _through_pipe(decrypt, read)
    except pyrage.DecryptError as error:
        raise ArchiveBroken(N_("%(name)s: 이 비밀키로는 열 수 없습니다."), name=source.name) from error
    except OSError as error:
        if error.errno is not None:  # the disk's, not the cipher's
            raise
        raise ArchiveBroken(N_("%(name)s: 바뀌었거나 잘린 파일입니다."), name=source.name) from error


class _Counted:
    """Counts and hashes what passes on its way to a file."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.size, self.digest = file, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self.digest.update(data)
        return self.file.write(data)

    def flush(self) -> None:
        self.file.flush()


def _through_pipe(write: Callable[[IO[bytes]], None], read: Callable[[IO[bytes]], None]) -> None:
    """Run both ends of a pipe at once; the writer's error wins, for the reader's may be only its consequence."""
    out, into = os.pipe()
    failed: list[BaseException] = []

    def writing() -> None:
        try:
            with os.fdopen(into, "wb", BUFFER) as file:
                write(file)
        except BaseException as error:  # carried over to the caller's thread
            failed.append(error)

    thread = threading.Thread(target=writing, name="archive")
    thread.start()
    error: Exception | None = None
    try:
        with os.fdopen(out, "rb", BUFFER) as file:
            read(file)
            file.read()  # the rest, so that the cipher checks its end
    except Exception as raised:
        error = raised
    thread.join()
    if failed and not isinstance(failed[0], BrokenPipeError):
        raise failed[0]
    if error is not None:
        raise error
    if failed:
        raise failed[0]


def sync(folder: Path) -> None:
    """Make sure that a folder's new names are on disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
