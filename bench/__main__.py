"""How is the bench run? `python -m bench`: a table on the screen, and docs/performance.md."""

from __future__ import annotations

from bench import machine, measures, report
from portal.settings import ROOT

DOCUMENT = ROOT / "docs" / "performance.md"


def main() -> None:
    """Run the bench. What stays under its bar is named; a busy machine is no failure."""
    print("A house of some hundred cases is made; then five rounds. Leave the machine alone meanwhile.")
    with machine.running() as made:
        found = measures.run(made, print)
    report.write(found, DOCUMENT)
    print(report.table(found))
    for said in report.missed(found):
        print(f"under its bar: {said}")
    print(f"written: {DOCUMENT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
