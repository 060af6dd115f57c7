"""The engine with tasks in its own thread: runs, handles, parameters, retries, callbacks, expansion, observers."""

import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tradewind import DAG, Engine
from tradewind.authoring.params import Param
from tradewind.engine.clock import FakeClock
from tradewind.engine.run import Run
from tradewind.errors import (
    RunFailedError,
    SkipTask,
    StateError,
    StoreCorruptError,
    StoreFullError,
    StoreLockedError,
    UnknownIdError,
    UsageError,
)
from tradewind.loading.loader import load_object
from tradewind.operators.python import PythonOperator
from tradewind.states import RunState, TaskState
from tradewind.stores import open_store
from tradewind.stores.protocol import Batch


def dag_of(*functions: Callable[..., Any], dag_id: str = "d", **operator: Any) -> DAG:
    """A chain of Python tasks, named after their functions."""
    with DAG(dag_id, schedule=None) as dag:
        tasks = [PythonOperator(task_id=f.__name__, python_callable=f, **operator) for f in functions]
        for up, down in pairwise(tasks):
            up >> down
    return dag


def extract() -> dict[str, int]:
    print("three rows")
    return {"rows": 3}


def load(ti: Any) -> int:
    rows: int = ti.xcom_pull(task_ids="extract")["rows"]
    return rows * 2


def boom() -> None:
    raise ValueError("no such table")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / ".tradewind").mkdir()
    return tmp_path / ".tradewind"


# -- a run --


def test_run_in_memory() -> None:
    run = dag_of(extract, load).test()
    assert run.state is RunState.SUCCESS
    assert run.raise_for_state() is run
    assert run.outputs == {"extract": {"rows": 3}, "load": 6}
    assert run.output("load") == 6
    assert run.output("load", "nothing", default="none") == "none"
    assert run.logs("extract") == "three rows"
    assert run.task("load").state is TaskState.SUCCESS
    assert set(run.tasks) == {"extract", "load"}
    assert run.duration is not None
    assert run.started_at is not None
    assert run.ended_at is not None
    assert run.started_at <= run.ended_at


def test_waiting_is_skipped_in_a_test() -> None:
    def flaky(ti: Any) -> int:
        if ti.try_number < 3:
            raise OSError("busy")
        return int(ti.try_number)

    run = dag_of(flaky, retries=2, retry_delay=timedelta(hours=1)).test()
    assert run.output("flaky") == 3
    assert [attempt.outcome for attempt in run.attempts("flaky")] == ["failed", "failed", "success"]
    assert run.duration is not None
    assert run.duration > 7200


def test_failure_is_told_not_raised() -> None:
    run = dag_of(boom, load).test()
    assert run.state is RunState.FAILED
    assert run.task("load").state is TaskState.UPSTREAM_FAILED
    error = run.task("boom").error
    assert error is not None
    assert (error["type"], error["message"]) == ("ValueError", "no such table")
    assert error["place"].startswith(f"{__file__}:")
    with pytest.raises(RunFailedError, match=r"of DAG 'd' failed: boom failed: ValueError: no such table \(.*:\d+\)"):
        run.raise_for_state()


def test_output_that_cannot_be_stored_fails_its_task() -> None:
    def rows() -> dict[str, Any]:
        return {"rows": [1, object()]}

    error = dag_of(rows).test().task("rows").error
    assert error is not None
    assert error["type"] == "OutputError"
    assert "return_value['rows'][1]" in error["message"]


def test_large_output_survives_the_engine(place: Path) -> None:
    def large() -> str:
        return "x" * 1_000_000

    run = dag_of(large).run(url=place, executor="inline")
    assert len(run.output("large")) == 1_000_000
    assert len(dag_of(large).test().output("large")) == 1_000_000


def test_unknown_names() -> None:
    run = dag_of(extract).test()
    with pytest.raises(UnknownIdError, match="no task instance 'extrakt'"):
        run.task("extrakt")


