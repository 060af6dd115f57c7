"""A project with one DAG whose tasks leave a line each time they run, and ways to start, kill and look at it."""

import os
import subprocess
import sys
import textwrap
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tradewind.stores import open_store
from tradewind.stores.protocol import AttemptRow, InstanceRow, OutputRow, RunRow

DAG_FILE = """
    import os
    import time
    from tradewind import DAG
    from tradewind.operators.python import PythonOperator

    def work(ti):
        with open(os.environ["EFFECTS"], "a") as file:
            file.write(f"{ti.task_id}\\n")
        time.sleep(0.02)
        return ti.task_id

    with DAG("work") as dag:
        first, *middle, last = (
            PythonOperator(task_id=name, python_callable=work, retries=1, retry_delay=0.01)
            for name in ("first", "left", "right", "third", "last")
        )
        first >> middle >> last
"""
RUN = """
    import sys
    from tradewind.engine.api import run_dag
    from tradewind.loading.loader import load_file
    run_dag(load_file("work.py")[0], executor=sys.argv[1], run_id="r1")
"""
RESUME = """
    from tradewind import Engine
    with Engine():
        pass
"""
TASKS = {"first", "left", "right", "third", "last"}


@dataclass
class Seen:
    """What a reader of the store sees."""

    run: RunRow
    instances: dict[str, InstanceRow]
    attempts: list[AttemptRow]
    outputs: dict[str, OutputRow]

    def successes(self) -> dict[str, int]:
        """task_id -> attempt_id of its success."""
        return {a.task_id: a.attempt_id for a in self.attempts if a.outcome == "success"}


class Project:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.effects = folder / "effects.txt"
        (folder / "work.py").write_text(textwrap.dedent(DAG_FILE))
        (folder / ".tradewind").mkdir()
        self.effects.touch()

    def python(self, code: str, *args: str, crash_at: str = "") -> "subprocess.CompletedProcess[str]":
        environment = {**os.environ, "EFFECTS": str(self.effects), "TRADEWIND_CRASH_AT": crash_at}
        return subprocess.run(
            [sys.executable, "-c", textwrap.dedent(code), *args],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def run(self, executor: str, crash_at: str = "") -> "subprocess.CompletedProcess[str]":
        return self.python(RUN, executor, crash_at=crash_at)

    def resume(self) -> None:
        done = self.python(RESUME)
        assert done.returncode == 0, done.stderr

    def seen(self) -> Seen | None:
        """None: the run isn't in the store."""
        store = open_store(self.folder / ".tradewind")
        try:
            row = store.run("r1")
            if row is None:
                return None
            return Seen(
                row,
                {i.task_id: i for i in store.instances(row.run)},
                store.attempts(row.run),
                {o.task_id: o for o in store.outputs(row.run)},
            )
        finally:
            store.close()

    def ran(self) -> Counter[str]:
        """How often user code of each task began."""
        return Counter(self.effects.read_text().split())

    def processes(self) -> list[int]:
        """Living processes that inherited our environment."""
        mark = f"EFFECTS={self.effects}".encode()
        found = []
        for name in os.listdir("/proc"):
            try:
                if name.isdigit() and mark in Path("/proc", name, "environ").read_bytes().split(b"\0"):
                    found.append(int(name))
            except OSError:
                continue  # it has ended, or isn't ours to read
        return found
