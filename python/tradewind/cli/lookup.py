"""Reading state by the names that people type: a run by the start of its run_id or `last`, a task by its id."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tradewind.cli.app import suggest
from tradewind.errors import UsageError

if TYPE_CHECKING:
    from tradewind._core import CompiledDag
    from tradewind.stores.protocol import RunRow, Store


@contextmanager
def reading(url: str | None) -> Iterator[Store]:
    """The store at `url`, open. A place without state is a usage error: reading never makes one."""
    from tradewind.stores import open_store
    from tradewind.stores.location import find_location

    location = find_location(url)
    if location.database is not None and not os.path.exists(location.database):
        raise UsageError(f"no runs yet: {location.database} does not exist", fix="start one with `tradewind run FILE`")
    store = open_store(location)
    try:
        yield store
    finally:
        store.close()


def find_run(store: Store, name: str) -> RunRow:
    """The run whose run_id starts with `name`, or the newest for `last`.

    Raises:
        UsageError: there is none, or there are several.
    """
    if name == "last":
        newest = store.runs(limit=1)
        if not newest:
            raise UsageError("no runs yet", fix="start one with `tradewind run FILE`")
        return newest[0]
    found = store.run_by_prefix(name)
    exact = [row for row in found if row.run_id == name]
    if len(exact) == 1 or len(found) == 1:
        return (exact or found)[0]
    if not found:
        rows = store.runs(limit=100)
        names = [short(row) for row in rows] + (compiled(store, rows[0]).task_ids if rows else [])
        raise UsageError(f"no run '{name}'", fix=suggest(name, names, "see `tradewind runs`"))
    listed = ", ".join(f"{row.run_id} ({row.dag_id})" for row in found)
    raise UsageError(f"'{name}' names {len(found)} runs: {listed}", fix="type more of it")


def find_both(store: Store, run: str, task: str | None) -> tuple[RunRow, str | None]:
    """A run and the task asked for; a single name that is no run but a task of the last run means that task."""
    if task is None and run != "last" and not store.run_by_prefix(run):
        newest = store.runs(limit=1)
        if newest and run.partition("[")[0] in compiled(store, newest[0]).task_ids:
            return newest[0], run
    return find_run(store, run), task


def find_task(dag: CompiledDag, name: str) -> tuple[str, int | None]:
    """Split `task` or `task[3]` into task_id and map_index (None: not given).

    Raises:
        UsageError: the DAG has no such task.
    """
    task_id, index = name, None
    if name not in dag.task_ids and name.endswith("]"):
        task_id, _, number = name[:-1].rpartition("[")
        if not number.isdigit():
            raise UsageError(f"'{name}' names no task instance", fix="write it as TASK[3]")
        index = int(number)
    if task_id not in dag.task_ids:
        known = ", ".join(dag.task_ids[:8]) + (", ..." if len(dag.task_ids) > 8 else "")
        raise UsageError(
            f"no task '{task_id}' in '{dag.dag_id}'", fix=suggest(task_id, dag.task_ids, f"it has {known}")
        )
    return task_id, index


def compiled(store: Store, row: RunRow) -> CompiledDag:
    """The DAG as it was when the run began."""
    from tradewind._core import CompiledDag

    kept = store.version(row.dag_version)
    if kept is None:
        raise UsageError(f"version {row.dag_version} of '{row.dag_id}' is not in the store")
    return CompiledDag.from_msgpack(kept[0])


def forsaken(url: str | None, row: RunRow) -> bool:
    """Whether a run hasn't ended, but no engine is at work that could go on with it. Where engines of other machines
    may be (Postgres), nobody can know: False."""
    from tradewind.engine.lock import living_engine
    from tradewind.states import TERMINAL_RUN_STATES
    from tradewind.stores.location import find_location

    location = find_location(url)
    if row.state in TERMINAL_RUN_STATES or location.database is None or location.state_dir is None:
        return False
    return living_engine(str(location.state_dir)) is None


def short(row: RunRow) -> str:
    """As much of the run_id as people type."""
    return short_id(row.run_id)


def short_id(run_id: str) -> str:
    """As much of a run_id as people type."""
    return run_id[:8]