def test_logical_date_and_params() -> None:
    seen: dict[str, Any] = {}

    def look(ds: str, params: dict[str, Any], run_id: str) -> None:
        seen.update(ds=ds, params=dict(params), run_id=run_id)

    with DAG("d", schedule=None, params={"day": Param("mon", enum=["mon", "tue"]), "n": 1}) as dag:
        PythonOperator(task_id="look", python_callable=look)
    run = dag.test(logical_date=datetime(2026, 1, 31, tzinfo=UTC), params={"day": "tue"}, run_id="mine")
    assert run.state is RunState.SUCCESS
    assert seen == {"ds": "2026-01-31", "params": {"day": "tue", "n": 1}, "run_id": "mine"}
    assert run.logical_date == datetime(2026, 1, 31, tzinfo=UTC)
    with pytest.raises(UsageError, match="'fri' is none of 'mon', 'tue'"):
        dag.test(params={"day": "fri"})
    with pytest.raises(UsageError, match="has no parameter 'dya'"):
        dag.test(params={"dya": "mon"})
    with pytest.raises(UsageError, match="parameter 'n' of DAG 'd' is no plain data"):
        dag.test(params={"n": object()})


def test_stdout_of_other_threads_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    def talk() -> None:
        print("mine")
        other = threading.Thread(target=print, args=("the program's",))
        other.start()
        other.join()
        print("half a line", end="")
        print("a warning", file=sys.stderr)

    run = dag_of(talk).test()
    assert sorted((stream, text) for _, stream, text in run.log_lines("talk")) == [
        ("err", "a warning"),
        ("out", "half a line"),
        ("out", "mine"),
    ]
    assert capsys.readouterr().out == "the program's\n"


def test_skip_and_fail_without_retry() -> None:
    from tradewind.errors import FailTask

    def skip() -> None:
        raise SkipTask("nothing new")

    def fail() -> None:
        raise FailTask("it never will")

    run = dag_of(skip, load, retries=3).test()
    assert (run.task("skip").state, run.task("skip").reason) == (TaskState.SKIPPED, "nothing new")
    assert run.task("load").state is TaskState.SKIPPED
    assert len(dag_of(fail, retries=3).test().attempts("fail")) == 1


# -- an engine --


def test_many_runs_at_once(place: Path) -> None:
    with Engine(place, executor="inline") as engine:
        handles = [engine.submit(dag_of(extract, load, dag_id=f"d{n}")) for n in range(5)]
        assert [handle.wait().output("load") for handle in handles] == [6] * 5
        assert all(handle.done for handle in handles)
        assert engine.run(dag_of(extract)).state is RunState.SUCCESS
        assert engine.active() == []
    with pytest.raises(StateError, match="the engine is closed"):
        engine.submit(dag_of(extract))
    assert engine.find(handles[0].run_id).output("load") == 6


def test_leaving_waits_for_what_was_submitted(place: Path) -> None:
    with Engine(place, executor="inline") as engine:
        handle = engine.submit(dag_of(extract, load))
    assert engine.find(handle.run_id).state is RunState.SUCCESS


def test_wait_with_patience(place: Path) -> None:
    release = threading.Event()

    def hold() -> None:
        release.wait(30)

    with Engine(place, executor="inline") as engine:
        handle = engine.submit(dag_of(hold))
        with pytest.raises(TimeoutError, match=f"run {handle.run_id} has not ended"):
            handle.wait(0.01)
        release.set()
        assert handle.wait().state is RunState.SUCCESS


def test_an_exception_leaves_the_run_to_the_next_engine(place: Path) -> None:
    def program(engine: Engine) -> None:
        with engine:
            while "up_for_retry" not in {task.state for task in engine.find(handle.run_id).tasks.values()}:
                pass
            raise ZeroDivisionError

    engine = Engine(place, executor="inline")
    handle = engine.submit(dag_of(boom, retries=1, retry_delay=3600))
    with pytest.raises(ZeroDivisionError):
        program(engine)
    assert engine.find(handle.run_id).state is RunState.RUNNING
    with Engine(place, recover=False, executor="inline") as second:
        second.cancel(handle.run_id)
    assert second.find(handle.run_id).state is RunState.CANCELLED


def test_cancel_and_why(place: Path) -> None:
    with Engine(place, executor="inline") as engine:
        handle = engine.submit(dag_of(boom, load, retries=1, retry_delay=3600))
        while handle.state is not RunState.RUNNING or not engine.find(handle.run_id).tasks:
            pass
        assert "boom" in handle.why("load")
        handle.cancel()
        assert handle.wait().state is RunState.CANCELLED
        with pytest.raises(UsageError, match="has ended already"):
            handle.cancel()
    with pytest.raises(UsageError, match="no run 'nope'"):
        engine.find("nope")


