"""What `DAG.run()`, `DAG.test()` and the command line call."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING, Any, Literal

from tradewind.engine import selection, waiting
from tradewind.engine.clock import FakeClock
from tradewind.engine.engine import Engine
from tradewind.engine.lock import living_engine
from tradewind.engine.repin import hand_over
from tradewind.engine.requests import ask
from tradewind.errors import UsageError
from tradewind.stores import open_store
from tradewind.stores.location import MEMORY, find_location

if TYPE_CHECKING:
    from tradewind.authoring.dag import DAG
    from tradewind.engine.executor_names import Choice
    from tradewind.engine.observer import Observer
    from tradewind.engine.run import Run
    from tradewind.loading.loaded import LoadedDag


def run_dag(
    dag: DAG | LoadedDag,
    *,
    url: str | os.PathLike[str] | None = None,
    parallelism: int | None = None,
    durability: Any = "normal",
    executor: Choice = "process",
    isolation: Any = "fork",
    observer: Observer | None = None,
    select: str | None = None,
    exclude: str | None = None,
    **run: Any,
) -> Run:
    """Open an engine, run a DAG in it and close it. Doesn't raise when a task fails: see `Run.raise_for_state`.

    Args:
        select: run only the tasks that this selector means; `state:` asks for those of the DAG's newest run.
        exclude: leave out what this one means.
        run: as `Engine.run` takes them: params, logical_date, run_id.

    Raises:
        UsageError: a selector that doesn't parse, or means nothing; with the column.
        KeyboardInterrupt: Ctrl-C; the run is recorded as cancelled. SIGTERM ends the process as it would have.
    """
    with Engine(url, parallelism, durability, executor, isolation, observer=observer) as engine:
        done = engine.run(_part(engine, dag, select, exclude), **run)
        if done.interrupted_by is not None:
            engine.close(wait=False)
    return _uninterrupted(done)


def _part(engine: Engine, dag: DAG | LoadedDag, select: str | None, exclude: str | None) -> DAG | LoadedDag:
    if select is None and exclude is None:
        return dag
    states = None
    if selection.asks_for_states(select, exclude):
        states = engine._reader(lambda store: selection.latest_states(store, dag.dag_id))
    return selection.narrowed(dag, select, exclude, instances=states)


def _uninterrupted(done: Run) -> Run:
    """The run itself, unless a signal has cancelled it: that then does what it would have done without us."""
    if done.interrupted_by == signal.SIGINT:
        raise KeyboardInterrupt
    if done.interrupted_by is not None:
        os.kill(os.getpid(), done.interrupted_by)
    return done


def test_dag(dag: DAG | LoadedDag, **run: Any) -> Run:
    """Run a whole DAG in this process and in memory; what would be waited for (retry delays, reschedules) is over at
    once. Nothing is left behind.

    Args:
        run: as `Engine.run` takes them: params, logical_date, run_id; and `select` and `exclude`, as for `run_dag`.
    """
    with Engine(MEMORY, executor="inline", clock=FakeClock()) as engine:
        dag = _part(engine, dag, run.pop("select", None), run.pop("exclude", None))
        return engine.run(dag, run_type="test", **run)


def cancel_run(run_id: str, *, url: str | os.PathLike[str] | None = None) -> None:
    """Cancel a run: by the engine that lives there, or, with none, here.

    Raises:
        UsageError: unknown run, or it has ended.
    """
    if not _ask(url, "cancel", run_id, {}):
        with Engine(url, recover=False) as engine:
            engine.cancel(run_id)


def retry_run(
    run_id: str,
    task_ids: list[str] | None = None,
    *,
    select: str | None = None,
    exclude: str | None = None,
    url: str | os.PathLike[str] | None = None,
    parallelism: int | None = None,
    durability: Any = "normal",
    observer: Observer | None = None,
    code: Literal["pinned", "latest"] | DAG | LoadedDag = "pinned",
) -> Run | None:
    """Run again what failed and what follows: by the engine that lives there (then None), or, with none, here, to the
    end.

    Args:
        select, exclude, code: as for `Engine.retry`.

    Raises:
        UsageError: unknown run, or nothing to retry.
        LoadError: the file doesn't load, where `code` asks for it.
        KeyboardInterrupt: as for `run_dag`.
    """
    if _ask(url, "retry", run_id, {"task_ids": task_ids, "select": select, "exclude": exclude}, code):
        return None
    with Engine(url, parallelism, durability, observer=observer, recover=code == "pinned") as engine:
        handle = engine.retry(run_id, task_ids, select=select, exclude=exclude, code=code)
        if code != "pinned":
            engine.recover()  # not before: what is in hand keeps its code
        done = engine.wait(handle, drive=True)
        if done.interrupted_by is not None:
            engine.close(wait=False)
    return _uninterrupted(done)


def mark_task(
    run_id: str, task_id: str, state: Any, *, map_index: int = -1, url: str | os.PathLike[str] | None = None
) -> None:
    """Set the state of a task instance by hand: by the engine that lives there, or, with none, here.

    Raises:
        UsageError: unknown run or state. UnknownIdError: unknown task.
    """
    if not _ask(url, "mark", run_id, {"task_id": task_id, "map_index": map_index, "state": state}):
        with Engine(url, recover=False) as engine:
            engine.mark(run_id, task_id, state, map_index)


def resume_run(
    run_id: str,
    key: str,
    payload: Any = None,
    *,
    url: str | os.PathLike[str] | None = None,
    parallelism: int | None = None,
    durability: Any = "normal",
    observer: Observer | None = None,
) -> Run | None:
    """Let what waits for `key` in a run go on: by the engine that lives there (then None), or, with none, here, until
    the run has ended.

    Raises:
        UsageError: unknown run, or nothing in it waits for that.
    """
    if _ask(url, "resume", run_id, {"key": key, "payload": payload}):
        return None
    with Engine(url, parallelism, durability, observer=observer) as engine:
        waiting.resume(engine, key, payload, run_id)
        (handle,) = (one for one in engine.active() if one.run_id == run_id)
        return engine.wait(handle, drive=True)


def _ask(
    url: str | os.PathLike[str] | None,
    kind: str,
    run_id: str,
    data: dict[str, Any],
    code: str | DAG | LoadedDag = "pinned",
) -> bool:
    location = find_location(url)
    if location.database is not None and not os.path.exists(location.database):
        raise UsageError(f"no runs yet: {location.database} does not exist", fix="start one with `tradewind run FILE`")
    store = open_store(location)
    try:
        row = store.run(run_id)
        if row is None:
            raise UsageError(f"no run {run_id!r} in {location.url}", fix="`tradewind runs` lists them")
        if location.state_dir is None or living_engine(str(location.state_dir)) is None:
            return False
        if code != "pinned":
            data["dag_version"] = hand_over(store, row, code, str(location.state_dir))
        return ask(store, str(location.state_dir), kind, row.run, data)
    finally:
        store.close()
