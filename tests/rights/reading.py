"""What does the hand-written table of rights say, and which of the portal's routes are not in it?

The table (`table.txt`) is written from the roles and the law, never from the code that decides. A line is a method, a
path and a cell for each role. A path may fix its parameters (`{move=accept}`) where rights differ by them, and may end
in `~word`: the same route, asked in another situation, which its scene prepares (see asking.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from starlette.routing import BaseRoute, Mount, Route

TABLE = Path(__file__).with_name("table.txt")
DEMO = "[DEMO=1]"
"""From this line on: what is served in a demo only."""
HEAD_LINE = "role"
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
    variant: str
    cells: dict[str, int]
    line: int
    demo: bool

    @property
    def route(self) -> str:
        """Method and path of the route."""
        return f"{self.method} {self.path}"

    @property
    def name(self) -> str:
        """The line's method and path, with what is fixed in it."""
        spelled = self.route
        for name, value in self.fixed.items():
            spelled = spelled.replace(f"{{{name}}}", f"{{{name}={value}}}")
        return f"{spelled}~{self.variant}" if self.variant else spelled


def rows(text: str | None = None) -> tuple[list[str], list[Row]]:
    """The roles, and the table's lines. Raises ValueError for a line that is not one of a table."""
    roles: list[str] = []
    found: list[Row] = []
    demo = False
    for number, line in enumerate((text or TABLE.read_text("utf-8")).splitlines(), start=1):
        words = line.split()
        if not words or line.startswith("#"):
            continue
        if words == [DEMO]:
            demo = True
        elif words[0] == HEAD_LINE:
            roles = words[1:]
        else:
            found.append(_row(words, roles, number, demo=demo))
    return roles, found


def _row(words: list[str], roles: list[str], number: int, *, demo: bool) -> Row:
    method, path, *cells = words
    if len(cells) != len(roles):
        raise ValueError(f"table.txt:{number}: {len(cells)} cells for {len(roles)} roles")
    if strange := set(cells) - {str(answer) for answer in (*ANSWERS, SIGNED_OUT)}:
        raise ValueError(f"table.txt:{number}: no answer about rights: {sorted(strange)}")
    by_role = {role: int(cell) for role, cell in zip(roles, cells, strict=True)}
    bare, _, variant = path.partition("~")
    fixed = dict(_FIXED.findall(bare))
    return Row(method, _FIXED.sub(r"{\1}", bare), fixed, variant, by_role, number, demo)


def served(routes: Iterable[BaseRoute], before: str = "") -> Iterator[tuple[str, str]]:
    """Every method and path that the portal answers, as the table spells them."""
    for route in routes:
        if isinstance(route, Mount):
            # A folder of files has no routes of its own.
            inner = served(route.routes, before + route.path) if route.routes else None
            yield from inner or [("GET", f"{before}{route.path}/{{path}}")]
        elif isinstance(route, Route):
            path = _CONVERTER.sub(r"{\1}", before + route.path)
            methods = (route.methods or {"ANY"}) - {"HEAD"}
            yield from ((method, path) for method in methods)
        else:
            yield type(route).__name__, f"{before}{getattr(route, 'path', '')}"


def holes(found: Iterable[Row], routes: Iterable[BaseRoute]) -> list[str]:
    """What is served and not in the table, or in the table and not served."""
    written = {(row.method, row.path) for row in found}
    real = set(served(routes))
    missing = [f"no line for {method} {path}" for method, path in sorted(real - written)]
    stale = [f"nothing serves {method} {path}" for method, path in sorted(written - real)]
    return missing + stale
