"""`critical`: which tasks decide how long a DAG takes, and how much time the others have."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from tradewind.cli.app import emit, json_option, state_options
from tradewind.cli.files import load_one, names_a_file
from tradewind.cli.formatting import duration, plural, table
from tradewind.cli.lookup import compiled, find_run, reading, short
from tradewind.cli.names import DAG_ID, FILE_OR_RUN
from tradewind.cli.records import task_records
from tradewind.cli.terminal import Terminal
from tradewind.errors import UsageError
from tradewind.graph import Graph

if TYPE_CHECKING:
    from tradewind._core import CompiledDag
    from tradewind.stores.protocol import DurationRow

_OTHERS = 12
"""lines for tasks beside the path; the rest is counted"""


@click.command("critical")
@click.argument("what", metavar="FILE|RUN", default="last", type=FILE_OR_RUN)
@click.argument("dag_id", required=False, type=DAG_ID)
@click.option(
    "--runs", metavar="N", default=10, show_default=True, type=click.IntRange(min=1), help="Of a FILE: look at N runs."
)
@click.option(
    "--by", type=click.Choice(["median", "mean", "last"]), default="median", show_default=True,
    help="Of a FILE: what counts as a task's duration.",
)  # fmt: skip
@json_option
@state_options
def critical_command(what: str, dag_id: str | None, runs: int, by: str, as_json: bool, url: str | None) -> None:
    """Show the critical path: the tasks that decide how long it takes, and the slack of the others.

    With a FILE durations are those of its DAG's last successful runs, with a RUN (default: the last) its own.
    """
    if names_a_file(what):
        dag = load_one(what, dag_id).compiled
        with reading(url) as store:
            rows = store.durations(dag.dag_id, runs)
        seen = len({row.run for row in rows})
        if not seen:
            raise UsageError(
                f"no run of '{dag.dag_id}' has succeeded yet", fix=f"start one with `tradewind run {what}`"
            )
        seconds = _typical(rows, by)
        told = f"{by if seen > 1 else 'durations'} of {plural(seen, 'run')}"
    elif dag_id is not None:
        raise UsageError(f"no such file: {what}", fix="a run is named alone, without a DAG id")
    else:
        with reading(url) as store:
            row = find_run(store, what)
            dag = compiled(store, row)
            tasks = task_records(store, row, dag)
        seen, told, seconds = 1, f"run {short(row)}", {}
        for task in tasks:
            seconds[task["task_id"]] = max(seconds.get(task["task_id"], 0.0), task["duration"] or 0.0)
    answer = _analyse(dag, seconds)
    if as_json:
        emit({"dag_id": dag.dag_id, "runs": seen, **answer})
    else:
        _print(dag, told, answer)


def _typical(rows: Sequence[DurationRow], by: str) -> dict[str, float]:
    """Seconds by task, of rows with the newest first."""
    from statistics import fmean, median

    each: dict[str, list[float]] = {}
    for row in rows:
        each.setdefault(row.task_id, []).append(row.seconds)
    choices: dict[str, Callable[[list[float]], float]] = {
        "median": median,
        "mean": fmean,
        "last": lambda found: found[0],
    }
    return {task_id: choices[by](found) for task_id, found in each.items()}


def _analyse(dag: CompiledDag, seconds: Mapping[str, float]) -> dict[str, Any]:
    """What `--json` prints of it. A task that isn't in `seconds` takes none."""
    edges = json.loads(dag.to_json())["edges"]
    graph = Graph.from_edges([(edge["up"], edge["down"]) for edge in edges], nodes=dag.task_ids)
    weights = {task_id: seconds.get(task_id, 0.0) for task_id in dag.task_ids}
    path, length = graph.critical_path(weights)
    slack, alone, on_path = graph.slack(weights), set(graph.bottlenecks()), set(path)
    rest = sorted((task_id for task_id in slack if task_id not in on_path), key=slack.__getitem__)
    tasks = [
        {
            "task_id": task_id,
            "seconds": round(weights[task_id], 6),
            "slack": round(slack[task_id], 6),
            "alone": task_id in alone,
        }
        for task_id in (*path, *rest)
    ]
    return {"seconds": round(length, 6), "path": path, "width": len(graph.antichain()), "tasks": tasks}


def _print(dag: CompiledDag, told: str, answer: Mapping[str, Any]) -> None:
    terminal = Terminal(sys.stdout)
    path, length = answer["path"], answer["seconds"]
    if not path:
        terminal.line(f"{dag.dag_id} has no tasks")
        return
    terminal.line(f"{terminal.paint(dag.dag_id, 'bold')} · {plural(len(dag.task_ids), 'task')} · {told}")
    row = plural(len(path), "task")
    terminal.line(f"{duration(length)} for {row}, one after the other; at most {answer['width']} could run at once")
    shown = answer["tasks"][: len(path) + _OTHERS]
    rows = [
        (
            task["task_id"],
            duration(task["seconds"]),
            f"{task['seconds'] / length:.0%}" if length and place < len(path) else "",
            duration(task["slack"]) if place >= len(path) else "",
            "alone" if task["alone"] else "",
        )
        for place, task in enumerate(shown)
    ]
    lines = table(terminal, ("task", "takes", "share", "slack", ""), rows)
    for place, line in enumerate(lines):
        terminal.line(terminal.paint(line, "dim") if place > len(path) else line)
    if len(shown) < len(answer["tasks"]):
        left = len(answer["tasks"]) - len(shown)
        terminal.line(terminal.paint(f"and {plural(left, 'task')} with more slack → --json", "dim"))
