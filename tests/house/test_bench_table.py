"""The README's table: what the comparisons write goes in between the marks, and nowhere else."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any


def row(what: str, system: str, value: float, better: str = "higher", note: str = "") -> dict[str, Any]:
    return {
        "what": what, "setting": "SQLite", "unit": "tasks/s", "better": better, "system": system, "value": value,
        "low": value, "high": value, "note": note, "version": "1.0",
    }  # fmt: skip


def test_from_measurements_to_the_readme(checkout: Path, tmp_path: Path) -> None:
    rows = [
        row("1,000 tasks", "tradewind", 23456.7),
        row("1,000 tasks", "luigi", 512.3, note="keeps no record"),
        row("help", "tradewind", 0.5, better="lower"),
        row("help", "dbos", 1.5, better="lower"),
        row("alone", "tradewind", 99.95),
    ]
    machine = {"cpu": "a cpu", "cores": 2, "system": "Linux", "python": "3.11.7"}
    (tmp_path / "engine.json").write_text(json.dumps({"script": "engine", "machine": machine, "rows": rows}))
    readme = tmp_path / "README.md"
    readme.write_text("before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter\n")
    script = checkout / "benches" / "compare" / "table.py"
    command = [sys.executable, script, "--results", tmp_path, "--readme", readme]
    subprocess.run(command, check=True)
    text = readme.read_text()
    subprocess.run(command, check=True)
    assert readme.read_text() == text, "filled twice, it is the same"
    assert text.startswith("before\n<!-- bench:begin -->\n| measured |")
    assert text.endswith("<!-- bench:end -->\nafter\n")
    assert "old" not in text
    assert "| 1,000 tasks | SQLite | 23,500 tasks/s | luigi 512 (46×; keeps no record) |" in text
    assert "dbos 1.5 (3.0×)" in text
    assert "| alone | SQLite | 100 tasks/s | — |" in text
    assert "2 cores of a cpu, Python 3.11.7; dbos 1.0, luigi 1.0, tradewind 1.0." in text


def test_the_readme_has_the_marks(checkout: Path) -> None:
    text = (checkout / "README.md").read_text()
    assert text.count("<!-- bench:begin -->") == text.count("<!-- bench:end -->") == 1