def test_one_engine_a_place(place: Path) -> None:
    with Engine(place):
        with pytest.raises(StoreLockedError, match=rf"another engine is at work in .*\(pid {os.getpid()}\)"):
            Engine(place)
        code = f"from tradewind import Engine\nEngine({str(place)!r})"
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert f"(pid {os.getpid()})" in other.stderr
        pid = os.fork()
        if pid == 0:
            os._exit(0)  # a child of the program holds no lock of ours
        os.waitpid(pid, 0)
    Engine(place).close()


def test_refusals(place: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown executor 'proces'; use inline, process or thread"):
        Engine(place, executor="proces")
    with Engine(place) as engine:
        with pytest.raises(UsageError, match="unknown executor 'dask'"):
            engine.submit(dag_of(extract), executor="dask")
        engine.run(dag_of(extract), executor="inline", run_id="one")
        with pytest.raises(UsageError, match="run one exists already"):
            engine.run(dag_of(extract), executor="inline", run_id="one")
        with pytest.raises(UsageError, match="can't be marked 'done'"):
            engine.mark("one", "extract", "done")  # type: ignore[arg-type]
        with pytest.raises(UsageError, match="succeeded: nothing to retry"):
            engine.retry("one")
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "tradewind.db").write_bytes(b"this is no database, however long it may be" * 100)
    with pytest.raises(StoreCorruptError):
        Engine(broken)
    (broken / "tradewind.db").unlink()
    Engine(broken).close()  # the lock was let go


def test_dag_without_a_file_needs_inline(place: Path) -> None:
    code = """if True:
        from tradewind import DAG, Engine
        from tradewind.operators.python import PythonOperator
        with DAG("typed") as dag:
            PythonOperator(task_id="t", python_callable=print)
        dag.run()
    """
    typed = subprocess.run([sys.executable, "-c", code], cwd=place.parent, capture_output=True, text=True, check=False)
    assert "DAG 'typed' has no file that a process could import it from" in typed.stderr
    assert 'run it with executor="inline"' in typed.stderr


# -- again --


def test_retry_keeps_what_succeeded(place: Path) -> None:
    fixed: list[bool] = []

    def fragile() -> str:
        if not fixed:
            raise ValueError("not fixed")
        return "fixed"

    dag = dag_of(extract, fragile, load)
    with Engine(place, executor="inline") as engine:
        failed = engine.run(dag)
        assert failed.state is RunState.FAILED
        fixed.append(True)
        again = engine.wait(engine.retry(failed.run_id))
        assert again.state is RunState.SUCCESS
        assert [a.try_number for a in again.attempts("fragile")] == [1, 2]
        assert len(again.attempts("extract")) == 1
        third = engine.wait(engine.retry(failed.run_id, ["extract"]))
        assert [len(third.attempts(name)) for name in ("extract", "fragile", "load")] == [2, 3, 2]


def test_mark(place: Path) -> None:
    with Engine(place, executor="inline") as engine:
        handle = engine.submit(dag_of(boom, load, retries=1, retry_delay=3600))
        while "boom" not in engine.find(handle.run_id).tasks:
            pass
        with pytest.raises(UnknownIdError):
            engine.mark(handle.run_id, "bom", "success")
        engine.mark(handle.run_id, "boom", "skipped")
        run = handle.wait()
    assert {name: task.state for name, task in run.tasks.items()} == {"boom": "skipped", "load": "skipped"}


# -- callbacks, expansion, observers --


def test_callbacks() -> None:
    called: list[tuple[str, str]] = []

    def note(which: str) -> Callable[[Any], None]:
        return lambda context: called.append((which, context["ti"].task_id if context.get("ti") else "run"))

    with DAG("d", schedule=None, on_failure_callback=note("failure"), on_success_callback=note("success")) as dag:
        PythonOperator(task_id="good", python_callable=extract, on_success_callback=note("success"))
        PythonOperator(
            task_id="bad",
            python_callable=boom,
            retries=1,
            on_retry_callback=note("retry"),
            on_failure_callback=note("failure"),
            on_execute_callback=note("execute"),
        )
    assert dag.test().state is RunState.FAILED
    assert sorted(called) == [
        ("execute", "bad"),
        ("execute", "bad"),
        ("failure", "bad"),
        ("failure", "run"),
        ("retry", "bad"),
        ("success", "good"),
    ]


def test_failing_callback_is_told_and_harms_nothing() -> None:
    def broken(context: Any) -> None:
        raise RuntimeError("no mail server")

    with DAG("d", schedule=None) as dag:
        PythonOperator(task_id="good", python_callable=extract, on_success_callback=broken)
    run = dag.test()
    assert run.state is RunState.SUCCESS
    assert "the success callback failed: no mail server" in run.logs("good")


