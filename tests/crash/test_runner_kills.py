"""Timeouts, cancellation, and deaths of zygotes, in real processes: nothing survives."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from e2e.runner_host import Bench, alive, marked
from tradewind.executors.protocol import Work
from tradewind.runner import kernel, sessions
from tradewind.runner.leftovers import end_leftovers

Make = Callable[..., Bench]


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    made: list[Bench] = []
    mark = f"TW_TEST_MARK={tmp_path}"
    monkeypatch.setenv(*mark.split("=", 1))

    def make(source: str, **options: Any) -> Bench:
        made.append(Bench(tmp_path, source, **options))
        return made[-1]

    try:
        yield make
    finally:
        for one in made:
            one.close()
    left = marked(mark)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert left == []


STUBBORN = """
@task
def stubborn():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print("ready", flush=True)
    while True: time.sleep(1)
@task
def polite():
    try:
        print("ready", flush=True)
        time.sleep(1000)
    finally:
        print("cleaned up")
@task
def tree():
    subprocess.Popen(["bash", "-mc", "(trap '' TERM; sleep 1000) & sleep 1001"])
    print("ready", flush=True)
    time.sleep(1000)
command = "echo ready; trap 'echo caught' TERM; sleep 1000 & wait; exec sleep 1000"
BashOperator(task_id="shell", bash_command=command, dag=dag)
"""


def ready(b: Bench, task_id: str) -> Work:
    work = b.start(task_id)
    b.host.until(lambda: "ready" in b.host.text(work.key, work.attempt_id))
    return work


@pytest.mark.parametrize("task_id", ["stubborn", "polite", "tree", "shell"])
@pytest.mark.parametrize(("reason", "outcome"), [("timeout", "timeout"), ("cancel", "cancelled")])
def test_a_killed_attempt_leaves_nothing(bench: Make, task_id: str, reason: Any, outcome: str) -> None:
    b = bench(STUBBORN, grace=0.3)
    work = ready(b, task_id)
    pid = b.pid(work)
    b.executor.kill(work.key, work.attempt_id, reason)
    report = b.wait(work)
    assert report.outcome == outcome
    assert sessions.members((pid,)) == []
    if task_id == "polite":
        assert b.out(report)[-1] == "cleaned up"
        assert report.signal is None
    if task_id == "stubborn":
        assert report.signal == signal.SIGKILL
        assert "ignored TERM" in str(report.reason)


def test_on_kill_runs_in_the_attempt(bench: Make) -> None:
    b = bench(
        """
        from tradewind.authoring.operator import BaseOperator
        class Query(BaseOperator):
            def execute(self, context): print("ready", flush=True); time.sleep(1000)
            def on_kill(self): print("query", self.task_id, "cancelled on the server")
        Query(task_id="q", dag=dag)
        """
    )
    work = ready(b, "q")
    b.executor.kill(work.key, work.attempt_id, "cancel")
    report = b.wait(work)
    assert report.outcome == "cancelled"
    assert b.out(report) == ["ready", "query q cancelled on the server"]


def test_killing_what_has_not_begun_or_has_ended(bench: Make) -> None:
    b = bench("time.sleep(0.3)\n@task\ndef t(): pass")
    work = b.start("t")
    b.executor.kill(work.key, work.attempt_id, "cancel")
    assert b.wait(work).outcome == "cancelled"
    done = b.run("t")
    assert done.outcome == "success"
    b.executor.kill(done.key, done.attempt_id, "cancel")
    b.executor.kill(99, 99, "timeout")
    assert b.run("t").outcome == "success"
    assert len(b.host.reports) == 3


def test_a_zygotes_death_loses_its_attempts_and_nothing_else(bench: Make) -> None:
    b = bench(STUBBORN + "@task\ndef where(): return os.getppid()\n")
    works = [ready(b, "tree"), ready(b, "polite")]
    pids = [b.pid(work) for work in works]
    (zygote,) = {parent(pid) for pid in pids}
    os.kill(zygote, signal.SIGKILL)
    reports = [b.wait(work) for work in works]
    assert [report.outcome for report in reports] == ["lost", "lost"]
    assert f"zygote, pid {zygote}" in str(reports[0].reason)
    assert sessions.members(set(pids)) == []
    assert b.run("where").outcome == "success", "a new zygote serves the next"


def test_the_base_zygotes_death_disturbs_nobody(bench: Make) -> None:
    b = bench(STUBBORN + "@task\ndef t(): pass\n")
    work = ready(b, "polite")
    zygote = parent(b.pid(work))
    base = parent(zygote)
    os.kill(base, signal.SIGKILL)
    b.host.until(lambda: not alive(base))
    assert b.run("t").outcome == "success"
    assert alive(b.pid(work))
    os.kill(zygote, signal.SIGKILL)
    assert b.wait(work).outcome == "lost"
    assert b.run("t").outcome == "success", "both have been started anew"


def test_a_task_that_kills_its_parent_is_lost_each_time(bench: Make) -> None:
    b = bench("@task\ndef parricide(): os.kill(os.getppid(), signal.SIGKILL); time.sleep(60)\n")
    assert [b.run("parricide").outcome for _ in range(3)] == ["lost", "lost", "lost"]


def test_a_task_that_kills_its_whole_group(bench: Make) -> None:
    b = bench("@task\ndef group(): os.killpg(0, signal.SIGKILL)\n@task\ndef t(): pass\n")
    assert b.run("group").signal == signal.SIGKILL
    assert b.run("t").outcome == "success"


def test_closing_ends_everything(bench: Make) -> None:
    b = bench(STUBBORN)
    pids = [b.pid(ready(b, task_id)) for task_id in ("stubborn", "tree", "shell")]
    b.close()
    assert sessions.members(set(pids)) == []
    assert marked(f"TW_TEST_MARK={b.path.parent}") == []


ENGINE = """
import os, sys
from pathlib import Path
from e2e.runner_host import Bench
b = Bench(Path(sys.argv[1]), Path(sys.argv[2]).read_text())
works = [b.start(name) for name in ("stubborn", "tree", "shell")]
b.host.until(lambda: all("ready" in b.host.text(w.key, w.attempt_id) for w in works))
print(*[f"{b.pid(w)}:{b.host.begun[w.key, w.attempt_id][2]}" for w in works], flush=True)
b.host.until(lambda: False)
"""


def engine(tmp_path: Path) -> "subprocess.Popen[str]":
    source = tmp_path / "tasks.txt"
    source.write_text(STUBBORN)
    tests = str(Path(__file__).parents[1])
    return subprocess.Popen(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {tests!r})\n" + ENGINE, str(tmp_path), str(source)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TW_TEST_MARK": str(tmp_path)},
    )


def test_the_engines_death_ends_zygotes_and_attempts(tmp_path: Path) -> None:
    with engine(tmp_path) as process:
        assert process.stdout is not None
        assert len(process.stdout.readline().split()) == 3
        process.kill()
        process.wait()
        limit = time.monotonic() + 10
        while left := marked(f"TW_TEST_MARK={tmp_path}"):
            assert time.monotonic() < limit, left
            time.sleep(0.01)


def test_what_survives_a_death_of_all_is_ended_by_recovery(tmp_path: Path) -> None:
    with engine(tmp_path) as process:
        assert process.stdout is not None
        attempts = [tuple(map(int, pair.split(":"))) for pair in process.stdout.readline().split()]
        pids = {pid for pid, _ in attempts}
        zygote = parent(attempts[0][0])
        # all at once, so that nobody is left to end anything: stop first, then kill
        chain = [process.pid, parent(zygote), zygote]
        for pid in chain:
            os.kill(pid, signal.SIGSTOP)
        for pid in chain:
            os.kill(pid, signal.SIGKILL)
        process.wait()
        assert sessions.members(pids), "children of the attempts outlive them"
        here = os.uname().nodename
        assert end_leftovers([(pid, began, "another-host") for pid, began in attempts]) == 0
        assert end_leftovers([(pid, began + 10**9, here) for pid, began in attempts]) == 0
        assert sessions.members(pids)
        assert end_leftovers([(pid, began, here) for pid, began in attempts]) > 0
        assert sessions.members(pids) == []
        assert marked(f"TW_TEST_MARK={tmp_path}") == []


def test_recovery_leaves_a_reused_pid_alone() -> None:
    with subprocess.Popen(["sleep", "1000"], start_new_session=True) as other:
        try:
            assert end_leftovers([(other.pid, kernel.ticks() - 100_000, os.uname().nodename)]) == 0
            assert alive(other.pid)
        finally:
            other.kill()


def test_the_start_time_is_the_kernels(bench: Make) -> None:
    b = bench("@task\ndef t(): time.sleep(1000)\n")
    work = b.start("t")
    pid = b.pid(work)
    recorded = b.host.begun[work.key, work.attempt_id][2]
    assert 0 <= sessions.stat(pid)[1] - recorded <= 100


def parent(pid: int) -> int:
    with open(f"/proc/{pid}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[1])
