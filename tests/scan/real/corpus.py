"""The scanner on DAG files that others wrote, against Apache Airflow itself.

    python corpus.py AIRFLOW_PYTHON FOLDER

`FOLDER/wheels` holds packages (wheels and source archives) that contain example DAGs; `make corpus` downloads them.
Their DAG files are taken out (once by content, comments and spaces aside) and asked of `airflow_oracle.py`, in two
worlds. A file whose structure is the same in both, and that leaves none of it to code of other files, is static.

The project's own TaskFlow files are asked, too: what they state of themselves is what Airflow makes of them.

Ends with 1 if a DAG called `exact` isn't what Airflow makes of the file, if a partial one has what Airflow hasn't, or
if fewer than 97 % of the static files are exact.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from tradewind.scanning import Scan, scan

HERE = Path(__file__).resolve().parent
NAMES = HERE.parents[2] / "src" / "scan" / "names.tsv"
FOLDERS = re.compile(r"example|dags/|tests/system|test_dags", re.IGNORECASE)
WANTED = 0.97

Structure = dict[Any, tuple[frozenset[Any], ...]]


def collect(folder: Path) -> list[Path]:
    """The DAG files of the packages, written below `folder/files`."""
    out = folder / "files"
    out.mkdir(exist_ok=True)
    seen = set()
    for package in sorted((folder / "wheels").iterdir()):
        for name, source in _sources(package):
            if not name.endswith(".py") or name.endswith("__init__.py") or not FOLDERS.search(name):
                continue
            if b"airflow" not in source or not re.search(rb"\bDAG\b|@dag", source):
                continue
            digest = sha256(re.sub(rb"\s+", b" ", re.sub(rb"#[^\n]*", b"", source))).hexdigest()
            if digest not in seen:
                seen.add(digest)
                (out / f"{digest[:12]}_{Path(name).name}").write_bytes(source)
    return sorted(out.glob("*.py"))


def _sources(package: Path) -> Iterator[tuple[str, bytes]]:
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as wheel:
            yield from ((one, wheel.read(one)) for one in wheel.namelist() if one.endswith(".py"))
    elif package.name.endswith(".tar.gz"):
        with tarfile.open(package) as archive:
            for one in archive:
                file = archive.extractfile(one) if one.isfile() and one.name.endswith(".py") else None
                if file is not None:
                    yield one.name, file.read()


def answers(python: str, files: list[Path], *options: str) -> dict[str, Any]:
    """What Airflow says of each file."""
    command = [python, "-P", str(HERE / "airflow_oracle.py"), *options]
    done = subprocess.run(
        command, input="\n".join(map(str, files)), capture_output=True, text=True, check=True, cwd="/tmp"
    )
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {line["file"]: line for line in lines}


class Comparison:
    """Airflow's answers in the scanner's terms."""

    def __init__(self) -> None:
        rows = [line.split("\t") for line in NAMES.read_text().splitlines()]
        self.own = {row[1]: row[2] for row in rows if row[0] == "operator"}
        self.unrelated = {name for row in rows if row[0] == "unrelated" for name in row[1:]}

    def of_airflow(self, dags: Any) -> Structure:
        return {
            dag_id: (
                frozenset((task, self.own.get(kind, kind), group, rule) for task, kind, group, rule in dag["tasks"]),
                frozenset(map(tuple, dag["edges"])),
                frozenset(map(tuple, dag["groups"])),
            )
            for dag_id, dag in dags.items()
        }

    def of_scan(self, found: Scan) -> Structure:
        return {
            dag.dag_id: (
                frozenset((task.task_id, task.operator, task.group, task.trigger_rule) for task in dag.tasks),
                frozenset((edge.up, edge.down) for edge in dag.edges),
                frozenset((group.group_id, group.parent) for group in dag.groups),
            )
            for dag in found.dags
        }

    def is_static(self, one: Any, other: Any) -> bool:
        if "dags" not in other or self.of_airflow(one["dags"]) != self.of_airflow(other["dags"]):
            return False
        return not any(self._is_outside(path) for path in (*one["outside"], *other["outside"]))

    def _is_outside(self, path: str) -> bool:
        package = path.partition(".")[0]
        return package not in self.unrelated and (package != "airflow" or ".example_dags." in path)

    def invented(self, found: Scan, structure: Structure) -> bool:
        for dag_id, (tasks, edges, _) in self.of_scan(found).items():
            if dag_id is None:
                continue
            if dag_id not in structure or not edges <= structure[dag_id][1]:
                return True
            if not {task[:3] for task in tasks} <= {task[:3] for task in structure[dag_id][0]}:
                return True
        return False


def main(python: str, folder: Path) -> int:
    files = [*collect(folder), *sorted((HERE.parents[1] / "dags" / "taskflow").glob("*.py"))]
    one, other = answers(python, files), answers(python, files, "--other")
    compare = Comparison()
    kinds: Counter[str] = Counter()
    named: defaultdict[str, list[str]] = defaultdict(list)
    reasons: Counter[str] = Counter()
    for name, answer in one.items():
        found = scan(name)
        if "error" in answer:
            kinds["Airflow can't run it here"] += 1
            continue
        structure = compare.of_airflow(answer["dags"])
        static = "static" if compare.is_static(answer, other.get(name, {})) else "dynamic"
        if found.verdict == "exact":
            kind = f"{static}, exact" if compare.of_scan(found) == structure else "exact, but WRONG"
        else:
            kind = "partial, but INVENTED" if compare.invented(found, structure) else f"{static}, partial"
            doubts = [found.error, *found.doubts, *(doubt for dag in found.dags for doubt in dag.doubts)]
            reasons[f"{static}: {next(doubt.reason for doubt in doubts if doubt)[:100]}"] += 1
        kinds[kind] += 1
        named[kind].append(name)
    share = kinds["static, exact"] / max(1, kinds["static, exact"] + kinds["static, partial"])
    for kind, count in sorted(kinds.items()):
        print(f"{count:6} {kind}")
    print(f"{share:6.1%} of the static files are exact\n")
    for reason, count in reasons.most_common(40):
        print(f"{count:6} {reason}")
    wrong = named["exact, but WRONG"] + named["partial, but INVENTED"]
    print("\n".join(f"wrong: {name}" for name in wrong))
    return int(bool(wrong) or share < WANTED or not files)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]).resolve()))
