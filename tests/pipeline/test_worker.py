"""The worker, as a process of its own: side by side, stopped by signals, killed; and what it does about bad plugins."""

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from tradewind.engine.pipeline import LOSSES, WaitFor, Worker
from tradewind.errors import StoreError
from tradewind.pipeline.durable import Output, Pipelines, RunStatus
from tradewind.stores.pipeline import PipelineStore

SCRIPT = """
    import os, sys, time
    from tradewind.engine.pipeline import Worker
    from tradewind.stores.pipeline import PipelineStore

    store = PipelineStore(sys.argv[1])
    store.open()

    def plugin(task):
        with open(sys.argv[2], "a") as log:
            log.write(task.inputs["x"][0].fields["n"] + "\\n")
        os.write(1, b"begun\\n")
        while not os.path.exists(sys.argv[4]):
            time.sleep(0.01)

    def die(task):
        os.kill(os.getpid(), 9)

    def make(task):
        return [{"n": str(n)} for n in range(6)]

    worker = Worker(store, {"make": make, "slow": plugin, "die": die}, parallelism=int(sys.argv[3]))
    nodes = [dict(slug="a", plugin="make"),
             dict(slug="b", plugin=sys.argv[5], input_mode="each", edges=[{"name": "x", "source": "a"}])]
    worker.start(nodes, run_id="r")
    worker.run()
    print(worker.record("r").status, flush=True)
"""


