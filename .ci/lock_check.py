"""Do the lock files hold every package that pyproject.toml asks for, and only hashed ones?

Asks no registry: it compares names and versions, so that `make check` works without a network.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)")


def pins(lock: Path) -> dict[str, str]:
    """The version that a lock file holds for each package."""
    found = (PIN.match(line) for line in lock.read_text().splitlines())
    return {canonicalize_name(match[1]): match[2] for match in found if match}


def complaints(asked: Iterable[str], lock: Path) -> list[str]:
    """What a lock file lacks of the requirements that are asked for; empty if nothing."""
    held, text = pins(lock), lock.read_text()
    wrong = []
    for requirement in map(Requirement, asked):
        version = held.get(canonicalize_name(requirement.name))
        if version is None:
            wrong.append(f"{lock.name}: {requirement.name} is asked for in pyproject.toml but not locked")
        elif version not in requirement.specifier:
            wrong.append(f"{lock.name}: {requirement} is asked for, {version} is locked")
    if text.count("==") > text.count("--hash=") or "://" in text:
        wrong.append(f"{lock.name}: each package needs hashes, and no address may stand in it")
    return wrong


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = project["dependency-groups"]
    run = [*project["project"]["dependencies"], *groups["setup"]]
    wrong = complaints(run, ROOT / "requirements.lock")
    wrong += complaints([*run, *groups["dev"]], ROOT / "requirements-dev.lock")
    wrong += complaints(groups["provider"], ROOT / "requirements-canaille.lock")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
