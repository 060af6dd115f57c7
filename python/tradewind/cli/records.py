"""The shapes of `--json`, as docs/cli.md states them, and the views of tasks that the drawings show."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tradewind.cli.failure import failure_note
from tradewind.cli.formatting import moment
from tradewind.drawing.views import TaskView, count

if TYPE_CHECKING:
    from tradewind._core import CompiledDag
    from tradewind.stores.protocol import AttemptRow, RunRow, Store

FAILURES = ("failed", "crashed", "cancelled", "upstream_failed")
"""States that hold back what follows, for the words `upstream_failed: load`."""


def run_record(row: RunRow) -> dict[str, Any]:
    """A run, without its tasks."""
    return {
        "run_id": row.run_id,
        "dag_id": row.dag_id,
        "dag_version": row.dag_version,
        "run_type": row.run_type,
        "state": row.state,
        "logical_date": moment(row.logical_date),
        "interval_start": moment(row.interval_start),
        "interval_end": moment(row.interval_end),
        "params": json.loads(row.params),
        "selection": json.loads(row.meta).get("selection"),
        "created_at": moment(row.created_at),
        "started_at": moment(row.started_at),
        "ended_at": moment(row.ended_at),
        "duration": _between(row.started_at, row.ended_at),
    }


def task_records(store: Store, row: RunRow, dag: CompiledDag) -> list[dict[str, Any]]:
    """Every task instance of a run in the order of the DAG; one that nothing has touched has the state `none`."""
    instances: dict[str, list[tuple[int, str, int]]] = {}
    for instance in store.instances(row.run):
        if instance.map_index < 0 and instance.state == "removed":
            continue  # a mapped task whose instances are known
        known = instances.setdefault(instance.task_id, [])
        known.append((instance.map_index, instance.state, instance.try_number))
    last: dict[tuple[str, int], AttemptRow] = {}
    for attempt in store.attempts(row.run):
        last[attempt.task_id, attempt.map_index] = attempt
    records = []
    for task_id in dag.task_ids:
        mapped = sorted(instances.get(task_id, [(-1, "none", 0)]))
        for map_index, state, try_number in mapped:
            records.append(_task_record(task_id, map_index, state, try_number, last.get((task_id, map_index))))
    unexpanded = [one for one in records if one["state"] == "failed" and one["try_number"] == 0]
    if unexpanded:
        events = (json.loads(event.data) for event in store.events(row.run) if event.kind == "expand_failed")
        reasons = {about["task_id"]: about["reason"] for about in events}
        for record in unexpanded:
            record["reason"] = record["reason"] or reasons.get(record["task_id"])
    return records


def _task_record(
    task_id: str, map_index: int, state: str, try_number: int, attempt: AttemptRow | None
) -> dict[str, Any]:
    error = json.loads(attempt.error) if attempt is not None and attempt.error else None
    return {
        "task_id": task_id,
        "map_index": map_index,
        "state": state,
        "try_number": try_number,
        "started_at": moment(attempt.started_at) if attempt else None,
        "ended_at": moment(attempt.ended_at) if attempt else None,
        "duration": _between(attempt.started_at, attempt.ended_at) if attempt else None,
        "exit_code": attempt.exit_code if attempt else None,
        "signal": attempt.signal if attempt else None,
        "reason": attempt.reason if attempt else None,
        "error": error and {"type": error["type"], "message": error["message"], "place": error.get("place")},
    }


def attempt_record(row: AttemptRow) -> dict[str, Any]:
    """One try, for charts of time."""
    return {
        "attempt_id": row.attempt_id,
        "task_id": row.task_id,
        "map_index": row.map_index,
        "try_number": row.try_number,
        "outcome": row.outcome,
        "queued_at": moment(row.queued_at),
        "started_at": moment(row.started_at),
        "ended_at": moment(row.ended_at),
        "duration": _between(row.started_at, row.ended_at),
    }


def count_states(tasks: list[dict[str, Any]]) -> dict[str, int]:
    """Number of instances by state."""
    counts: dict[str, int] = {}
    for task in tasks:
        counts[task["state"]] = counts.get(task["state"], 0) + 1
    return counts


def task_views(tasks: list[dict[str, Any]], dag: CompiledDag) -> dict[str, TaskView]:
    """What the drawing shows of each task."""
    views = count((task["task_id"], task["state"], task["duration"]) for task in tasks)
    places = task_places(dag) if any(task["error"] or task["reason"] for task in tasks) else {}
    for task in tasks:
        view = views[task["task_id"]]
        view.note = failure_note(task["state"], task["error"], task["reason"], places.get(task["task_id"])) or view.note
    states = {task_id: view.state for task_id, view in views.items()}
    for task_id, view in views.items():
        if view.state == "upstream_failed":
            view.note = ", ".join(up for up in dag.upstream(task_id) if states.get(up) in FAILURES)
    return views


def task_places(dag: CompiledDag) -> dict[str, str]:
    """`file:line` of every task that knows its own."""
    return {node["id"]: node["place"] for node in json.loads(dag.to_json())["nodes"] if node.get("place")}


def _between(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else round(end - start, 6)
