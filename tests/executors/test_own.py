"""Executors that a program hands over: what they may be, what goes wrong with them, and what is said about it."""

from __future__ import annotations

import os
import pickle
import re
import signal
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tradewind import DAG, Engine
from tradewind.engine.run import Run
from tradewind.errors import UsageError
from tradewind.executors.protocol import Host, Report, Work
from tradewind.loading import load_file
from tradewind.loading.loaded import LoadedDag
from tradewind.operators.python import PythonOperator

FILE = """
import os, time
from tradewind import DAG
from tradewind.operators.python import PythonOperator

with DAG("small") as dag:
    PythonOperator(task_id="pid", python_callable=os.getpid)

with DAG("stuck") as stuck:
    def hold():
        while not os.path.exists("go"):
            time.sleep(0.01)
        with open("ended", "a") as file:
            file.write("ended ")
    PythonOperator(task_id="one", python_callable=hold, execution_timeout={timeout})
    PythonOperator(task_id="two", python_callable=hold, execution_timeout={timeout})
    PythonOperator(task_id="three", python_callable=hold)
"""


@pytest.fixture
def dags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, LoadedDag]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "flow.py").write_text(FILE.replace("{timeout}", "__import__('datetime').timedelta(seconds=0.2)"))
    return {dag.dag_id: dag for dag in load_file(tmp_path / "flow.py")}


def run_small(dags: dict[str, LoadedDag], executor: Any) -> Run:
    with Engine("state.db", executor=executor) as engine:
        return engine.run(dags["small"])


class Base(Executor):
    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        return


class Refuses(Base):
    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        raise RuntimeError("closed on Sundays")


class Pickles(Base):
    """Wraps what it is given in something that can't be pickled, as a library might."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            pickle.dumps(lambda: fn(*args))
        except (AttributeError, pickle.PicklingError) as error:
            future.set_exception(pickle.PicklingError(str(error)))
        return future


class Cancels(Base):
    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.cancel()
        future.set_running_or_notify_cancel()
        return future


class Broken(Base):
    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        raise BrokenExecutor("out of order")


class Elsewhere(ThreadPoolExecutor):
    """Runs in a process what it took for a thread."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        token, *rest = args
        return super().submit(fn, "x" + token, *rest, **kwargs)


@pytest.mark.parametrize(
    ("executor", "reason"),
    [
        (Refuses(), "its executor Refuses refused it: RuntimeError: closed on Sundays"),
        (Pickles(), "its executor Pickles couldn't run it: PicklingError: .*; tradewind sends the function tradewind"),
        (Cancels(), "its executor Cancels was shut down before it began"),
        (Broken(), "its executor is broken: BrokenExecutor: out of order; hand the engine a function that makes it"),
        (Broken, "its executor is broken: BrokenExecutor: out of order"),
        (Elsewhere(1), "another process than the engine's, but was sent as to a thread"),
    ],
    ids=lambda value: value.__class__.__name__ if isinstance(value, Executor) else None,
)
def test_what_goes_wrong_is_said(dags: dict[str, LoadedDag], executor: Any, reason: str) -> None:
    task = run_small(dags, executor).task("pid")
    assert task.state == "crashed"
    assert re.search(reason, str(task.reason)), task.reason


def test_one_that_is_shut_down(dags: dict[str, LoadedDag]) -> None:
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    assert "cannot schedule new futures after shutdown" in str(run_small(dags, pool).task("pid").reason)


def test_what_is_no_executor() -> None:
    for nonsense in (3, None, object()):
        with pytest.raises(UsageError, match="is no executor; use inline, process, thread, a concurrent"):
            Engine(":memory:", executor=nonsense)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no executor of the program's own was given"):
        Engine(":memory:", executor="own")
    with pytest.raises(
        UsageError, match="isolation 'pool' is the executor process's; the executor 'thread' knows none"
    ):
        Engine(":memory:", executor="thread", isolation="pool")
    with Engine(":memory:") as engine, pytest.raises(UsageError, match="this engine has no executor of your own"):
        engine.submit(DAG("d"), executor="own")


@pytest.mark.parametrize("make", [lambda: "thread", lambda: ThreadPoolExecutor(1)], ids=["thread", "pool"])
def test_a_dag_without_a_file_runs_in_threads(make: Callable[[], Any]) -> None:
    namespace: dict[str, Any] = {"DAG": DAG, "PythonOperator": PythonOperator, "os": os}
    exec("with DAG('repl') as dag: PythonOperator(task_id='t', python_callable=os.getpid)", namespace)
    with Engine(":memory:", executor=make()) as engine:
        assert engine.run(namespace["dag"]).output("t") == os.getpid()
    with (
        ProcessPoolExecutor(1) as pool,
        Engine(":memory:", executor=pool) as engine,
        pytest.raises(
            UsageError, match='no file that a process could import it from; run it with executor="inline" or'
        ),
    ):
        engine.run(namespace["dag"])


