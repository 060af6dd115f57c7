"""Fills the README's table from the JSON files that the comparisons wrote. No figure is typed by hand."""

import argparse
import json
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- bench:begin -->", "<!-- bench:end -->"
OURS = "tradewind"


def figure(value: float) -> str:
    """Three significant digits, no exponent."""
    if value >= 1000:
        digits = len(str(int(value)))
        return f"{round(value, 3 - digits):,.0f}"
    return f"{value:.3g}"


def ratio(ours: dict[str, Any], other: dict[str, Any]) -> str:
    """How many times better ours is; below 1 it is worse."""
    times = ours["value"] / other["value"] if ours["better"] == "higher" else other["value"] / ours["value"]
    return f"{times:.0f}×" if times >= 10 else f"{times:.1f}×"


def cell(ours: dict[str, Any], other: dict[str, Any]) -> str:
    note = f"; {other['note']}" if other["note"] else ""
    return f"{other['system']} {figure(other['value'])} ({ratio(ours, other)}{note})"


def lines(results: list[dict[str, Any]]) -> list[str]:
    """The table, and below it what it holds for. Rows stay in the order in which they were measured."""
    table = ["| measured | setting | tradewind | others (how many times better tradewind is) |", "|---|---|---|---|"]
    versions: dict[str, str] = {}
    for result in results:
        groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in result["rows"]:
            groups.setdefault((row["what"], row["setting"]), []).append(row)
            versions[row["system"]] = row["version"]
        for (what, setting), rows in groups.items():
            ours = next(row for row in rows if row["system"] == OURS)
            others = " · ".join(cell(ours, row) for row in rows if row is not ours)
            table.append(f"| {what} | {setting} | {figure(ours['value'])} {ours['unit']} | {others or '—'} |")
    machine = results[0]["machine"]
    named = ", ".join(f"{name} {version}" for name, version in sorted(versions.items()))
    where = f"{machine['cores']} cores of {machine['cpu']}, Python {machine['python']}"
    return [*table, "", f"Medians, all measured in one run on {where}; {named}. To redo it: `make bench`."]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--results", type=Path, required=True, help="folder with the JSON files")
    parser.add_argument("--readme", type=Path, required=True)
    options = parser.parse_args()
    names = ["engine", "graph", "startup", "scan", "pipeline"]
    results = [
        json.loads((options.results / f"{name}.json").read_text())
        for name in names
        if (options.results / f"{name}.json").exists()
    ]
    text = options.readme.read_text()
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    options.readme.write_text("\n".join([before + BEGIN, *lines(results), END + after]))


if __name__ == "__main__":
    main()
