"""The commands of gust-py, ours and its own from PyPI, side by side: each in an environment of its own, for both have a
script `gust`."""

import argparse
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import report
from startup import spent

PEER, PEER_VERSION = "gust-py", "0.1.2"
FILE = """\
from gust import Dag, log, task


class Hello(Dag):
    def __init__(self):
        super().__init__(schedule="@daily")

    @task(downstream=["after"], save=True)
    def hello(self, ctx):
        log("hello")
        return {"ctx": ctx}

    @task()
    def after(self, ctx):
        return None
"""
COMMANDS = {
    "`gust parse`": ["parse", "--file", "hello.py"],
    "`gust task run`": ["task", "run", "--file", "hello.py", "--dag", "Hello", "--task", "hello"],
}


def measure(out: report.Report, options: argparse.Namespace) -> None:
    repeat = 3 if options.smoke else max(options.repeat, 21)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder, "peer")
        venv.create(home)
        install = [
            sys.executable,
            "-m",
            "pip",
            "--python",
            str(home / "bin/python"),
            "-q",
            "install",
            f"{PEER}=={PEER_VERSION}",
        ]
        subprocess.run(install, check=True)
        Path(folder, "hello.py").write_text(FILE)
        systems = {"tradewind": Path(sys.executable).parent, PEER: home / "bin"}
        for what, arguments in COMMANDS.items():
            samples: dict[str, list[float]] = {system: [] for system in systems}
            for turn in range(repeat + 1):  # alternating, so that the machine's mood is the same for both
                for system, scripts in systems.items():
                    cpu = spent([str(scripts / "gust"), *arguments], folder)[0] * 1000
                    if turn:  # the bytecode cache is warm from the second turn on
                        samples[system].append(cpu)
            for system, measured in samples.items():
                out.add(
                    what,
                    setting="CPU, whole process",
                    unit="ms",
                    system=system,
                    samples=measured,
                    better="lower",
                    of_version=PEER_VERSION if system == PEER else None,
                )


if __name__ == "__main__":
    report.main("gust", measure)
