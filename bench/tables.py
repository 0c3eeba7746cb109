"""What has a bench found? Ratios of each round with the bar they are held against, as rows of a table in Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One ratio in every round, and the least it should be, or with `at_most` the most (None: only named)."""

    said: str
    ratios: Sequence[float]
    bar: float | None = None
    at_most: bool = False

    @property
    def reached(self) -> bool:
        """Whether the median keeps the bar."""
        if self.bar is None:
            return True
        middle = median(self.ratios)
        return middle <= self.bar if self.at_most else middle >= self.bar

    def line(self) -> str:
        """The row of a table: what, the median with the least and the greatest, the bar."""
        figures = f"{median(self.ratios):.2f} ({min(self.ratios):.2f}–{max(self.ratios):.2f})"
        return f"| {self.said} | {figures} | {self._bar()} |"

    def _bar(self) -> str:
        if self.bar is None:
            return ""
        return f"{'≤' if self.at_most else '≥'} {self.bar:g}{'' if self.reached else ', missed'}"


@dataclass(frozen=True)
class Table:
    """What one part of the bench has found: rows, paces of this machine as sentences, and how it was measured."""

    title: str
    rows: Sequence[Row]
    paces: Sequence[str]
    explained: str

    def text(self) -> str:
        """The table, and under it what was measured."""
        paces = "\n".join(f"- {each}" for each in self.paces)
        return f"## {self.title}\n\n{ratios(self.rows)}\n\n{paces}\n\n{self.explained}"


def ratios(rows: Sequence[Row]) -> str:
    """Rows as a table in Markdown, readable on a screen."""
    return "\n".join(["| ratio | measured | bar |", "|---|---:|---:|", *(row.line() for row in rows)])


def show(table: Table) -> None:
    """Print a table; what is beyond its bar is named, and a busy machine is no failure."""
    print(table.text())
    for row in table.rows:
        if not row.reached:
            print(f"beyond its bar: {row.said}")
