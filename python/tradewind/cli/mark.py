"""`mark`: set the state of tasks by hand."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tradewind.cli.app import emit, json_option, state_options, suggest
from tradewind.cli.formatting import instance_name
from tradewind.cli.lookup import compiled, find_run, find_task, reading, short
from tradewind.cli.names import RUN, TASK
from tradewind.cli.records import run_record, task_records
from tradewind.cli.terminal import Terminal
from tradewind.errors import UsageError
from tradewind.states import TERMINAL_RUN_STATES

if TYPE_CHECKING:
    from tradewind._core import CompiledDag
    from tradewind.stores.protocol import InstanceRow

STATES = ("success", "failed", "skipped")


@click.command("mark")
@click.argument("run", type=RUN)
@click.argument("state")
@click.argument("tasks", nargs=-1, required=True, type=TASK, metavar="TASK...")
@json_option
@state_options
def mark_command(run: str, state: str, tasks: tuple[str, ...], as_json: bool, url: str | None) -> None:
    """Set TASKs of RUN (or `last`) to STATE: success, failed or skipped. A running attempt is ended.

    What follows them is left as it is: `tradewind retry` runs it. TASK of a mapped task means all of its instances,
    TASK[3] one.
    """
    from tradewind.engine.api import mark_task

    if state not in STATES:
        raise UsageError(f"a task can't be marked '{state}'", fix=suggest(state, STATES, f"use {', '.join(STATES)}"))
    with reading(url) as store:
        row = find_run(store, run)
        dag = compiled(store, row)
        chosen = _chosen(dag, store.instances(row.run), tasks)
    for task_id, map_index in chosen:
        mark_task(row.run_id, task_id, state, map_index=map_index, url=url)
    with reading(url) as store:
        row = store.run(row.run_id) or row
        records = task_records(store, row, dag)
    if as_json:
        emit({**run_record(row), "tasks": records})
        return
    terminal = Terminal(sys.stdout)
    for task_id, map_index in chosen:
        terminal.line(f"{terminal.mark(state)} {instance_name(task_id, map_index)}  {terminal.state(state)}")
    unlucky = row.state in TERMINAL_RUN_STATES and row.state != "success"
    hint = f" → tradewind retry {short(row)}" if unlucky else ""
    terminal.line(f"run {short(row)} ({row.dag_id}) is {terminal.state(row.state)}{terminal.paint(hint, 'dim')}")


def _chosen(dag: CompiledDag, instances: list[InstanceRow], tasks: tuple[str, ...]) -> list[tuple[str, int]]:
    """Task instances in the order named, none twice."""
    known: dict[str, list[int]] = {}
    for instance in instances:
        if instance.state != "removed":
            known.setdefault(instance.task_id, []).append(instance.map_index)
    chosen: dict[tuple[str, int], None] = {}
    for name in tasks:
        task_id, map_index = find_task(dag, name)
        indexes = known.get(task_id, [-1])
        if map_index is not None and map_index not in indexes:
            raise UsageError(
                f"'{task_id}' has no instance {map_index}",
                fix=f"it has 0 to {max(indexes)}" if max(indexes) >= 0 else "it is not mapped in this run",
            )
        chosen.update(dict.fromkeys((task_id, index) for index in (indexes if map_index is None else [map_index])))
    return list(chosen)
