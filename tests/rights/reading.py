"""What does the hand-written table of rights say, and which of the portal's routes are not in it?

The table (`table.txt`) is written from the roles and the law, never from the code that decides. A line is a method, a
path and a cell for each role; a path may fix one of its parameters (`{move=accept}`) where rights differ by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from starlette.routing import BaseRoute, Mount, Route

TABLE = Path(__file__).with_name("table.txt")
METHODS = ("GET", "POST")
ANSWERS = frozenset({200, 303, 403, 404})
SIGNED_OUT = 401
"""A form sent, or a machine calling, without anybody signed in (RFC 9110, 15.5.2)."""
_FIXED = re.compile(r"\{(\w+)=([\w.-]+)\}")
_CONVERTER = re.compile(r"\{(\w+):\w+\}")


@dataclass(frozen=True)
class Row:
    """One line: `path` as the route spells it, `fixed` its fixed parameters, `cells` a status by role."""

    method: str
    path: str
    fixed: dict[str, str]
    cells: dict[str, int]
    line: int

    @property
    def name(self) -> str:
        """The line's method and path, with what is fixed in it."""
        spelled = self.path
        for name, value in self.fixed.items():
            spelled = spelled.replace(f"{{{name}}}", f"{{{name}={value}}}")
        return f"{self.method} {spelled}"


def rows(text: str | None = None) -> tuple[list[str], list[Row]]:
    """The roles, and the table's lines. Raises ValueError for a line with too few or too many cells."""
    roles: list[str] = []
    found: list[Row] = []
    for number, line in enumerate((text or TABLE.read_text("utf-8")).splitlines(), start=1):
        words = line.split()
        if not words or line.startswith("#"):
            continue
        if not roles:
            roles = words[2:]
            continue
        if len(words) != len(roles) + 2:
            raise ValueError(f"table.txt:{number}: {len(words) - 2} cells for {len(roles)} roles")
        cells = {role: int(cell) for role, cell in zip(roles, words[2:], strict=True)}
        found.append(
            Row(words[0], _FIXED.sub(r"{\1}", words[1]), dict(_FIXED.findall(words[1])), cells, number)
        )
    return roles, found


def served(routes: Iterable[BaseRoute], before: str = "") -> Iterator[tuple[str, str]]:
    """Every method and path that the portal answers, as the table spells them."""
    for route in routes:
        if isinstance(route, Mount):
            yield from served(route.routes or (), before + route.path)
        elif isinstance(route, Route):
            path = _CONVERTER.sub(r"{\1}", before + route.path)
            yield from ((method, path) for method in METHODS if method in (route.methods or ()))


def holes(found: list[Row], routes: Iterable[BaseRoute]) -> list[str]:
    """What is served and not in the table, or in the table and not served."""
    written = {(row.method, row.path) for row in found}
    real = set(served(routes))
    missing = [f"no line for {method} {path}" for method, path in sorted(real - written)]
    stale = [f"nothing serves {method} {path}" for method, path in sorted(written - real)]
    return missing + stale