def expanded(up: Callable[..., Any], down: Callable[..., Any]) -> Run:
    """`down` mapped over what `up` returns. Its authoring is not there yet, so the spec is changed by hand."""
    from msgpack import packb, unpackb

    from tradewind._core import CompiledDag

    dag = dag_of(up, down)
    loaded = load_object(dag)
    spec = unpackb(loaded.spec)
    spec["nodes"][1]["expand"] = {"over": [up.__name__]}
    loaded.spec = packb(spec)
    loaded.compiled = CompiledDag.from_msgpack(loaded.spec)
    with Engine(":memory:", executor="inline", clock=FakeClock()) as engine:
        return engine.run(loaded)


def test_expansion() -> None:
    def names() -> list[str]:
        return ["a", "b", "c"]

    def shout(ti: Any) -> str:
        return str(ti.xcom_pull(task_ids="names")[ti.map_index].upper())

    run = expanded(names, shout)
    assert run.state is RunState.SUCCESS
    assert run.output("shout") == ["A", "B", "C"]
    assert run.output("shout", map_index=1) == "B"
    assert run.tasks["shout[2]"].state is TaskState.SUCCESS


def test_expansion_over_nothing_and_over_no_list() -> None:
    def none() -> list[str]:
        return []

    def number() -> int:
        return 3

    assert expanded(none, extract).task("extract").state is TaskState.SKIPPED
    run = expanded(number, extract)
    assert run.state is RunState.FAILED
    assert run.task("extract").state is TaskState.FAILED


def test_observer_sees_what_is_committed(place: Path) -> None:
    store = open_store(place)
    seen: list[str] = []

    class Observer:
        def committed(self, batch: Batch) -> None:
            for new in batch.new_runs:
                assert store.run(new.run_id) is not None
            for state, _, run in batch.runs:
                seen.append(state)
                assert store.runs(limit=1)[0].state == state or batch.runs[-1][0] != state
                assert run
            for end in batch.attempts_ended:
                (attempt,) = [a for a in store.attempts(end.run) if a.attempt_id == end.attempt_id]
                assert attempt.outcome == end.outcome

    try:
        with Engine(place, executor="inline", observer=Observer()) as engine:
            engine.run(dag_of(extract, load))
    finally:
        store.close()
    assert seen == ["running", "success"]


# -- when the store can't go on --


def test_full_disk_ends_the_engine_and_keeps_what_was_committed(place: Path) -> None:
    def much(ti: Any) -> bytes:
        return bytes(60_000) + ti.task_id.encode()

    with DAG("d", schedule=None) as dag:
        tasks = [PythonOperator(task_id=f"t{n:02}", python_callable=much) for n in range(40)]
        for up, down in pairwise(tasks):
            up >> down
    engine = Engine(place, executor="inline")
    store: Any = engine._turn.store
    store._db.execute("PRAGMA max_page_count = 300")  # a full file system, as SQLite sees it
    with pytest.raises(StoreFullError, match="no space left"):
        engine.run(dag, run_id="r")
    engine.close()
    kept = engine.find("r")
    assert kept.state is RunState.RUNNING
    done = {name for name, task in kept.tasks.items() if task.state == "success"}
    assert 0 < len(done) < 40
    with Engine(place, recover=False, executor="inline") as engine:
        engine._executors("inline")._here._given[kept.dag_version] = dag  # type: ignore[attr-defined]
        engine.recover()
    after = engine.find("r")
    assert after.state is RunState.SUCCESS
    assert all(len(after.attempts(name)) == 1 for name in done)


def test_store_error_reaches_those_who_wait(place: Path) -> None:
    release = threading.Event()

    def much() -> bytes:
        release.wait(30)
        return bytes(60_000)

    engine = Engine(place, executor="inline")
    store: Any = engine._turn.store
    handles = [engine.submit(dag_of(much, load, dag_id=f"d{n}")) for n in range(2)]
    with engine._turn.mutex:
        store._db.execute("PRAGMA max_page_count = 1")  # no page more than now
    release.set()
    for handle in handles:
        with pytest.raises(StoreFullError):
            handle.wait()
    with pytest.raises(StoreFullError):
        engine.submit(dag_of(extract))
    engine.close()