def test_an_engine_without_it_goes_on_with_its_default(dags: dict[str, LoadedDag]) -> None:
    engine = Engine("state.db", executor=lambda: ThreadPoolExecutor(3))
    try:
        handle = engine.submit(dags["stuck"])
        limit = time.monotonic() + 30
        while (three := engine.find(handle.run_id).tasks.get("three")) is None or three.state != "running":
            assert time.monotonic() < limit
            time.sleep(0.01)
        engine.close(wait=False)
    finally:
        Path("go").touch()
    with Engine("state.db") as engine:
        pass
    with Engine("state.db", recover=False) as engine:
        run = engine.find(handle.run_id)
        assert run.task("three").state == "success"
        assert run.attempts("three")[-1].pid, "in a process of its own now"


def test_when_every_worker_is_held_by_what_was_given_up(dags: dict[str, LoadedDag], tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pool, Engine("state.db", executor=pool) as engine:
        try:
            run = engine.run(dags["stuck"])
        finally:
            Path("go").touch()
    reasons = sorted(str(task.reason) for task in run.tasks.values())
    assert [reason for reason in reasons if "every worker of its executor is held" in reason]
    assert run.state in ("failed", "crashed")


def test_a_pool_of_ours_that_broke_while_it_was_idle_is_replaced(dags: dict[str, LoadedDag]) -> None:
    pools: list[ProcessPoolExecutor] = []

    def make() -> ProcessPoolExecutor:
        pools.append(ProcessPoolExecutor(1))
        return pools[-1]

    with Engine("state.db", executor=make) as engine:
        first = engine.run(dags["small"]).output("pid")
        os.kill(first, signal.SIGKILL)
        with pytest.raises(BrokenExecutor):
            pools[0].submit(int).result(30)
        run = engine.run(dags["small"])
        assert run.task("pid").state == "success", run.task("pid").reason
        assert run.output("pid") != first
    assert len(pools) == 2


@pytest.mark.parametrize("kind", [ProcessPoolExecutor, ThreadPoolExecutor])
def test_a_pool_of_ours_whose_workers_are_all_held_is_replaced(
    dags: dict[str, LoadedDag], kind: Callable[[int], Executor]
) -> None:
    pools: list[Executor] = []

    def make() -> Executor:
        pools.append(kind(1))
        return pools[-1]

    with Engine("state.db", executor=make) as engine:
        try:
            handle = engine.submit(dags["stuck"])
            limit = time.monotonic() + 30
            while len(pools) < 3:
                assert time.monotonic() < limit, engine.find(handle.run_id).tasks
                time.sleep(0.01)
        finally:
            Path("go").touch()
        run = handle.wait()
        assert {name: str(task.state) for name, task in run.tasks.items()} == {
            "one": "failed",
            "two": "failed",
            "three": "success",
        }
        assert all("can't end it" in str(run.task(name).reason) for name in ("one", "two"))
        assert len(run.attempts("three")) == 1
        for pool in pools:
            pool.shutdown()  # all of them have ended what they had
    assert Path("ended").read_text().split() == ["ended"] * 3, "none ran twice"


class Port:
    """What implements the port itself; every attempt ends as it is told to."""

    name = "port"
    here = False

    def __init__(self, report: Callable[[Work], Report]) -> None:
        self._report = report
        self._works: list[Work] = []

    def open(self, host: Host) -> None:
        self._host = host

    def room(self) -> int:
        return 10 - len(self._works)

    def start(self, works: Any) -> None:
        self._works += works

    def kill(self, key: int, attempt_id: int, reason: Any) -> None:
        return

    def step(self) -> None:
        works, self._works = self._works, []
        for work in works:
            self._host.post(self._report(work))

    def close(self, *, kill: bool = True) -> None:
        self._works.clear()


def test_one_that_implements_the_port(dags: dict[str, LoadedDag]) -> None:
    port = Port(lambda work: Report(work.key, work.attempt_id, "skipped", None, 1.0, reason="as I say"))
    with Engine(":memory:", executor=port) as engine:
        assert engine.run(dags["small"]).task("pid").reason == "as I say"
