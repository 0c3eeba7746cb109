"""How is one table of a catalogue file read so strictly that every error in it is named at once?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from portal.kernel.words import Text

NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Problem:
    """One error of the catalogue: the file, the table in it, its line (0: unknown) and the reason."""

    file: str
    table: str
    reason: str
    line: int = 0

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place} [{self.table}] {self.reason}"


class CatalogueError(Exception):
    """The catalogue has errors and is refused whole; `problems` holds all of them."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Table:
    """One table being read. A wrong or missing value is noted and replaced by a harmless one.

    Reading never raises, so that one run lists every error; who reads must look at the notes and refuse.
    """

    def __init__(self, data: Mapping[str, object], where: str, notes: list[tuple[str, str]]) -> None:
        self._data = data
        self._read: set[str] = set()
        self.where = where
        self.notes = notes

    def note(self, reason: str) -> None:
        """Write down an error of this table."""
        self.notes.append((self.where, reason))

    def __iter__(self) -> Iterator[str]:
        """All keys of the table, in the order of the file."""
        return iter(self._data)

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._data

    def _take(self, key: str, kind: type, called: str) -> object | None:
        self._read.add(key)
        if key not in self._data:
            self.note(f"missing key: {key}")
            return None
        value = self._data[key]
        # bool is an int in Python; a catalogue that says `max = true` is wrong.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.note(f"{key}: must be {called}")
            return None
        return value

    def string(self, key: str, *, pattern: str = r"\S(.*\S)?", called: str = "a non-empty text") -> str:
        """A text that matches `pattern` whole."""
        value = self._take(key, str, "a text")
        if not isinstance(value, str):
            return ""
        if not re.fullmatch(pattern, value, re.DOTALL):
            self.note(f"{key}: {value!r} is not {called}")
        return value

    def one_of(self, key: str, allowed: Sequence[str]) -> str:
        """One of the allowed words."""
        value = self._take(key, str, "a text")
        if isinstance(value, str) and value in allowed:
            return value
        if isinstance(value, str):
            self.note(f"{key}: {value!r} is not one of {', '.join(allowed)}")
        return allowed[0]

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number within its bounds."""
        value = self._take(key, int, "a whole number")
        if not isinstance(value, int):
            return low
        if not low <= value <= high:
            self.note(f"{key}: {value} is not between {low} and {high}")
        return value

    def flag(self, key: str) -> bool:
        """true or false."""
        return self._take(key, bool, "true or false") is True

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of different, non-empty texts."""
        value = self._take(key, list, "a list of texts")
        if not isinstance(value, list):
            return ()
        if not all(isinstance(item, str) and item.strip() for item in value):
            self.note(f"{key}: every item must be a non-empty text")
            return ()
        if len(set(value)) != len(value):
            self.note(f"{key}: an item stands twice")
        return tuple(value)

    def text(self, key: str) -> Text:
        """A sentence in both languages: `key.ko` and `key.en`."""
        if not isinstance(self._take(key, dict, "a table with ko and en"), dict):
            return NOTHING
        table = self.table(key)
        text = Text(table.string("ko"), table.string("en"))
        table.close()
        return text

    def text_if_there(self, key: str) -> Text | None:
        """A sentence that may be left out."""
        return self.text(key) if self.has(key) else None

    def table(self, key: str) -> Table:
        """The table under `key`; an empty one (with a note) when there is none."""
        value = self._take(key, dict, "a table")
        return Table(value if isinstance(value, dict) else {}, f"{self.where}.{key}".lstrip("."), self.notes)

    def tables(self, key: str, name: str) -> tuple[Table, ...]:
        """The list of tables under `key`, each called by its own key `name` in error messages."""
        value = self._take(key, list, "a list of tables")
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            if isinstance(value, list):
                self.note(f"{key}: every item must be a table")
            return ()
        return tuple(
            Table(item, f"{self.where}.{key}.{item.get(name, index)}", self.notes)
            for index, item in enumerate(value, 1)
        )

    def close(self) -> None:
        """Note every key that nobody asked for: a misspelt key must not be silently ignored."""
        for key in self._data:
            if key not in self._read:
                self.note(f"unknown key: {key}")
