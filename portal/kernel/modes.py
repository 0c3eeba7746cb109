"""Is the house open as ever, open for reading only, closed for maintenance, or working without a back office?

The mode stands in a file (`var/mode.json`), so that it can be read and changed while the database is away.
It stays until somebody ends it: `until` is what people are told, not a timer.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal, get_args

from portal.kernel.atomic import write_atomically
from portal.kernel.words import Text
from portal.settings import settings

Name = Literal["normal", "maintenance", "read_only", "degraded"]
NAMES: Final[tuple[Name, ...]] = get_args(Name)
FILE: Final = "mode.json"
RETRY_SECONDS: Final = 600
"""When to come again, if nobody knows until when."""
NO_WORDS: Final = Text("", "")


class BadMode(Exception):
    """The file says something that is no mode: it was written by hand. The message says what is wrong."""


@dataclass(frozen=True)
class Mode:
    """What the house does now. `since` and `until` are aware (UTC); `text` is the operator's own sentence, if any.

    `mark` differs between any two settings, so that pages kept as bytes never outlive a mode.
    """

    name: Name = "normal"
    since: datetime | None = None
    until: datetime | None = None
    text: Text = NO_WORDS
    by: str = ""
    mark: str = ""

    @property
    def closed(self) -> bool:
        """True if residents are shown nothing but that the house is closed."""
        return self.name == "maintenance"

    @property
    def takes_changes(self) -> bool:
        """True if filings, moves and messages are taken and sent."""
        return self.name in {"normal", "degraded"}

    def seconds_left(self, now: datetime) -> int:
        """In how many seconds it is worth coming again (Retry-After): at least one minute, at most a day."""
        left = (self.until - now).total_seconds() if self.until and self.until > now else RETRY_SECONDS
        return int(min(max(left, 60), 86400))


NORMAL: Final = Mode()
_read_last: dict[Path, tuple[tuple[int, int, int], Mode]] = {}


def current() -> Mode:
    """The mode now. Costs a look at the file's time; a file that can't be read changes nothing."""
    path = settings().var / FILE
    try:
        found = path.stat()
    except OSError:
        return NORMAL
    stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
    last = _read_last.get(path)
    if last is not None and last[0] == stamp:
        return last[1]
    try:
        mode = read(path)
    except BadMode:
        mode = last[1] if last else NORMAL
    _read_last[path] = (stamp, mode)
    return mode


def read(path: Path | None = None) -> Mode:
    """The mode as its file says. Raises BadMode."""
    path = path or settings().var / FILE
    try:
        raw = path.read_text("utf-8")
    except FileNotFoundError:
        return NORMAL
    except (OSError, UnicodeDecodeError) as error:
        raise BadMode(f"{path.name}: {type(error).__name__}") from error
    try:
        said = json.loads(raw)
        return Mode(
            name=_name(said["mode"]),
            since=_instant(said.get("since")),
            until=_instant(said.get("until")),
            text=Text(str(said.get("text", "")), str(said.get("text_en", ""))),
            by=str(said.get("by", "")),
            mark=raw,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadMode(f"{path.name}: {type(error).__name__}: {error}") from error


def set_mode(
    name: Name, *, now: datetime, by: str, until: datetime | None = None, text: str = "", text_en: str = ""
) -> Mode:
    """Change the mode for every process of this machine at once; normal removes the file.

    `text` is shown to everybody: write nothing of anybody in it. Without `text_en` English readers see `text`.
    """
    path = settings().var / FILE
    if name == "normal":
        path.unlink(missing_ok=True)
        return NORMAL
    said: dict[str, Any] = {"mode": name, "since": now.isoformat(), "by": by}
    said |= {"until": until.isoformat() if until else None, "text": text.strip()}
    said["text_en"] = text_en.strip() or text.strip()
    write_atomically(path, json.dumps(said, ensure_ascii=False, indent=1) + "\n")
    return read(path)


def _name(said: object) -> Name:
    if said not in NAMES:
        raise ValueError(f"{said!r} is none of {', '.join(NAMES)}")
    return said


def _instant(said: object) -> datetime | None:
    if said is None:
        return None
    instant = datetime.fromisoformat(str(said))
    if instant.tzinfo is None:
        raise ValueError(f"{said!r} names no time zone")
    return instant.astimezone(UTC)
