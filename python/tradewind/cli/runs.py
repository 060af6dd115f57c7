"""`runs` and `why`: reads about runs."""

from __future__ import annotations

import sys
import time

import click

from tradewind.cli.app import emit, json_option, state_options, suggest
from tradewind.cli.formatting import duration, instance_name, local_time, table
from tradewind.cli.lookup import compiled, find_both, find_task, forsaken, reading, short
from tradewind.cli.names import DAG_ID, RUN, TASK
from tradewind.cli.records import FAILURES, run_record, task_records, task_views
from tradewind.cli.terminal import Terminal, fit
from tradewind.errors import UsageError
from tradewind.states import TERMINAL_RUN_STATES, RunState

_TOLD = (*FAILURES, "skipped", "filtered")


@click.command("runs")
@click.option("--dag", "dag_id", type=DAG_ID, metavar="DAG_ID", help="Only runs of this DAG.")
@click.option("--state", "states", multiple=True, metavar="STATE", help="Only runs in this state; may be repeated.")
@click.option("--limit", metavar="N", default=20, show_default=True, type=click.IntRange(min=1), help="At most N.")
@json_option
@state_options
def runs_command(dag_id: str | None, states: tuple[str, ...], limit: int, as_json: bool, url: str | None) -> None:
    """List runs, newest first."""
    for state in states:
        if state not in set(RunState):
            raise UsageError(f"unknown state '{state}'", fix=suggest(state, RunState, f"use {', '.join(RunState)}"))
    with reading(url) as store:
        rows = store.runs(dag_id=dag_id, states=states or None, limit=limit)
    if as_json:
        emit([run_record(row) for row in rows])
        return
    terminal = Terminal(sys.stdout)
    if not rows:
        terminal.line("no runs match" if dag_id or states else "no runs yet → tradewind run FILE")
        return
    now = time.time()
    lines = table(
        terminal,
        ("run", "dag", "state", "started", "took", "logical date"),
        (
            (
                short(row),
                row.dag_id,
                terminal.paint("interrupted", "yellow") if forsaken(url, row) else terminal.state(row.state),
                local_time(row.started_at),
                duration((row.ended_at or now) - row.started_at) if row.started_at else "",
                local_time(row.logical_date),
            )
            for row in rows
        ),
    )
    for line in lines:
        terminal.line(fit(line, terminal.width) if terminal.interactive else line)
    left = [short(row) for row in rows if forsaken(url, row)]
    if left:
        terminal.line(terminal.paint(f"no engine is at work on {', '.join(left)} → tradewind retry {left[0]}", "dim"))


@click.command("why")
@click.argument("run", default="last", type=RUN)
@click.argument("task", required=False, type=TASK)
@json_option
@state_options
def why_command(run: str, task: str | None, as_json: bool, url: str | None) -> None:
    """Say why tasks of RUN (default: the last) have not run; with TASK, of that one."""
    from tradewind.engine.recovery import as_it_stands

    now = time.time()
    with reading(url) as store:
        row, task = find_both(store, run, task)
        dag = compiled(store, row)
        wanted = find_task(dag, task) if task else None
        records = task_records(store, row, dag)
        alone = forsaken(url, row)
        machine = as_it_stands(store, row, now, alive=not alone)
    notes = {task_id: view.note for task_id, view in task_views(records, dag).items()}
    answers = []
    for record in records:
        task_id, map_index, state = record["task_id"], record["map_index"], record["state"]
        chosen = wanted is None or (task_id == wanted[0] and wanted[1] in (None, map_index))
        if not chosen or (wanted is None and state == "success"):
            continue
        if state == "running" and not alone:
            sentence = f"it is running since {record['started_at']}"
        else:
            sentence = machine.why(row.run, task_id, map_index, now=now)
            sentence += "; no engine is at work on this run" if alone else ""
            sentence += f": {notes[task_id]}" if notes[task_id] and state in _TOLD else ""
        answers.append({"task_id": task_id, "map_index": map_index, "state": state, "why": sentence})
    if wanted is not None and not answers:
        raise UsageError(f"run {short(row)} has no '{task}'", fix=f"see `tradewind show {short(row)}`")
    if as_json:
        emit(answers)
        return
    terminal = Terminal(sys.stdout)
    if not answers:
        terminal.line(f"every task of run {short(row)} ({row.dag_id}) succeeded")
    names = [instance_name(answer["task_id"], answer["map_index"]) for answer in answers]
    width = max(map(len, names), default=0)
    for name, answer in zip(names, answers, strict=True):
        terminal.line(f"{terminal.mark(answer['state'])} {name:<{width}}  {answer['why']}")
    if answers and (alone or (row.state in TERMINAL_RUN_STATES and row.state != "success")):
        terminal.line(terminal.paint(f"→ tradewind retry {short(row)}", "dim"))
