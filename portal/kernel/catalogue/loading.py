"""How does a folder of TOML files become the catalogue, and what is said when something in it is wrong?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from portal.kernel.catalogue.checking import check_preliminary, check_service
from portal.kernel.catalogue.reading import CODE, NAME, read_department, read_service
from portal.kernel.catalogue.shapes import Catalogue, Department, Named, Service
from portal.kernel.catalogue.stored import with_digest
from portal.kernel.catalogue.tables import CatalogueError, Problem, Table

LIFE_EVENTS = "_life_events.toml"


class _File:
    """One file while it is read: its tables and the problems found in it."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.code = path.stem
        self.problems: list[Problem] = []
        self._lines: list[str] = []
        self.data: dict[str, Any] = {}
        try:
            text = path.read_text(encoding="utf-8")
            self._lines = text.splitlines()
            self.data = tomllib.loads(text)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            self.add("file", f"not readable as TOML: {error}")

    def add(self, table: str, reason: str) -> None:
        """Note a problem with the line of the nearest table header that stands in the file."""
        self.problems.append(Problem(self.name, table, reason, self._line_of(table)))

    def take(self, notes: Sequence[tuple[str, str]]) -> None:
        """Take over what was noted while a table was read."""
        for table, reason in notes:
            self.add(table, reason)

    def _line_of(self, table: str) -> int:
        parts = table.split(".")
        while parts:
            header = re.compile(rf"\s*\[{{1,2}}{re.escape('.'.join(parts))}\]")
            for number, line in enumerate(self._lines, 1):
                if header.match(line):
                    return number
            parts.pop()
        return 0


def _read_life_events(folder: Path) -> tuple[list[Problem], tuple[Named, ...]]:
    file = _File(folder / LIFE_EVENTS)
    notes: list[tuple[str, str]] = []
    events: list[Named] = []
    if not file.problems:
        root = Table(file.data, "", notes)
        table = root.table("life_events")
        for code in table:
            event = table.table(code)
            if not re.fullmatch(NAME, code):
                event.note("not a code (small letters, digits, _)")
            events.append(Named(code, event.text("title"), event.text_if_there("hint")))
            event.close()
        root.close()
        file.take(notes)
    return file.problems, tuple(events)


def _read_department_file(file: _File, events: Sequence[Named]) -> tuple[Department | None, list[Service]]:
    if file.problems:
        return None, []
    notes: list[tuple[str, str]] = []
    root = Table(file.data, "", notes)
    if not re.fullmatch(NAME, file.code):
        file.add("file", f"{file.code!r} is not a department code (small letters, digits, _)")
    department = read_department(root.table("department"), file.code)
    services = _read_services(file, root, department, events) if root.has("services") else []
    root.close()
    file.take(notes)
    return department, services


def _read_services(
    file: _File, root: Table, department: Department, events: Sequence[Named]
) -> list[Service]:
    services: list[Service] = []
    known = {event.code for event in events}
    all_services = root.table("services")
    for code in all_services:
        before = len(root.notes)
        table = all_services.table(code)
        if not re.fullmatch(CODE, code) or len(code) > 40:
            table.note("not a service code (small letters, digits, -, at most 40)")
        service = read_service(table, code, department)
        # A table that does not even read would give misleading second errors.
        if len(root.notes) == before:
            for part, reason in check_service(service, known):
                file.add(f"services.{code}.{part}".rstrip("."), reason)
        services.append(service)
    return services


def _check_twice(files: Sequence[tuple[_File, list[Service]]]) -> None:
    first: dict[str, str] = {}
    for file, services in files:
        for service in services:
            if service.code in first:
                file.add(f"services.{service.code}", f"the code stands already in {first[service.code]}")
            first.setdefault(service.code, file.name)


def _check_preliminary(files: Sequence[tuple[_File, list[Service]]]) -> None:
    known = {service.code: service for _, services in files for service in services}
    for file, services in files:
        # A table that does not even read would give misleading second errors.
        if file.problems:
            continue
        for service in services:
            for part, reason in check_preliminary(service, known):
                file.add(f"services.{service.code}.{part}".rstrip("."), reason)


def load_catalogue(folder: Path) -> Catalogue:
    """The catalogue in `folder`: one file a department, and the life events.

    Versions are 0 until `store_versions` has numbered them. Raises CatalogueError with every error found.
    """
    paths = sorted(path for path in folder.glob("*.toml") if not path.name.startswith("_"))
    if not paths:
        raise CatalogueError([Problem(str(folder), "folder", "holds no department file (*.toml)")])
    problems, events = _read_life_events(folder)
    departments: list[Department] = []
    read: list[tuple[_File, list[Service]]] = []
    for path in paths:
        file = _File(path)
        department, services = _read_department_file(file, events)
        if department:
            departments.append(department)
        read.append((file, services))
    _check_twice(read)
    _check_preliminary(read)
    problems += [problem for file, _ in read for problem in file.problems]
    if problems:
        raise CatalogueError(problems)
    services = [with_digest(service) for _, found in read for service in found]
    return Catalogue(tuple(services), tuple(departments), events)
