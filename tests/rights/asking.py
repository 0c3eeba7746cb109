"""What does a well-formed request to a route look like? The register of scenes, one function a route.

A scene prepares what the request is about (a case in the right stage, a draft, a file) and returns the request. The
one that fits a line best is taken: of the very line, of its route in this situation, of its route, of its path.
Lines without a scene are asked as they stand, with the world's case for `{no}`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from httpx2 import Response

from tests.rights.reading import Row
from tests.rights.world import World


def _status(answer: Response) -> int:
    return answer.status_code


@dataclass
class Asked:
    """One request: the parameters of its path, its form, its headers, and what else the client takes.

    `read` finds the answer's meaning where it is not the status of HTTP.
    """

    params: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    read: Callable[[Response], int] = _status
    path: str = ""


Scene = Callable[[World, Row], Asked]
_scenes: dict[str, Scene] = {}


def scene(*names: str) -> Callable[[Scene], Scene]:
    """Register the scene of lines ("POST /cases", "GET /cases/{no}~ended") or of all methods of a path ("/cases")."""

    def register(function: Scene) -> Scene:
        for name in names:
            assert name not in _scenes, f"two scenes for {name}"
            _scenes[name] = function
        return function

    return register


def scene_of(row: Row) -> Scene | None:
    """The scene of a line."""
    fits = (row.name, f"{row.route}~{row.variant}", f"{row.path}~{row.variant}", row.route, row.path)
    return next((_scenes[name] for name in fits if name in _scenes), None)


def forgotten(found: list[Row]) -> list[str]:
    """Scenes that no line of the table asks for."""
    asked = {scene_of(row) for row in found}
    return sorted(name for name, function in _scenes.items() if function not in asked)


def ask(world: World, row: Row) -> Asked:
    """The request that this line is about, ready to be sent."""
    found = scene_of(row)
    asked = found(world, row) if found else Asked()
    given = {**row.fixed, **asked.params}
    if "{no}" in row.path and "no" not in given:
        given["no"] = world.case.receipt_no
    asked.params = given
    asked.path = row.path.format(**given)
    return asked


def send(world: World, row: Row, asked: Asked) -> Response:
    """The answer to the request, as the world's browser or machine gets it."""
    data = dict(asked.data)
    if row.method == "POST" and not asked.more:
        data |= {"csrf": world.form_token()}
    headers = {**world.bearer(), **asked.headers}
    more = {**asked.more, "params": asked.query} if asked.query else asked.more
    return world.client.request(row.method, asked.path, data=data or None, headers=headers, **more)
