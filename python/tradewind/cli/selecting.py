"""`--select` and `--exclude`, as every verb has them that takes part of a DAG or of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tradewind.cli.lookup import find_run, reading, short
from tradewind.errors import UsageError

if TYPE_CHECKING:
    from tradewind._core import CompiledDag
    from tradewind.cli.app import Command
    from tradewind.engine.selection import Seen


def select_options(command: Command) -> Command:
    """Given several times, they mean any of what they name: as if a blank stood between."""
    command = click.option(
        "--exclude", multiple=True, metavar="SELECTOR", callback=_joined, help="But not these; may be repeated."
    )(command)
    return click.option(
        "-s",
        "--select",
        multiple=True,
        metavar="SELECTOR",
        callback=_joined,
        help="Only these tasks: `load`, `+load`, `tag:x`, ...; may be repeated. See docs/selectors.md.",
    )(command)


def dry_run_option(command: Command) -> Command:
    """`--dry-run`, of verbs that run tasks."""
    return click.option("--dry-run", is_flag=True, help="Print what would run, as a tree, and run nothing.")(command)


def _joined(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> str | None:
    return " ".join(given) if given else None


def states_for(url: str | None, dag_id: str, state_of: str | None, *selectors: str | None) -> Seen | None:
    """The states that `state:` means for a DAG that isn't a run: of its newest run, or of the named one; None: nobody
    asks, or it has no run.

    Raises:
        UsageError: no such run, or one of another DAG.
    """
    from tradewind.engine.selection import asks_for_states, latest_states, seen

    if state_of is None and not asks_for_states(*selectors):
        return None
    with reading(url) as store:
        if state_of is None:
            return latest_states(store, dag_id)
        row = find_run(store, state_of)
        if row.dag_id != dag_id:
            raise UsageError(f"run {short(row)} is of DAG '{row.dag_id}', not of '{dag_id}'")
        return seen(store.instances(row.run))


def part_of(dag: CompiledDag, select: str | None, exclude: str | None, states: Seen | None) -> CompiledDag:
    """What selectors mean of a DAG, to be looked at.

    Raises:
        UsageError: they don't parse, name what doesn't exist, or mean nothing; with the column.
    """
    if select is None and exclude is None:
        return dag
    chosen, _ = dag.select(select, exclude, instances=states)
    return dag.subset(list(dict.fromkeys(task_id for task_id, _ in chosen)))
