"""Cost of `fork` isolation: a process per attempt, with a host that only counts. `python fork_bench.py [attempts]`

Prints attempts/s with two in flight, engine CPU per attempt, the time from one attempt's end to the next one's start,
the cost per start in DAGs of 1 and 5,000 tasks, and the private memory of a child.
"""

from __future__ import annotations

import json
import resource
import select
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

from tradewind.executors.process import ProcessExecutor
from tradewind.executors.protocol import Report, RunInfo, Work
from tradewind.loading.loaded import Bundle, LoadedDag

LEAN = """
from tradewind import DAG
from tradewind.operators.python import PythonOperator

def nothing():
    pass

def memory():
    with open("/proc/self/smaps_rollup") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith(("Private_Clean:", "Private_Dirty:")))

with DAG("flow") as dag:
    PythonOperator(task_id="memory", python_callable=memory)
    for number in range({tasks}):
        PythonOperator(task_id=f"t{{number}}", python_callable=nothing)
"""
HEAVY = "import pydantic, sqlalchemy\n"


class CountingHost:
    def __init__(self, folder: str) -> None:
        self.state_dir = folder
        self.reports: list[Report] = []
        self.starts: list[float] = []
        self._fd = -1

    def watch(self, fd: int, callback: Any) -> None:
        self._poll = select.poll()
        self._poll.register(fd, select.POLLIN)
        self._callback = callback

    def unwatch(self, fd: int) -> None:
        self._poll.unregister(fd)

    def post(self, report: Report) -> None:
        self.reports.append(report)

    def started(self, work: Work, at: float, pid: int, pid_started: int) -> None:
        self.starts.append(at)

    def log(self, work: Work, lines: list[tuple[float, str, str]]) -> None: ...

    def call(self, work: Work, op: str, args: dict[str, Any], reply: Any) -> None:
        reply({"ok": True, "data": []})

    def turn(self) -> None:
        self._poll.poll(1000)
        self._callback()


def measure(source: str, attempts: int, flying: int, tasks: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "flow.py")
        path.write_text(source)
        bundle = Bundle(folder, "flow.py", {"flow.py": sha256(source.encode()).hexdigest()})
        dag = LoadedDag("flow", "v", b"", None, bundle)  # type: ignore[arg-type]
        info = RunInfo(1, "run", "flow", "v", "manual", None, None, None, {}, 0.0)
        host = CountingHost(folder)
        executor = ProcessExecutor(flying)
        executor.open(host)
        try:
            executor.start([Work(0, 1, "memory", -1, 1, info, dag)])
            while not host.reports:
                host.turn()
            first = host.reports.pop()
            assert first.outcome == "success", first
            private = int.from_bytes(first.outputs[0][2][1:], "big")  # type: ignore[index]
            host.starts.clear()
            wall, cpu = time.perf_counter(), time.process_time()
            done = begun = 0
            while done < attempts:
                while begun < attempts and executor.room() > 0:
                    begun += 1
                    executor.start([Work(begun, begun, f"t{begun % tasks}", -1, 1, info, dag)])
                executor.step()
                host.turn()
                done = len(host.reports)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            assert all(report.outcome == "success" for report in host.reports)
            ends = [report.ended_at for report in host.reports]
        finally:
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            executor.close()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    children = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    found = {
        "attempts/s": attempts / wall,
        "engine CPU, us/attempt": cpu / attempts * 1e6,
        "children's CPU, us/attempt (zygotes' start included)": children / attempts * 1e6,
        "private KiB/child": float(private),
    }
    if flying == 1:
        gaps = sorted(start - end for start, end in zip(host.starts[1:], ends, strict=False))
        found["end to start, p50 ms"] = gaps[len(gaps) // 2] * 1e3
    return found


def main() -> None:
    attempts = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    results = {
        "lean, 2 in flight": measure(LEAN.format(tasks=1), attempts, 2, 1),
        "lean, 1 in flight": measure(LEAN.format(tasks=1), attempts // 2, 1, 1),
        "5,000 tasks, 2 in flight": measure(LEAN.format(tasks=5000), attempts, 2, 5000),
    }
    try:
        import pydantic  # noqa: F401
        import sqlalchemy  # noqa: F401
    except ImportError as error:
        print(f"heavy imports not measured: {error}", file=sys.stderr)
    else:
        results["pydantic and SQLAlchemy, 2 in flight"] = measure(HEAVY + LEAN.format(tasks=1), attempts, 2, 1)
    for name, found in results.items():
        print(f"{name:40} " + "  ".join(f"{key} {value:,.1f}" for key, value in found.items()))
    print(json.dumps(results))


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
