"""What `run` and `retry` share: an engine at work, its progress on stderr, the result on stdout, the exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import click

from tradewind.cli.app import Command, emit
from tradewind.cli.formatting import counts, duration, relative, share
from tradewind.cli.lookup import reading, short_id
from tradewind.cli.progress import Progress, run_header
from tradewind.cli.records import run_record, task_records
from tradewind.cli.terminal import Terminal
from tradewind.errors import StoreError

if TYPE_CHECKING:
    from tradewind._core import CompiledDag
    from tradewind.stores.protocol import RunRow


@dataclass(slots=True, frozen=True)
class RunOptions:
    """What the user chose for the engine and for the progress."""

    url: str | None
    parallelism: int | None
    durability: Literal["normal", "full"]
    quiet: bool
    verbose: bool


def conduct_options(command: Command) -> Command:
    """Options of the verbs that open an engine."""
    command = click.option(
        "--parallelism", type=click.IntRange(min=1), metavar="N", help="Attempts at once; default: the number of CPUs."
    )(command)
    return click.option(
        "--durability",
        type=click.Choice(["normal", "full"]),
        default="normal",
        show_default=True,
        help="Survive the crash of any process, or a power cut too.",
    )(command)


def conduct(
    work: Callable[[Progress, RunOptions], bool],
    dag: CompiledDag,
    run_id: str,
    options: RunOptions,
    *,
    as_json: bool,
    warnings: Iterable[str] = (),
    whole: int | None = None,
) -> int:
    """Do `work` (an engine that reports to the progress), then show how the run ended.

    Args:
        work: False if another engine does the work.
        whole: number of tasks of the DAG, where `dag` is a part of it.

    Returns:
        The exit code: 0 the run succeeded, 1 it did not, 130 it was interrupted.
    """
    from tradewind.stores.location import find_location

    terminal = Terminal(sys.stderr)
    opening = [f"{terminal.paint('warning:', 'yellow')} {warning}" for warning in warnings]
    if not options.quiet:
        place = find_location(options.url).url.removeprefix("sqlite:")
        parts = [dag.dag_id, f"run {short_id(run_id)}", share(len(dag.task_ids), whole, "task"), relative(place)]
        opening.insert(0, run_header(terminal, parts))
    progress = Progress(terminal, dag, opening=opening, quiet=options.quiet, verbose=options.verbose)
    interrupted = False
    try:
        if not work(progress, options):
            terminal.line(f"passed on to the engine at work there → tradewind logs {short_id(run_id)} --follow")
            return 0
    except KeyboardInterrupt:
        interrupted = True
    except StoreError as error:
        progress.close()
        if progress.began:
            raise type(error)(
                error.text,
                place=error.place,
                fix=f"{error.fix or 'put it right'}, then `tradewind retry {short_id(run_id)}` continues the run",
            ) from error
        raise
    finally:
        progress.close()
    with reading(options.url) as store:
        row = store.run(run_id)
        if row is None:
            return 130  # interrupted before it was submitted
        if as_json:
            emit({**run_record(row), "tasks": task_records(store, row, dag)})
    if not as_json:
        result = Terminal(sys.stdout)
        result.line(_summary(result, row, progress))
    return 130 if interrupted else 0 if row.state == "success" else 1


def _summary(terminal: Terminal, row: RunRow, progress: Progress) -> str:
    """`7 ok · 1 failed in 1.7s      → tradewind logs 7f3a01c2 load · tradewind retry 7f3a01c2`"""
    took = f" in {duration(row.ended_at - row.started_at)}" if row.ended_at and row.started_at else ""
    text = f"{counts(terminal, progress.counts())}{took}"
    if row.state == "success":
        return text
    name = short_id(row.run_id)
    hints = [f"tradewind logs {name} {progress.first_failed}"] if progress.first_failed else []
    hints.append(f"tradewind retry {name}")
    told = "" if row.state == "failed" else f"{terminal.state(row.state)}: "
    return f"{told}{text}      {terminal.paint('→ ' + ' · '.join(hints), 'bold')}"
