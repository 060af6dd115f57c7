"""`db`: look after the database: bring it up to date, check it, forget old runs."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from tradewind.cli.app import emit, json_option, state_options
from tradewind.cli.formatting import local_time, moment, plural, relative, size, table
from tradewind.cli.lookup import reading
from tradewind.cli.names import DAG_ID, DATE
from tradewind.cli.terminal import Terminal
from tradewind.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from tradewind.stores.protocol import RunRow, RunWeight

_UNITS = {"m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}


@click.group("db")
def db_command() -> None:
    """Look after the database in which state lives."""


@db_command.command("upgrade")
@json_option
@state_options
def upgrade_command(as_json: bool, url: str | None) -> None:
    """Make the database, or bring its schema up to date. Every verb does it by itself; this one says so."""
    from tradewind.stores import open_store

    with closing(open_store(url)) as store:
        facts = store.facts()
    if as_json:
        emit(facts)
        return
    Terminal(sys.stdout).line(f"{relative(str(facts['place']))}: schema {facts['schema_version']}")


@db_command.command("check")
@json_option
@state_options
def check_command(as_json: bool, url: str | None) -> int:
    """Read the whole database and say what is wrong with it: exit code 2."""
    from tradewind.engine.retention import missing_files
    from tradewind.stores.location import find_location

    state_dir = find_location(url).state_dir
    with reading(url) as store:
        faults = store.faults()
        facts = {} if faults else store.facts()  # what is damaged tells nothing
        if not faults and state_dir is not None:
            faults += missing_files(store, str(state_dir))
    if as_json:
        emit({**facts, "faults": faults})
        return 2 if faults else 0
    terminal = Terminal(sys.stdout)
    for fault in faults:
        terminal.line(f"{terminal.mark('failed')} {fault}")
    if faults:
        terminal.line(plural(len(faults), "fault"))
        return 2
    place = f"{relative(str(facts['place']))}: schema {facts['schema_version']}, {size(int(facts['bytes']))}"
    terminal.line(f"{terminal.mark('success')} {place}, nothing wrong")
    return 0


@db_command.command("prune")
@click.option("--older-than", metavar="AGE", help="Only runs that ended so long ago: 12h, 30d, 8w.")
@click.option("--before", type=DATE, help="Only runs that ended before; ISO 8601, without a zone it is UTC.")
@click.option("--keep-runs", metavar="N", type=click.IntRange(min=0), help="The newest N of each DAG stay.")
@click.option("--dag", "dag_id", type=DAG_ID, metavar="DAG_ID", help="Only runs of this DAG.")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
@json_option
@state_options
def prune_command(
    older_than: str | None,
    before: datetime | None,
    keep_runs: int | None,
    dag_id: str | None,
    dry_run: bool,
    as_json: bool,
    url: str | None,
) -> None:
    """Forget old runs: their tasks, attempts, outputs, logs, and the code that no other run has.

    Needs --older-than, --before or --keep-runs; with several, a run goes only if all of them let it go. A run that has
    not ended stays.
    """
    from tradewind.engine.retention import Pruned, Rule, outdated, prune
    from tradewind.stores.location import find_location

    now = time.time()
    limits = ([now - _age(older_than)] if older_than else []) + ([before.timestamp()] if before else [])
    location = find_location(url)
    with reading(url) as store:
        rows = outdated(store, Rule(min(limits, default=None), keep_runs, dag_id))
        weights = store.weigh([row.run for row in rows])
        done = Pruned()
        if not dry_run and location.state_dir is not None:
            done = prune(store, str(location.state_dir), rows, now)
    groups = list(_by_dag(rows, weights))
    if as_json:
        emit(
            {
                "dry_run": dry_run,
                "dags": [
                    {**group, "first_ended": moment(group["first_ended"]), "last_ended": moment(group["last_ended"])}
                    for group in groups
                ],
                "runs": len(rows) if dry_run else done.runs,
                "versions": None if dry_run else done.versions,
                "files": None if dry_run else done.files,
            }
        )
        return
    terminal = Terminal(sys.stdout)
    if groups:
        lines = [
            (
                str(group["dag_id"]),
                str(group["runs"]),
                str(group["tasks"]),
                size(group["size"]),
                local_time(group["first_ended"]),
                local_time(group["last_ended"]),
            )
            for group in groups
        ]
        for line in table(terminal, ("dag", "runs", "tasks", "logs, outputs", "first ended", "last ended"), lines):
            terminal.line(line)
    if dry_run:
        terminal.line(f"{plural(len(rows), 'run')} would go; nothing was changed")
        return
    freed = f", {plural(done.files, 'file')} ({size(done.size)})" if done.files else ""
    terminal.line(f"{plural(done.runs, 'run')} gone, {plural(done.versions, 'version')}{freed}")
    if done.runs < len(rows):
        terminal.line(f"{plural(len(rows) - done.runs, 'run')} stayed: somebody has just taken them up")


def _age(text: str) -> float:
    found = re.fullmatch(r"(\d{1,6})([mhdw])", text.strip())
    if found is None:
        raise UsageError(f"'{text}' is no age", fix="write it like 90m, 12h, 30d or 8w")
    return float(found[1]) * _UNITS[found[2]]


def _by_dag(rows: list[RunRow], weights: list[RunWeight]) -> Iterator[dict[str, Any]]:
    of_dag: dict[str, list[tuple[RunRow, RunWeight]]] = {}
    for row, weight in zip(rows, weights, strict=True):
        of_dag.setdefault(row.dag_id, []).append((row, weight))
    for dag_id, runs in sorted(of_dag.items()):
        ended = [row.ended_at or row.created_at for row, _ in runs]
        yield {
            "dag_id": dag_id,
            "runs": len(runs),
            "tasks": sum(weight.instances for _, weight in runs),
            "size": sum(weight.size for _, weight in runs),
            "first_ended": min(ended),
            "last_ended": max(ended),
        }
