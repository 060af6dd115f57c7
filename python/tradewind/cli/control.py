"""`retry` and `cancel`: done by the engine that lives at the place of state, or here if none does."""

from __future__ import annotations

import sys
from typing import Any

import click

from tradewind.cli.app import emit, json_option, loudness_options, state_options
from tradewind.cli.conduct import RunOptions, conduct, conduct_options
from tradewind.cli.lookup import compiled, find_run, find_task, reading, short
from tradewind.cli.progress import Progress
from tradewind.cli.records import run_record
from tradewind.cli.terminal import Terminal


@click.command("retry")
@click.argument("run", default="last")
@click.argument("tasks", nargs=-1, metavar="[TASK]...")
@json_option
@conduct_options
@loudness_options
@state_options
def retry_command(run: str, tasks: tuple[str, ...], as_json: bool, **options: Any) -> int:
    """Continue RUN (default: the last): run again what failed and what follows it; successes are kept.

    With TASKs, these and what follows them run again, whatever their state.
    """
    from tradewind.engine.api import retry_run

    chosen = RunOptions(**options)
    with reading(chosen.url) as store:
        row = find_run(store, run)
        dag = compiled(store, row)
        states = [(item.task_id, item.map_index, item.state) for item in store.instances(row.run)]
        expansions = store.expansions(row.run)
    task_ids = [find_task(dag, task)[0] for task in tasks] or None
    if task_ids is None and row.state == "success":
        Terminal(sys.stdout).line(f"run {short(row)} ({row.dag_id}) succeeded: nothing to retry")
        return 0

    def work(progress: Progress, options: RunOptions) -> bool:
        progress.watch(row.run, states, expansions)
        done = retry_run(
            row.run_id,
            task_ids,
            url=options.url,
            parallelism=options.parallelism,
            durability=options.durability,
            observer=progress,
        )
        return done is not None

    return conduct(work, dag, row.run_id, chosen, as_json=as_json)


@click.command("cancel")
@click.argument("run", default="last")
@json_option
@state_options
def cancel_command(run: str, as_json: bool, url: str | None) -> None:
    """End RUN (default: the last) and its processes; it is recorded as cancelled."""
    from tradewind.engine.api import cancel_run

    with reading(url) as store:
        row = find_run(store, run)
    cancel_run(row.run_id, url=url)
    with reading(url) as store:
        row = store.run(row.run_id) or row
    if as_json:
        emit(run_record(row))
        return
    terminal = Terminal(sys.stdout)
    state = "cancelled" if row.state == "cancelled" else "being cancelled"
    terminal.line(f"run {short(row)} ({row.dag_id}) {state} → tradewind retry {short(row)} continues it")
