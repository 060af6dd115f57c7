"""What every comparison writes: one JSON file of measured rows, with the versions and the machine they hold for."""

import argparse
import json
import os
import platform
import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Literal


@dataclass
class Row:
    """One figure of one system. `value` is the median of the repetitions, `low` and `high` their extremes."""

    what: str
    """the job; rows with one `what` and `setting` stand side by side"""
    setting: str
    """durability, isolation, size: whatever the figure depends on"""
    unit: str
    better: Literal["higher", "lower"]
    system: str
    """distribution name; its version is looked up"""
    value: float
    low: float
    high: float
    note: str = ""
    version: str = ""


@dataclass
class Report:
    """Collects rows; `write` adds versions and machine."""

    script: str
    rows: list[Row] = field(default_factory=list)

    def add(
        self,
        what: str,
        *,
        setting: str,
        unit: str,
        system: str,
        samples: list[float],
        better: Literal["higher", "lower"] = "higher",
        note: str = "",
        of_version: str | None = None,
    ) -> None:
        """Add a figure and print it. `of_version`: of a system that isn't installed in this environment."""
        row = Row(what, setting, unit, better, system, statistics.median(samples), min(samples), max(samples), note)
        if of_version is None:
            of_version = platform.python_version() if system in {"python", "graphlib"} else version(system)
        row.version = of_version
        self.rows.append(row)
        print(
            f"{what} ({setting}): {system} {row.version} {row.value:,.4g} {unit} [{row.low:,.4g} .. {row.high:,.4g}]",
            flush=True,
        )

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        machine = {
            "cpu": cpu_name(),
            "cores": os.cpu_count(),
            "system": platform.platform(),
            "python": platform.python_version(),
        }
        path.write_text(
            json.dumps(
                {"script": self.script, "machine": machine, "rows": [asdict(row) for row in self.rows]}, indent=1
            )
        )


def cpu_name() -> str:
    """As the kernel calls it."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def main(script: str, measure: Callable[[Report, argparse.Namespace], None]) -> None:
    """The command line that all comparisons share."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, help="JSON file to write")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--smoke", action="store_true", help="sizes that only show that it works")
    options = parser.parse_args()
    report = Report(script)
    measure(report, options)
    if options.out:
        report.write(options.out)
