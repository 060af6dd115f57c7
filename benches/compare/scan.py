"""MB/s over one corpus of Python files: the scanner, `ast.parse` and tree-sitter-python, in one thread of one process.

Sources are in memory. Ours includes packing the report; `cargo bench --bench scan` measures without that.
"""

from __future__ import annotations

import argparse
import ast
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import report
import tree_sitter_python
from tree_sitter import Language, Parser

from tradewind import _core

DAGS = Path(__file__).parents[2] / "tests" / "dags"


def corpora(smoke: bool) -> dict[str, list[bytes]]:
    """The tests' DAG files, which are dense (loops, many tasks, hardly a comment); these with as much of the standard
    library; that alone."""
    dags = [path.read_bytes() for path in sorted(DAGS.rglob("*.py"))][: 20 if smoke else None]
    library = sorted(Path(ast.__file__).parent.glob("*.py"), key=lambda path: path.stat().st_size)
    plain: list[bytes] = []
    for path in library:
        if sum(map(len, plain)) >= sum(map(len, dags)):
            break
        plain.append(path.read_bytes())
    return {"dense DAG files": dags, "DAG and other files": dags + plain, "files without a DAG": plain}


def rates(work: Callable[[bytes], object], sources: list[bytes], repeat: int) -> list[float]:
    """MB/s of each repetition, by CPU time."""
    size = sum(map(len, sources)) / 1e6
    out = []
    for _ in range(repeat):
        begin = time.process_time()
        rounds = 0
        while rounds == 0 or time.process_time() - begin < 0.05:
            for source in sources:
                work(source)
            rounds += 1
        out.append(size * rounds / (time.process_time() - begin))
    return out


def parsed(source: bytes) -> object:
    try:
        return ast.parse(source)
    except SyntaxError:
        return None


def tree(out: report.Report, files: int, repeat: int) -> None:
    """A new process that scans a tree of files, without and with reports kept by content."""
    dags = sorted(DAGS.rglob("*.py"))
    code = "import sys, tradewind; tradewind.scan_tree(sys.argv[1], cache=(sys.argv[2:] or [None])[0])"
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "tree"
        place.mkdir()
        for number in range(files):
            source = dags[number % len(dags)].read_bytes()
            path = place / f"f{number}.py"
            path.write_bytes(source + b"\n# %d\n" % number)
            # As if written yesterday: a file that changed a moment ago is read again, whatever its time says.
            os.utime(path, (time.time() - 86400,) * 2)
        for setting, args in (("cold", []), ("warm", [str(Path(folder) / "kept")])):
            samples = []
            for _ in range(repeat + 1):
                begin = time.perf_counter()
                subprocess.run([sys.executable, "-c", code, str(place), *args], check=True)
                samples.append((time.perf_counter() - begin) * 1000)
            what = f"`scan_tree` of {files} files"
            out.add(
                what,
                setting=f"{setting}, new process",
                unit="ms",
                system="tradewind",
                samples=samples[1:],
                better="lower",
            )


def measure(out: report.Report, options: argparse.Namespace) -> None:
    grammar = Parser(Language(tree_sitter_python.language()))
    for setting, sources in corpora(options.smoke).items():
        for system, work, note in (
            ("tradewind", _core.scan_source, ""),
            ("python", parsed, "ast.parse"),
            ("tree-sitter-python", grammar.parse, ""),
        ):
            samples = rates(work, sources, options.repeat)
            out.add("structure of DAG files", setting=setting, unit="MB/s", system=system, samples=samples, note=note)
    tree(out, 50 if options.smoke else 1000, options.repeat)


if __name__ == "__main__":
    report.main("scan", measure)
