"""Continuing a run with other code: what differs, and what that means for the run's rows."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tradewind.engine.adopt import adopted, checked_params, declared
from tradewind.engine.recovery import executor_of, keep_version, mapped_tasks, stored_dag
from tradewind.engine.selection import continued
from tradewind.errors import LoadError, UsageError
from tradewind.loading.bundle import changed, keep
from tradewind.spec import decode
from tradewind.stores.protocol import InstanceRow

if TYPE_CHECKING:
    from tradewind._core import Row
    from tradewind.authoring.dag import DAG
    from tradewind.engine.turn import Turn
    from tradewind.loading.loaded import Bundle, LoadedDag
    from tradewind.stores.protocol import RunRow, Store


@dataclass(slots=True, frozen=True)
class Difference:
    """From the version that a run has to the one that it could go on with; task ids in the order written."""

    added: list[str]
    removed: list[str]
    changed: list[str]
    """what the tasks are told or what they wait for; a changed body shows in `files` only"""
    files: list[str]
    """source files, relative to the project's folder, that were added, removed or changed"""

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.files)


def chosen(pinned: Callable[[], LoadedDag], row: RunRow, code: str | DAG | LoadedDag) -> LoadedDag | None:
    """What `Engine.retry(code=...)` means; None: what the run has already.

    Raises:
        UsageError, LoadError: as `newest` and `adopted`.
    """
    if code == "pinned":
        return None
    if code == "latest":
        return newest(pinned())
    if isinstance(code, str):
        raise UsageError(f"unknown code {code!r}", fix="use pinned or latest, or give a DAG")
    return continued(pinned(), adopted(code, here=executor_of(row) != "process"))


def hand_over(store: Store, row: RunRow, code: str | DAG | LoadedDag, state_dir: str) -> str:
    """Have the engine at work in `state_dir` find the code that its run is to go on with; gives its dag_version."""
    dag = chosen(lambda: stored_dag(store, row), row, code)
    assert dag is not None
    keep(dag.bundle, state_dir)
    keep_version(store, dag, time.time())
    return dag.dag_version


def newest(dag: LoadedDag) -> LoadedDag:
    """The DAG as its file defines it now; for a run of a selection, the tasks that this had.

    Raises:
        LoadError: the file doesn't load, or doesn't define the DAG any more.
        UsageError: the file is gone, or there never was one.
    """
    from tradewind.loading.loader import load_file

    bundle = dag.bundle
    if bundle.main is None:
        raise UsageError(f"DAG '{dag.dag_id}' was not defined in a file, so there is no newer code of it to load")
    file = os.path.join(bundle.root, bundle.main)
    for loaded in load_file(file):
        if loaded.dag_id == dag.dag_id:
            return continued(dag, loaded)
    raise LoadError(f"the file no longer defines the DAG '{dag.dag_id}'", place=file, fix="retry with its own code")


def edited(bundle: Bundle) -> str | None:
    """The file, relative to the project's folder, whose content is no longer what the bundle says; the DAG's own rather
    than a module's."""
    files = changed(bundle)
    return bundle.main if bundle.main in files else next(iter(files), None)


def difference(old: LoadedDag, new: LoadedDag) -> Difference:
    """What a person wants to see before the run goes on."""
    before, after = _tasks(old.spec), _tasks(new.spec)
    was, now = old.bundle.files, new.bundle.files
    return Difference(
        [name for name in after if name not in before],
        [name for name in before if name not in after],
        [name for name in after if name in before and after[name] != before[name]],
        sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name)),
    )


@dataclass(slots=True, frozen=True)
class Pinned:
    """A run that goes on with another version, before anything of it is committed."""

    dag: LoadedDag
    row: RunRow
    instances: list[InstanceRow]
    """as the machine is to take them: new tasks count as cancelled, so that the retry that follows opens them"""
    removed: list[Row]
    """of instances that the version doesn't have"""
    added: list[str]
    """tasks that the run has not had"""


def pin(turn: Turn, row: RunRow, new: LoadedDag, state_dir: str) -> Pinned:
    """What a run that has ended, or was left behind, becomes with `new`. Tasks are known by their ids; of those that
    are gone, attempts and outputs stay. The store knows the version then, but not yet the change.

    Raises:
        UsageError: it is another DAG, the run's parameters don't suit it, or the run goes on.
    """
    if new.dag_id != row.dag_id:
        raise UsageError(f"run {row.run_id} is of DAG '{row.dag_id}', not of '{new.dag_id}'")
    if row.run in turn.runs:
        raise UsageError(f"run {row.run_id} has not ended, so its code can't change", fix="cancel it first")
    store, now = turn.store, turn.clock.now()
    known = declared(new.spec)
    given = {name: value for name, value in json.loads(row.params).items() if name in known}
    params = json.dumps(checked_params(new, given))
    keep(new.bundle, state_dir)
    keep_version(store, new, now)
    instances, removed, added = joined(stored_dag(store, row), new, row, store.instances(row.run), now)
    return Pinned(new, row._replace(dag_version=new.dag_version, params=params), instances, removed, added)


def joined(
    old: LoadedDag, new: LoadedDag, row: RunRow, rows: list[InstanceRow], now: float
) -> tuple[list[InstanceRow], list[Row], list[str]]:
    """`instances`, `removed` and `added` of a `Pinned`."""
    before = mapped_tasks(old.spec)
    mapped = mapped_tasks(new.spec)
    added = [name for name in mapped if before.get(name) != mapped[name]]
    joining = set(added)
    instances: list[InstanceRow] = []
    removed: list[Row] = []
    for i in rows:
        if i.task_id in mapped and i.task_id not in joining:
            instances.append(i)
        elif (i.task_id not in mapped or i.map_index >= 0) and i.state != "removed":
            rest = (None, now, row.run, i.task_id, i.map_index)
            removed.append(("removed", i.try_number, i.retry_base, i.attempt_id, *rest))
    if row.state != "queued":  # one that hasn't begun looks at all its tasks anyway
        instances += [InstanceRow(name, -1, "cancelled", 0, 0, 0, None, now) for name in added]
    return instances, removed, added


def _tasks(spec: bytes) -> dict[str, Any]:
    """By id: all that makes a task what it is."""
    whole = decode(spec)
    ups: dict[str, list[str]] = {}
    for edge in whole.get("edges") or ():
        ups.setdefault(edge["down"], []).append(edge["up"])
    return {node["id"]: ({**node, "place": None}, sorted(ups.get(node["id"], ()))) for node in whole["nodes"]}
