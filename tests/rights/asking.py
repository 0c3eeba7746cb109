"""What does a well-formed request to a route look like? The register of scenes, one function a line of the table.

A scene prepares what the request is about (a case in the right stage, a draft, a file) and returns the request.
Lines without a scene are asked as they stand, with the world's case for `{no}`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.rights.reading import Row
from tests.rights.world import World


@dataclass
class Asked:
    """One request: the parameters of its path, its form, its headers, and what else the client takes."""

    params: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    path: str = ""


Scene = Callable[[World, Row], Asked]
_scenes: dict[str, Scene] = {}
_of_path: dict[str, Scene] = {}


def scene(*names: str) -> Callable[[Scene], Scene]:
    """Register the scene of these lines ("POST /cases") or of all methods of a path ("/cases/{no}")."""

    def register(function: Scene) -> Scene:
        for name in names:
            (_scenes if " " in name else _of_path)[name] = function
        return function

    return register


def ask(world: World, row: Row) -> Asked:
    """The request that this line is about, ready to be sent."""
    found = _scenes.get(row.name) or _scenes.get(f"{row.method} {row.path}") or _of_path.get(row.path)
    asked = found(world, row) if found else Asked()
    asked.path = row.path.format(**{"no": world.case.receipt_no, **row.fixed, **asked.params})
    if asked.query:
        asked.more["params"] = asked.query
    return asked
