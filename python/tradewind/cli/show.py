"""`show`: a DAG of a file, or a run with its states; drawn, or for other programs."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import click

from tradewind.cli.app import emit, no_import_option, state_options
from tradewind.cli.drawing import draw
from tradewind.cli.files import load_one, names_a_file
from tradewind.cli.formatting import counts, duration, local_time, relative, share
from tradewind.cli.lookup import compiled, find_run, forsaken, reading, short
from tradewind.cli.names import DAG_ID, FILE_OR_RUN
from tradewind.cli.progress import run_header
from tradewind.cli.records import attempt_record, count_states, run_record, task_records, task_views
from tradewind.cli.selecting import part_of, select_options, states_for
from tradewind.cli.terminal import Terminal
from tradewind.drawing.fold import ROOM
from tradewind.errors import UsageError

if TYPE_CHECKING:
    from tradewind._core import CompiledDag
    from tradewind.drawing.views import TaskView


@dataclass(slots=True)
class _Look:
    """How to show it."""

    form: str
    theme: Any
    gantt: bool
    room: int


@click.command("show")
@click.argument("what", metavar="FILE|RUN", default="last", type=FILE_OR_RUN)
@click.argument("dag_id", required=False, type=DAG_ID)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "svg", "dot", "mermaid", "json"]),
    default="text",
    show_default=True,
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--gantt", is_flag=True, help="Of a run: when its attempts were queued and at work; text, svg or json.")
@click.option(
    "--theme",
    type=click.Choice(["light", "dark", "auto"]),
    default="auto",
    show_default=True,
    help="Colours; auto: an svg follows its reader's choice, the rest is light.",
)
@click.option("--unfold", is_flag=True, help="Every task, however many: fold neither equal branches nor groups.")
@select_options
@no_import_option
@state_options
def show_command(
    what: str,
    dag_id: str | None,
    form: str,
    as_json: bool,
    gantt: bool,
    theme: str,
    unfold: bool,
    select: str | None,
    exclude: str | None,
    no_import: bool,
    url: str | None,
) -> None:
    """Draw the DAG of FILE, or RUN (default: the last) with states and durations.

    FILE is a path that exists or ends like one; anything else names a run.
    """
    look = _Look("json" if as_json else form, theme, gantt, 0 if unfold else ROOM)
    if gantt and look.form in ("dot", "mermaid"):
        raise UsageError(f"a gantt chart has no format {look.form}", fix="it has text, svg and json")
    if names_a_file(what):
        if gantt:
            raise UsageError(f"{what} is a file; a gantt chart is of a run", fix="name one, or `last`")
        dag = load_one(what, dag_id, no_import=no_import).compiled
        _show_dag(dag, part_of(dag, select, exclude, states_for(url, dag.dag_id, None, select, exclude)), look)
        return
    if dag_id is not None:
        raise UsageError(f"no such file: {what}", fix="a run is named alone, without a DAG id")
    _show_run(what, look, select, exclude, url)


def _show_dag(whole: CompiledDag, dag: CompiledDag, look: _Look) -> None:
    spec: dict[str, Any] = json.loads(dag.to_json())
    if look.form == "json":
        emit(spec)
        return
    schedule = (spec["meta"].get("schedule") or {}).get("text")
    tasks = share(len(spec["nodes"]), len(whole.task_ids), "task")
    parts = [spec["dag_id"], tasks, schedule and f"schedule {schedule}"]
    if look.form != "text":
        _print(_picture(spec, None, [part for part in parts if part], look))
        return
    terminal = Terminal(sys.stdout)
    terminal.line(run_header(terminal, [part for part in [*parts, relative(spec["place"] or "")] if part]))
    for line in draw(spec, None, terminal, terminal.width, look.room):
        terminal.line(line)


def _show_run(name: str, look: _Look, select: str | None, exclude: str | None, url: str | None) -> None:
    with reading(url) as store:
        row = find_run(store, name)
        whole = dag = compiled(store, row)
        tasks = task_records(store, row, dag)
        attempts = store.attempts(row.run) if look.gantt else []
    if select is not None or exclude is not None:
        instances = [(task["task_id"], task["map_index"], task["state"]) for task in tasks]
        chosen = set(dag.select(select, exclude, instances=instances)[0])
        tasks = [task for task in tasks if (task["task_id"], task["map_index"]) in chosen]
        attempts = [attempt for attempt in attempts if (attempt.task_id, attempt.map_index) in chosen]
        dag = dag.subset(list(dict.fromkeys(task["task_id"] for task in tasks)))
    spec: dict[str, Any] = json.loads(dag.to_json())
    if look.form == "json":
        more = {"attempts": [attempt_record(attempt) for attempt in attempts]} if look.gantt else {}
        edges = [[edge["up"], edge["down"]] for edge in spec["edges"]]
        emit({**run_record(row), "tasks": tasks, "edges": edges, **more})
        return
    views = task_views(tasks, dag)
    took = f" in {duration(row.ended_at - row.started_at)}" if row.ended_at and row.started_at else ""
    head = [row.dag_id, f"run {short(row)}", f"{row.state}{took}"]
    terminal = Terminal(sys.stdout)
    if look.gantt:
        from tradewind.drawing.gantt import gantt, rows

        until = row.ended_at or max([time.time(), *(attempt.queued_at for attempt in attempts)])
        bars = rows(spec, views, attempts, until, look.room)
        if look.form == "svg":
            _print(gantt(bars, head, look.theme))
            return
        from tradewind.cli.gantt import draw_gantt

        lines = draw_gantt(bars, terminal, terminal.width)
    elif look.form != "text":
        _print(_picture(spec, views, head, look))
        return
    else:
        lines = draw(spec, views, terminal, terminal.width, look.room)
    all_tasks = (run_record(row)["selection"] or {}).get("tasks", len(whole.task_ids))
    started = f"started {local_time(row.started_at)}" if row.started_at else ""
    parts = [row.dag_id, f"run {short(row)}", share(len(dag.task_ids), all_tasks, "task"), started]
    terminal.line(run_header(terminal, [part for part in parts if part]))
    for line in lines:
        terminal.line(line)
    alone = f"; no engine is at work on it → tradewind retry {short(row)}" if forsaken(url, row) else ""
    terminal.line(f"{terminal.state(row.state)}: {counts(terminal, count_states(tasks))}{took}{alone}")


def _picture(spec: dict[str, Any], views: dict[str, TaskView] | None, head: list[str], look: _Look) -> str:
    if look.form == "svg":
        from tradewind.drawing.chart import chart

        return chart(spec, views, head=head, paper=look.theme, room=look.room)
    states = None if views is None else {task_id: view.state for task_id, view in views.items()}
    paper: Literal["light", "dark"] = "dark" if look.theme == "dark" else "light"
    if look.form == "dot":
        from tradewind.drawing.dot import dot

        return dot(spec, states, paper) + "\n"
    from tradewind.drawing.mermaid import mermaid

    return mermaid(spec, states, paper) + "\n"


def _print(text: str) -> None:
    """A document for another program: in UTF-8, whatever the terminal can show."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
