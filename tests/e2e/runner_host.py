"""A `Host` that remembers, for tests of executors: the engine's part without an engine."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

from tradewind.executors.process import ProcessExecutor
from tradewind.executors.protocol import Report, RunInfo, Work
from tradewind.loading import load_file
from tradewind.loading.bundle import digests
from tradewind.loading.loaded import Bundle, LoadedDag

PREAMBLE = """\
import os, signal, subprocess, sys, time
from tradewind import DAG
from tradewind.errors import FailTask, SkipTask
from tradewind.operators.bash import BashOperator
from tradewind.operators.python import PythonOperator

dag = DAG("flow")

def task(function):
    PythonOperator(task_id=function.__name__, python_callable=function, dag=dag)
    return function
"""


class Host:
    def __init__(self, state_dir: Path) -> None:
        self.state_dir = str(state_dir)
        self.reports: list[Report] = []
        self.begun: dict[tuple[int, int], tuple[float, int, int]] = {}
        self.lines: dict[tuple[int, int], list[tuple[float, str, str]]] = {}
        self.outputs: dict[tuple[str, str], list[Any]] = {}
        """committed, by (task_id, key): rows as `xcom_pull` answers them"""
        self._poll = select.poll()
        self._callbacks: dict[int, Any] = {}
        self.works: dict[tuple[int, int], Work] = {}
        self.step: Callable[[], None] = lambda: None

    def watch(self, fd: int, callback: Any) -> None:
        self._callbacks[fd] = callback
        self._poll.register(fd, select.POLLIN)

    def unwatch(self, fd: int) -> None:
        del self._callbacks[fd]
        self._poll.unregister(fd)

    def post(self, report: Report) -> None:
        self.reports.append(report)
        work = self.works.get((report.key, report.attempt_id))
        for key, codec, data, blob, _ in report.outputs:
            assert work is not None
            self.outputs.setdefault((work.task_id, key), []).append([work.task_id, work.map_index, codec, data, blob])

    def started(self, work: Work, at: float, pid: int, pid_started: int) -> None:
        self.begun[work.key, work.attempt_id] = (at, pid, pid_started)

    def log(self, work: Work, lines: list[tuple[float, str, str]]) -> None:
        self.lines.setdefault((work.key, work.attempt_id), []).extend(lines)

    def call(self, work: Work, op: str, args: dict[str, Any], reply: Any) -> None:
        if op == "xcom_pull":
            rows = [row for task_id in args["task_ids"] or () for row in self.outputs.get((task_id, args["key"]), [])]
            reply({"ok": True, "data": rows})
        else:
            reply({"ok": False, "error": {"message": f"unknown call {op!r}"}})

    def turn(self, timeout: float = 1.0) -> None:
        for fd, _ in self._poll.poll(timeout * 1000):
            self._callbacks[fd]()
        self.step()

    def until(self, condition: Any, patience: float = 30.0) -> None:
        limit = time.monotonic() + patience
        while not condition():
            assert time.monotonic() < limit, "nothing happened"
            self.turn(0.2)

    def text(self, key: int, attempt_id: int, stream: str = "out") -> list[str]:
        return [text for _, name, text in self.lines.get((key, attempt_id), []) if name == stream]


class Bench:
    """A DAG file, a process executor, and a host: `run` executes attempts and gives their reports."""

    def __init__(
        self,
        folder: Path,
        source: str,
        *,
        files: Sequence[str] = ("flow.py",),
        dag: LoadedDag | None = None,
        load: bool = False,
        **options: Any,
    ) -> None:
        self.path = folder / "flow.py"
        self.path.write_text(PREAMBLE + dedent(source))
        state = folder / ".tradewind"
        state.mkdir(exist_ok=True)
        self.host = Host(state)
        if load:
            (dag,) = load_file(self.path)
        self.executor = ProcessExecutor(**{"parallelism": 4, **options})
        self.executor.open(self.host)
        self.host.step = self.executor.step
        if dag is None:
            bundle = Bundle(str(folder), "flow.py", digests(str(folder), files))
            dag = LoadedDag("flow", "v1", b"", None, bundle)  # type: ignore[arg-type]
        self.dag = dag
        self.info = RunInfo(1, "run-1", "flow", "v1", "manual", None, None, None, {}, 1700000000.0)
        self._attempts = 0

    def work(self, task_id: str, **more: Any) -> Work:
        self._attempts += 1
        work = Work(1 << 32 | self._attempts, self._attempts, task_id, -1, 1, self.info, self.dag, **more)
        self.host.works[work.key, work.attempt_id] = work
        return work

    def start(self, task_id: str, **more: Any) -> Work:
        work = self.work(task_id, **more)
        self.executor.start([work])
        return work

    def wait(self, work: Work) -> Report:
        self.host.until(lambda: self.report(work))
        report = self.report(work)
        assert report is not None
        return report

    def report(self, work: Work) -> Report | None:
        for report in self.host.reports:
            if (report.key, report.attempt_id) == (work.key, work.attempt_id):
                return report
        return None

    def run(self, task_id: str, **more: Any) -> Report:
        return self.wait(self.start(task_id, **more))

    def out(self, report: Report, stream: str = "out") -> list[str]:
        return self.host.text(report.key, report.attempt_id, stream)

    def pid(self, work: Work) -> int:
        self.host.until(lambda: (work.key, work.attempt_id) in self.host.begun)
        return self.host.begun[work.key, work.attempt_id][1]

    def close(self) -> None:
        self.executor.close()


def alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def marked(mark: str) -> list[int]:
    """Living processes whose environment holds `mark`."""
    found = []
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and mark.encode() in Path("/proc", name, "environ").read_bytes() and alive(int(name)):
                found.append(int(name))
        except OSError:
            continue  # it has ended, or isn't ours to read
    return found
