"""`show`: a DAG of a file, or a run with its states; as a drawing, JSON or Mermaid."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import click

from tradewind.cli.app import emit, no_import_option, state_options
from tradewind.cli.drawing import draw
from tradewind.cli.files import load_one
from tradewind.cli.formatting import counts, duration, local_time, relative, share
from tradewind.cli.lookup import compiled, find_run, forsaken, reading, short
from tradewind.cli.mermaid import mermaid
from tradewind.cli.names import DAG_ID, FILE_OR_RUN
from tradewind.cli.progress import run_header
from tradewind.cli.records import count_states, run_record, task_records, task_views
from tradewind.cli.selecting import part_of, select_options, states_for
from tradewind.cli.terminal import Terminal
from tradewind.errors import UsageError
from tradewind.runner.source import DATA_FILES

if TYPE_CHECKING:
    from tradewind._core import CompiledDag


@click.command("show")
@click.argument("what", metavar="FILE|RUN", default="last", type=FILE_OR_RUN)
@click.argument("dag_id", required=False, type=DAG_ID)
@click.option("--format", "form", type=click.Choice(["text", "json", "mermaid"]), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@select_options
@no_import_option
@state_options
def show_command(
    what: str,
    dag_id: str | None,
    form: str,
    as_json: bool,
    select: str | None,
    exclude: str | None,
    no_import: bool,
    url: str | None,
) -> None:
    """Draw the DAG of FILE, or RUN (default: the last) with states and durations.

    FILE is a path that exists or ends like one; anything else names a run.
    """
    form = "json" if as_json else form
    if os.path.exists(what) or what.endswith((".py", *DATA_FILES)) or os.sep in what:
        dag = load_one(what, dag_id, no_import=no_import).compiled
        _show_dag(dag, part_of(dag, select, exclude, states_for(url, dag.dag_id, None, select, exclude)), form)
        return
    if dag_id is not None:
        raise UsageError(f"no such file: {what}", fix="a run is named alone, without a DAG id")
    _show_run(what, form, select, exclude, url)


def _show_dag(whole: CompiledDag, dag: CompiledDag, form: str) -> None:
    spec: dict[str, Any] = json.loads(dag.to_json())
    terminal = Terminal(sys.stdout)
    if form == "json":
        emit(spec)
    elif form == "mermaid":
        terminal.line(mermaid(spec))
    else:
        schedule = (spec["meta"].get("schedule") or {}).get("text")
        parts = [
            spec["dag_id"],
            share(len(spec["nodes"]), len(whole.task_ids), "task"),
            schedule and f"schedule {schedule}",
            relative(spec["place"] or ""),
        ]
        terminal.line(run_header(terminal, [part for part in parts if part]))
        for line in draw(spec, None, terminal, terminal.width):
            terminal.line(line)


def _show_run(name: str, form: str, select: str | None, exclude: str | None, url: str | None) -> None:
    with reading(url) as store:
        row = find_run(store, name)
        whole = dag = compiled(store, row)
        tasks = task_records(store, row, dag)
    if select is not None or exclude is not None:
        instances = [(task["task_id"], task["map_index"], task["state"]) for task in tasks]
        chosen = set(dag.select(select, exclude, instances=instances)[0])
        tasks = [task for task in tasks if (task["task_id"], task["map_index"]) in chosen]
        dag = dag.subset(list(dict.fromkeys(task["task_id"] for task in tasks)))
    spec: dict[str, Any] = json.loads(dag.to_json())
    terminal = Terminal(sys.stdout)
    if form == "json":
        emit({**run_record(row), "tasks": tasks, "edges": [[edge["up"], edge["down"]] for edge in spec["edges"]]})
        return
    views = task_views(tasks, dag)
    if form == "mermaid":
        terminal.line(mermaid(spec, {task_id: view.state for task_id, view in views.items()}))
        return
    all_tasks = (run_record(row)["selection"] or {}).get("tasks", len(whole.task_ids))
    started = f"started {local_time(row.started_at)}" if row.started_at else ""
    parts = [row.dag_id, f"run {short(row)}", share(len(dag.task_ids), all_tasks, "task"), started]
    terminal.line(run_header(terminal, [part for part in parts if part]))
    for line in draw(spec, views, terminal, terminal.width):
        terminal.line(line)
    took = f" in {duration(row.ended_at - row.started_at)}" if row.ended_at and row.started_at else ""
    alone = f"; no engine is at work on it → tradewind retry {short(row)}" if forsaken(url, row) else ""
    terminal.line(f"{terminal.state(row.state)}: {counts(terminal, count_states(tasks))}{took}{alone}")
