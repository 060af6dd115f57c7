"""`retry` and `cancel`: done by the engine that lives at the place of state, or here if none does."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from tradewind.cli.app import emit, json_option, loudness_options, state_options
from tradewind.cli.conduct import RunOptions, conduct, conduct_options
from tradewind.cli.lookup import find_run, find_task, reading, short
from tradewind.cli.names import RUN, TASK
from tradewind.cli.progress import Progress
from tradewind.cli.records import run_record
from tradewind.cli.selecting import dry_run_option, select_options
from tradewind.cli.terminal import Terminal

if TYPE_CHECKING:
    from tradewind.engine.repin import Difference
    from tradewind.loading.loaded import Bundle

MOST_NAMED = 20
"""tasks, or files, of each kind of change"""


@click.command("retry")
@click.argument("run", default="last", type=RUN)
@click.argument("tasks", nargs=-1, type=TASK, metavar="[TASK]...")
@click.option(
    "--code",
    type=click.Choice(["pinned", "latest"]),
    default="pinned",
    show_default=True,
    help="Go on with the code that the run began with, or with what its file holds now.",
)
@select_options
@dry_run_option
@json_option
@conduct_options
@loudness_options
@state_options
def retry_command(
    run: str,
    tasks: tuple[str, ...],
    code: str,
    select: str | None,
    exclude: str | None,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> int:
    """Continue RUN (default: the last): run again what failed and what follows it; successes are kept.

    With TASKs, these and what follows them run again, whatever their state; with --select just these, and what they had
    held back. What --exclude names stays as it is. With `--code latest` tasks are known by their ids: new ones join the
    run, and those that are gone leave it.
    """
    from tradewind.engine.api import retry_run
    from tradewind.engine.recovery import stored_dag
    from tradewind.engine.repin import difference, newest
    from tradewind.engine.selection import selection_of, wanted

    chosen = RunOptions(**options)
    with reading(chosen.url) as store:
        row = find_run(store, run)
        began = loaded = stored_dag(store, row)
        instances = store.instances(row.run)
        expansions = store.expansions(row.run)
    if code == "latest":
        loaded = newest(began)
    dag = loaded.compiled
    states = [(i.task_id, i.map_index, i.state) for i in instances if i.task_id in set(dag.task_ids)]
    task_ids = [find_task(dag, task)[0] for task in tasks] or None
    wanted(loaded, instances, task_ids, select, exclude)  # a selector that can't be meant is told before anything else
    change = difference(began, loaded)
    if not chosen.quiet:
        terminal = Terminal(sys.stderr)
        for line in _difference(change, row.dag_id) if code == "latest" else _edited(began.bundle, short(row)):
            terminal.line(line)
    if dry_run:
        from tradewind.cli.plan import show_retry_plan
        from tradewind.engine.rehearsal import rehearse

        with reading(chosen.url) as store:
            again, kept = rehearse(store, row, began, loaded, task_ids, select, exclude)
        about = {"run_id": row.run_id, "select": select, "exclude": exclude}
        show_retry_plan(about, loaded, again, kept, as_json=as_json)
        return 0
    if task_ids is None and select is None and row.state == "success" and not change.added:
        Terminal(sys.stdout).line(f"run {short(row)} ({row.dag_id}) succeeded: nothing to retry")
        return 0

    def work(progress: Progress, options: RunOptions) -> bool:
        progress.watch(row.run, states, expansions)
        done = retry_run(
            row.run_id,
            task_ids,
            select=select,
            exclude=exclude,
            url=options.url,
            parallelism=options.parallelism,
            durability=options.durability,
            observer=progress,
            code="pinned" if loaded is began else loaded,
        )
        return done is not None

    return conduct(work, dag, row.run_id, chosen, as_json=as_json, whole=(selection_of(loaded.spec) or {}).get("tasks"))


def _difference(change: Difference, dag_id: str) -> Iterator[str]:
    if not change:
        yield f"the file holds the very code of '{dag_id}' that the run has already"
        return
    for sign, what, names in (
        ("+", "joins", change.added),
        ("-", "leaves", change.removed),
        ("~", "changed", change.changed),
    ):
        for name in names[:MOST_NAMED]:
            yield f"{sign} {name}  {what}"
        if len(names) > MOST_NAMED:
            yield f"{sign} and {len(names) - MOST_NAMED} more"
    if change.files:
        more = f" and {len(change.files) - MOST_NAMED} more" * (len(change.files) > MOST_NAMED)
        yield f"changed files: {', '.join(change.files[:MOST_NAMED])}{more}"


def _edited(bundle: Bundle, run: str) -> Iterator[str]:
    from tradewind.engine.repin import edited

    name = edited(bundle)
    if name is None:
        return
    if os.path.exists(os.path.join(bundle.root, name)):
        yield f"{name} has changed since this run; `tradewind retry {run} --code latest` runs the new code"
    else:
        yield f"{name} is gone since this run, which goes on with the copy that was kept"


@click.command("cancel")
@click.argument("run", default="last", type=RUN)
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
