"""Tasks that wait for a key, and what they were resumed with: rows of the audit, so that they outlive the engine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tradewind._core import EV_RESUME
from tradewind.errors import UsageError
from tradewind.stores.protocol import EventRow

if TYPE_CHECKING:
    from tradewind.engine.engine import Engine
    from tradewind.executors.protocol import Report, Work
    from tradewind.stores.protocol import Batch, RunRow, Store


def note(batch: Batch, report: Report, work: Work | None) -> None:
    """Remember the key of an attempt that ended as `waiting`, in the commit that says so."""
    if work is not None:
        about = {"task_id": work.task_id, "map_index": work.map_index, "key": report.wait_for}
        batch.events.append(EventRow(report.ended_at, work.run.run, "waiting", json.dumps(about)))


def for_key(store: Store, run: int, key: str) -> list[tuple[str, int, int]]:
    """(task_id, map_index, attempt_id) of the instances of a run that wait for `key`."""
    keys = {(about["task_id"], about["map_index"]): about["key"] for about in _notes(store, run, "waiting")}
    return [
        (one.task_id, one.map_index, one.attempt_id)
        for one in store.instances(run)
        if one.state == "waiting" and keys.get((one.task_id, one.map_index)) == key
    ]


def runs_for_key(store: Store, key: str, only: RunRow | None = None) -> list[RunRow]:
    """The runs in which something waits for `key`, oldest first.

    Raises:
        UsageError: there is none.
    """
    from tradewind.engine.recovery import unfinished  # which knows of the turn, which notes who waits

    rows = unfinished(store) if only is None else [only]
    found = [row for row in rows if for_key(store, row.run, key)]
    if not found:
        raise UsageError(f"nothing waits for {key!r}" + (f" in run {only.run_id}" if only is not None else ""))
    return found


def resume(engine: Engine, key: str, payload: Any = None, run_id: str | None = None) -> None:
    """Let the tasks that wait for `key` go on, in all runs or one, with `payload` (plain data).

    Raises:
        UsageError: none does, or an unknown run.
    """
    turn = engine._turn
    with turn.mutex:
        store = turn.store
        only = engine._row(run_id) if run_id else None
        for row in runs_for_key(store, key, only):
            engine._take_up(row)
            for task_id, map_index, attempt_id in for_key(store, row.run, key):
                turn.note("resumed", row.run, task_id=task_id, map_index=map_index, key=key, payload=payload)
                turn.add((EV_RESUME, turn.machine.key(row.run, task_id, map_index), attempt_id, None))
    engine._loop.wake()


def resumed(store: Store, run: int, task_id: str, map_index: int, key: str) -> list[Any]:
    """The payload with which the instance was resumed by `key`, the last one; empty if it wasn't."""
    wanted = {"task_id": task_id, "map_index": map_index, "key": key}
    found = [about["payload"] for about in _notes(store, run, "resumed") if wanted.items() <= about.items()]
    return found[-1:]


def last_key(store: Store, run: int, task_id: str, map_index: int) -> str | None:
    """The key by which the instance was resumed last; None if it wasn't."""
    wanted = {"task_id": task_id, "map_index": map_index}
    found: list[str] = [about["key"] for about in _notes(store, run, "resumed") if wanted.items() <= about.items()]
    return found[-1] if found else None


def _notes(store: Store, run: int, kind: str) -> list[dict[str, Any]]:
    return [json.loads(row.data) for row in store.events(run) if row.kind == kind]
