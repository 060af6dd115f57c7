"""Pipelines: the 0.5 protocol and expressions beside dagabaaz, where a Python for it is found, else beside what it was
recorded to take; then our durable ones, by size."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import report

JOBS = Path(__file__).parent / "jobs"
PEER, PEER_VERSION = "dagabaaz", "0.5.0"
VERSIONS = ("3.14", "3.13", "3.12")
"""of Python that the peer runs on"""
RECORDED = {("chain", 500): 0.44, ("chain", 1000): 1.97, ("chain", 2000): 12.9, ("chain", 5000): 95.0}
"""CPU seconds of the peer's chain, measured once on a machine of the same class"""


def run(python: str, job: str, *arguments: object) -> float:
    """What a job prints, in a process of its own."""
    command = [python, str(JOBS / f"pipeline_{job}.py"), *map(str, arguments)]
    return float(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def works(python: Path | str) -> bool:
    """A shim may stand for a version that isn't there."""
    return subprocess.run([str(python), "-c", "import venv"], capture_output=True, check=False).returncode == 0


def peer_python(folder: str) -> str | None:
    """An interpreter that has the peer; PEER_PYTHON names the one to make it of. None where there is none."""
    named = os.environ.get("PEER_PYTHON")
    on_path = [path for version in VERSIONS if (path := shutil.which(f"python{version}"))]
    kept = [path for version in VERSIONS for path in Path.home().glob(f".pyenv/versions/{version}*/bin/python")]
    found = named or next(filter(works, [*on_path, *kept]), None)
    if found is None:
        print(f"{PEER}: no Python {' or '.join(VERSIONS)} here, so recorded figures stand in (PEER_PYTHON names one)")
        return None
    home = Path(folder, "peer")
    subprocess.run([found, "-m", "venv", str(home)], check=True)
    python = str(home / "bin/python")
    subprocess.run([python, "-m", "pip", "-q", "install", f"{PEER}=={PEER_VERSION}"], check=True)
    return python


def protocol(out: report.Report, options: argparse.Namespace, peer: str | None) -> None:
    """CPU of whole runs over one store. The peer's are long: each is done once."""
    for size in [200] if options.smoke else [1000, 5000]:
        for shape in ("chain", "wide"):
            what, setting = f"pipeline: 0.5 protocol, {shape}", f"{size:,} one-task nodes, store in memory"
            ours = [run(sys.executable, "protocol", "tradewind.pipeline", shape, size) for _ in range(options.repeat)]
            add = {"setting": setting, "unit": "s CPU", "better": "lower"}
            out.add(what, system="tradewind", samples=ours, **add)
            if peer is not None:
                seconds = run(peer, "protocol", PEER, shape, size)
                out.add(what, system=PEER, samples=[seconds], of_version=PEER_VERSION, **add)
            elif (shape, size) in RECORDED:
                seconds, note = RECORDED[shape, size], "recorded elsewhere"
                out.add(what, system=PEER, samples=[seconds], of_version=PEER_VERSION, note=note, **add)


def expressions(out: report.Report, options: argparse.Namespace, peer: str | None) -> None:
    rows = 1000 if options.smoke else 200_000
    add = {"setting": "a title through `upper` and `truncate(50)`, a batch through Python", "unit": "/s"}
    ours = [run(sys.executable, "expression", "tradewind.pipeline", rows) for _ in range(options.repeat)]
    out.add("pipeline: expression", system="tradewind", samples=ours, **add)
    if peer is not None:
        theirs = [run(peer, "expression", PEER, rows) for _ in range(options.repeat)]
        out.add("pipeline: expression", system=PEER, samples=theirs, of_version=PEER_VERSION, **add)


def durable(out: report.Report, options: argparse.Namespace) -> None:
    sizes = {"chain": [5000, 50_000], "wide": [5000, 50_000], "merge": [5000, 100_000]}
    for shape, counts in sizes.items():
        for size in [count // 100 for count in counts] if options.smoke else counts:
            of = "artifacts, three branches, merged by origin with bindings" if shape == "merge" else "one-task nodes"
            samples = [run(sys.executable, "durable", shape, size) for _ in range(options.repeat)]
            what = f"pipeline: durable run, {shape}"
            setting = f"{size:,} {of}, in memory"
            out.add(what, setting=setting, unit="s CPU", system="tradewind", samples=samples, better="lower")


def measure(out: report.Report, options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory() as folder:
        peer = peer_python(folder)
        protocol(out, options, peer)
        expressions(out, options, peer)
    durable(out, options)


if __name__ == "__main__":
    report.main("pipeline", measure)
