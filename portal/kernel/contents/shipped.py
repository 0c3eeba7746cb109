"""Which contents come with the program? Files that a district makes its own by editing them at the desk.

`portal/contents/<kind>/<slug>.toml` holds `owner` and the data of the kind's shape; `{district}`, `{address}` and
`{phone}` are filled in from the settings. A file with an error is refused when the house opens.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portal.kernel.contents.checking import InvalidContent, check
from portal.kernel.contents.items import PUBLISHED, Item
from portal.kernel.contents.shapes import KINDS, Content

Places = Mapping[str, Mapping[str, str]]
Shipped = dict[str, dict[str, Item[Content]]]


class BadContentFile(Exception):
    """A shipped file is not a content of its kind."""


def read(folder: Path, places: Places) -> Shipped:
    """The shipped contents by kind and slug; `places` are the words to fill in, by language.

    Raises BadContentFile.
    """
    return {
        kind: {path.stem: _item(kind, path, places) for path in sorted((folder / kind).glob("*.toml"))}
        for kind in KINDS
    }


def _item(kind: str, path: Path, places: Places) -> Item[Content]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        owner = str(found.pop("owner"))
        data = check(kind, _filled(found, places, "ko"))
    except (tomllib.TOMLDecodeError, KeyError, InvalidContent) as error:
        wrong = error.fields if isinstance(error, InvalidContent) else error
        raise BadContentFile(f"{path}: {wrong}") from error
    return Item(kind, path.stem, 0, data, PUBLISHED, owner)


def _filled(value: Any, places: Places, lang: str) -> Any:
    """The value with its places filled in, each text in its own language; `closed` stands for no hours."""
    if isinstance(value, dict):
        return {key: _filled(part, places, key if key in places else lang) for key, part in value.items()}
    if isinstance(value, list):
        return [None if part == "closed" else _filled(part, places, lang) for part in value]
    if isinstance(value, str):
        for name, words in places.get(lang, {}).items():
            value = value.replace("{" + name + "}", words)
    return value