def test_events_are_kept(place: Path) -> None:
    with Engine(place, executor="inline") as engine:
        engine.run(dag_of(boom), run_id="r")
        engine.wait(engine.retry("r"))
    store = open_store(place)
    try:
        row = store.run("r")
        assert row is not None
        assert [(event.kind, json.loads(event.data)) for event in store.events(row.run)] == [
            ("retry", {"task_ids": None, "select": None, "exclude": None})
        ]
    finally:
        store.close()


# -- closing --


def test_closing_without_waiting_tells_who_waits(place: Path) -> None:
    with Engine(place, executor="inline") as engine:
        handle = engine.submit(dag_of(boom, retries=1, retry_delay=3600))
        told: list[BaseException] = []

        def wait() -> None:
            with pytest.raises(StateError) as error:
                handle.wait()
            told.append(error.value)

        waiter = threading.Thread(target=wait)
        waiter.start()
        while "up_for_retry" not in {task.state for task in engine.find(handle.run_id).tasks.values()}:
            pass
        engine.close(wait=False)
        waiter.join()
        assert "the engine was closed before the run ended; the next engine there takes it up" in str(told[0])
        for late in (handle.wait, handle.cancel, lambda: engine.retry(handle.run_id), lambda: engine.run(dag_of(boom))):
            with pytest.raises(StateError, match="engine"):
                late()
    assert engine.find(handle.run_id).state is RunState.RUNNING


def test_another_thread_closes_while_this_one_drives(place: Path) -> None:
    engine = Engine(place, executor="inline")

    class Observer:
        def committed(self, batch: Batch) -> None:
            if any(row[0] == "up_for_retry" for row in batch.instances):
                closer.start()

    closer = threading.Thread(target=engine.close, kwargs={"wait": False})
    engine._turn.observer = Observer()
    with pytest.raises(StateError, match="the engine was closed before the run ended"):
        engine.run(dag_of(boom, retries=1, retry_delay=3600))
    closer.join()


def test_a_task_can_not_close_its_own_engine(place: Path) -> None:
    engine = Engine(place, executor="inline")

    def close() -> None:
        engine.close()

    error = engine.run(dag_of(close)).task("close").error
    assert error is not None
    assert error["message"] == "the engine can't be closed by what it is running"
    engine.close()


def test_interrupting_the_thread_that_waits_cancels(place: Path) -> None:
    engine = Engine(place, executor="inline")
    handle = engine.submit(dag_of(boom, retries=1, retry_delay=3600))

    def program() -> None:
        with engine:
            while handle.state is not RunState.RUNNING:
                pass
            raise KeyboardInterrupt  # as Ctrl-C does in `wait`

    with pytest.raises(KeyboardInterrupt):
        program()
    assert engine.find(handle.run_id).state is RunState.CANCELLED


def test_texts_that_no_store_takes() -> None:
    def skip() -> None:
        raise SkipTask("lone \ud800")

    def push(ti: Any) -> None:
        print("lone \ud800")
        ti.xcom_push(key="lone \ud800", value=1)

    run = dag_of(skip, push, trigger_rule="all_done").test()
    assert run.task("skip").reason == "lone ?"
    assert run.logs("push") == "lone \\ud800"
    error = run.task("push").error
    assert error is not None
    assert error["message"] == r"the key of an output must be text, not 'lone \ud800'"


def test_an_executor_unknown_here_costs_its_run_only(place: Path) -> None:
    with Engine(place, executor="inline") as engine:
        handle = engine.submit(dag_of(boom, retries=1, retry_delay=3600))
        engine.close(wait=False)
    with sqlite3.connect(place / "tradewind.db") as database:
        database.execute("""UPDATE run SET meta = '{"executor": "mainframe"}'""")
    database.close()
    with Engine(place, executor="inline") as engine:
        assert engine.find(handle.run_id).state is RunState.CRASHED
        assert engine.run(dag_of(extract)).state is RunState.SUCCESS


def test_an_engine_that_has_stopped_takes_no_more_orders(place: Path) -> None:
    class Observer:
        def committed(self, batch: Batch) -> None:
            if batch.instances:
                raise OSError("the observer's disk is full")

    with DAG("d", schedule=None) as dag:
        PythonOperator(task_id="a", python_callable=print)
    engine = Engine(place, executor="inline", observer=Observer())
    with pytest.raises(OSError, match="disk is full"):
        engine.run(dag, run_id="r")
    for order in (engine.submit, lambda _: engine.cancel("r"), lambda _: engine.retry("r", ["a"])):
        with pytest.raises(OSError, match="disk is full"):
            order(dag)
    engine.close()
