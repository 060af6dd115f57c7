"""What it costs to begin: imports, the command's help, a whole run of three tasks in a new process."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import report

IMPORTS = {
    "tradewind": "from tradewind import DAG; from tradewind.operators.bash import BashOperator; "
    "from tradewind.operators.python import PythonOperator; from tradewind.operators.empty import EmptyOperator",
    "cereyan": "from cereyan import flow, task",
    "dbos": "from dbos import DBOS",
    "luigi": "import luigi",
}
THREE_TASKS = """\
from tradewind import DAG
from tradewind.operators.bash import BashOperator
from tradewind.operators.empty import EmptyOperator
from tradewind.operators.python import PythonOperator

with DAG("three", schedule=None) as dag:
    bash = BashOperator(task_id="b", bash_command="true")
    EmptyOperator(task_id="a") >> bash >> PythonOperator(task_id="c", python_callable=int)
"""


def spent(command: list[str], folder: str) -> tuple[float, float]:
    """(CPU, wall) seconds of a command, its children included."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}: {said.decode()}")
    return usage.ru_utime + usage.ru_stime, wall


def measure(out: report.Report, options: argparse.Namespace) -> None:
    repeat = 3 if options.smoke else max(options.repeat, 11)
    with tempfile.TemporaryDirectory() as folder:
        bare = min(spent([sys.executable, "-c", "pass"], folder)[0] for _ in range(repeat))

        def above_bare(code: str) -> list[float]:
            spent([sys.executable, "-c", code], folder)  # the bytecode cache is warm from here on
            return [max(0.0, spent([sys.executable, "-c", code], folder)[0] - bare) * 1000 for _ in range(repeat)]

        setting = "CPU above bare Python"
        out.add(
            "`import tradewind`",
            setting=setting,
            unit="ms",
            system="tradewind",
            samples=above_bare("import tradewind"),
            better="lower",
        )
        for system, code in IMPORTS.items():
            out.add(
                "import what a DAG file needs",
                setting=setting,
                unit="ms",
                system=system,
                samples=above_bare(code),
                better="lower",
            )
        command = str(Path(sys.executable).with_name("tradewind"))
        Path(folder, "three.py").write_text(THREE_TASKS)
        spent([command, "run", "three.py"], folder)
        samples = [spent([command, "--help"], folder)[0] * 1000 for _ in range(repeat)]
        out.add(
            "`tradewind --help`",
            setting="CPU, whole process",
            unit="ms",
            system="tradewind",
            samples=samples,
            better="lower",
        )
        samples = [spent([command, "run", "three.py"], folder)[1] * 1000 for _ in range(repeat)]
        out.add(
            "`tradewind run`, 3 tasks",
            setting="wall, whole process, fork",
            unit="ms",
            system="tradewind",
            samples=samples,
            better="lower",
        )


if __name__ == "__main__":
    report.main("startup", measure)