class Place:
    def __init__(self, folder: Path) -> None:
        self.database, self.log, self.script = folder / "state.db", folder / "log", folder / "work.py"
        self.go = folder / "go"
        self.script.write_text(textwrap.dedent(SCRIPT))

    def command(self, parallelism: int, plugin: str = "slow") -> list[str]:
        """Its plugins end when the file `go` is there."""
        paths = [str(path) for path in (self.script, self.database, self.log)]
        return [sys.executable, *paths, str(parallelism), str(self.go), plugin]

    def finish(self, parallelism: int) -> str:
        """Let plugins end, and run it to its end: what it says last."""
        self.go.touch()
        done = subprocess.run(self.command(parallelism), capture_output=True, text=True, timeout=60, check=True)
        return done.stdout.split()[-1]

    def logged(self) -> list[str]:
        return self.log.read_text().split()

    def statuses(self) -> list[str]:
        with sqlite3.connect(self.database) as db:
            found = db.execute("SELECT status FROM pipeline_task WHERE node = 1 ORDER BY task").fetchall()
        db.close()
        return [status for (status,) in found]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.mark.parametrize("parallelism", [1, 2])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_lets_what_runs_end_and_leaves_the_rest(place: Place, parallelism: int, number: int) -> None:
    with subprocess.Popen(
        place.command(parallelism), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as first:
        for _ in range(parallelism):
            assert first.stdout is not None
            assert first.stdout.readline() == "begun\n"
        os.kill(first.pid, number)
        time.sleep(0.2)  # else the plugins could end before it comes
        place.go.touch()
        assert first.wait(30) == -number
    assert place.statuses() == ["completed"] * parallelism + ["queued"] * (6 - parallelism)
    assert place.finish(2) == "completed"
    assert sorted(place.logged()) == ["0", "1", "2", "3", "4", "5"]  # nothing twice


def test_a_second_signal_does_not_wait(place: Place) -> None:
    with subprocess.Popen(place.command(2), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as first:
        assert first.stdout is not None
        first.stdout.readline()
        for _ in range(100):
            os.kill(first.pid, signal.SIGTERM)
            time.sleep(0.05)
            if first.poll() is not None:
                break
        assert first.wait(30) == -signal.SIGTERM
    assert place.finish(2) == "completed"


@pytest.mark.parametrize("parallelism", [1, 2])
def test_killed_in_the_middle_it_is_continued(place: Place, parallelism: int) -> None:
    with subprocess.Popen(place.command(parallelism), stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        for _ in range(parallelism):
            first.stdout.readline()
        first.kill()
    assert place.finish(parallelism) == "completed"
    assert sorted(set(place.logged())) == ["0", "1", "2", "3", "4", "5"]
    assert len(place.logged()) == 6 + parallelism


def test_a_plugin_that_kills_its_worker_crashes_the_run_in_the_end(place: Place) -> None:
    command = place.command(1, "die")
    ends = [subprocess.run(command, capture_output=True, text=True, timeout=60, check=False) for _ in range(4)]
    assert [end.returncode for end in ends] == [-signal.SIGKILL] * LOSSES + [0]
    assert ends[-1].stdout == "crashed\n"
    store = PipelineStore(place.database)
    store.open()
    record = store.get_run("r")
    store.close()
    assert record is not None
    assert record.error == "its worker died 3 times while it ran"


@pytest.fixture
def store():
    store = PipelineStore(":memory:")
    store.open()
    yield store
    store.close()


def test_a_plugin_that_hangs_fails_its_task(store: PipelineStore) -> None:
    free = threading.Event()
    worker = Worker(store, {"hang": lambda task: [{"late": free.wait(60)}]}, timeout=0.1)
    run_id = worker.start([{"slug": "a", "plugin": "hang"}])
    worker.run()
    assert worker.record(run_id).status == RunStatus.FAILED
    assert worker.record(run_id).error == "TimeoutError: the plugin took longer than 0.1 s"
    free.set()
    other = worker.start([{"slug": "a", "plugin": "hang"}])
    worker.run()  # what the first still reports is nobody's
    assert worker.record(other).status == RunStatus.COMPLETED
    assert worker.record(run_id).status == RunStatus.FAILED


class Mute(Exception):
    def __str__(self) -> str:
        raise RuntimeError("no words")


def raising(error: Exception):
    def plugin(task):
        raise error

    return plugin


@pytest.mark.parametrize("parallelism", [1, 2])
@pytest.mark.parametrize(
    ("plugin", "text"),
    [
        (raising(ValueError("caf\udce9.txt")), "ValueError: caf\\udce9.txt"),
        (raising(Mute()), "Mute"),
        (raising(WaitFor("\ud800")), "a wait id is a text of 1 to 512 characters, without NUL"),
        (raising(WaitFor(5)), "a wait id is a text of 1 to 512 characters, without NUL"),  # type: ignore[arg-type]
        (lambda task: [Output("\ud800", {})], "output id '\\ud800' is no text of 1 to 512 characters"),
        (lambda task: sys.exit("enough"), "SystemExit: enough"),
        (lambda task: "text", "TypeError: a plugin returns a list of outputs or mappings, or nothing, not a str"),
        (lambda task: [1], "TypeError: a plugin returns outputs or mappings, not a int"),
        (lambda task: {"a": 1}, "TypeError: a plugin returns a list of outputs or mappings, or nothing, not a dict"),
    ],
)
def test_what_a_plugin_does_wrong_fails_its_task(store: PipelineStore, parallelism: int, plugin, text: str) -> None:
    worker = Worker(store, {"p": plugin}, parallelism=parallelism)
    run_id = worker.start([{"slug": "a", "plugin": "p"}])
    worker.run()
    assert worker.record(run_id).error == text


@pytest.mark.parametrize(
    ("wait_id", "text"),
    [("", "a wait id is a text of 1 to 512 characters, without NUL"), ("again", "has waited for 'again' before")],
)
def test_a_wait_that_is_refused_fails_the_task(store: PipelineStore, wait_id: str, text: str) -> None:
    def wait(task):
        raise WaitFor(wait_id)

    worker = Worker(store, {"p": wait})
    run_id = worker.start([{"slug": "a", "plugin": "p"}])
    worker.run()
    if wait_id:
        assert worker.record(run_id).status == RunStatus.RUNNING
        assert worker.pipelines.resume("1", "1.1", wait_id) == "1.2"
        worker.run()
    assert worker.record(run_id).status == RunStatus.FAILED
    assert text in str(worker.record(run_id).error)


def test_a_callback_that_raises_holds_up_no_other_run(store: PipelineStore) -> None:
    def on_end(run_id, status):
        raise KeyError(run_id)

    worker = Worker(store, {"p": lambda task: None}, on_end=on_end)
    runs = [worker.start([{"slug": "a", "plugin": "p"}], run_id=name) for name in ("one", "two")]
    with pytest.raises(KeyError, match="one"):
        worker.run()
    assert [worker.record(run).status for run in runs] == [RunStatus.COMPLETED] * 2


def test_one_crashed_task_is_tried_again(store: PipelineStore) -> None:
    pipelines = Pipelines(store)
    run_id = pipelines.start([{"slug": "a", "plugin": "p"}, {"slug": "b", "plugin": "p"}])
    claim, other = pipelines.claim(2)
    fresh = pipelines.retry(claim.task_id, claim.attempt_id, "the host is gone")
    assert fresh == "1.2"
    assert pipelines.retry(claim.task_id, claim.attempt_id) == fresh  # as the first time
    assert pipelines.complete(claim.task_id, claim.attempt_id) is None  # late
    (again,) = pipelines.claim(2)
    assert again.plan == claim.plan
    pipelines.complete(again.task_id, again.attempt_id)
    pipelines.complete(other.task_id, other.attempt_id)
    assert pipelines.run(run_id).status == RunStatus.COMPLETED
    assert pipelines.retry(other.task_id, other.attempt_id) is None


def test_whoever_dies_between_failing_a_task_and_ending_its_run_leaves_no_run_running(store: PipelineStore) -> None:
    pipelines = Pipelines(store)
    run_id = pipelines.start([{"slug": "a", "plugin": "p"}])
    (claim,) = pipelines.claim()
    store.fail(claim.task_id, claim.attempt_id, "failed", "boom")
    Worker(store, {}).run()
    assert (pipelines.run(run_id).status, pipelines.run(run_id).error) == (RunStatus.FAILED, "boom")


class Broken(PipelineStore):
    """Raises at the n-th transaction, once."""

    left = -1

    def _begin(self, *, write: bool) -> None:
        self.left -= 1
        if self.left == 0:
            raise StoreError("disk on fire")
        super()._begin(write=write)


def test_a_store_that_raises_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    nodes = [
        {"slug": "a", "plugin": "make"},
        {"slug": "b", "plugin": "pass", "input_mode": "each", "edges": [{"name": "x", "source": "a"}]},
        {"slug": "c", "plugin": "pass", "edges": [{"name": "x", "source": "b"}]},
    ]
    plugins = {"make": lambda task: [{"n": 1}, {"n": 2}], "pass": lambda task: [{"n": len(task.inputs["x"])}]}
    for at in range(1, 60):
        store = Broken(tmp_path / f"{at}" / "state.db")
        store.open()
        worker = Worker(store, plugins)
        store.left = at
        raised = False
        for _ in range(2):
            try:
                run_id = worker.start(nodes, run_id="r")
                worker.run()
                break
            except StoreError:
                raised = True
        assert worker.record(run_id).status == RunStatus.COMPLETED, at
        assert [output.fields["n"] for output in store.fetch_outputs("r", ["4.0"]).values()] == [2]
        store.close()
        if not raised:
            return
    raise AssertionError("it never ended")
