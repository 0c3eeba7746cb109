"""How is the bench run? `python -m bench`: tables on the screen, and docs/performance.md. Some six minutes."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from bench import growth, machine, measures, postgres, relay, report
from bench.tables import Table, ratios, show
from portal.settings import ROOT

DOCUMENT = ROOT / "docs" / "performance.md"
PARTS = (growth.measure, postgres.measure, relay.measure)
"""Each opens a house of its own, so each has a process of its own."""


def main() -> None:
    """Run the bench. What is beyond its bar is named; a busy machine is no failure."""
    print("A house of some hundred cases is made; then five rounds. Leave the machine alone meanwhile.")
    with machine.running() as made:
        found = measures.run(made, print)
    print(ratios(report.rows(found)))
    tables: list[Table] = []
    apart = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=apart, max_tasks_per_child=1) as processes:
        for part in PARTS:
            tables.append(processes.submit(part).result())
            show(tables[-1])
    report.write(found, tables, DOCUMENT)
    print(f"written: {DOCUMENT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
