"""`check` and `list`: what files hold, and every reason why they don't load."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click
from msgpack import unpackb

from tradewind.cli.app import emit, json_option
from tradewind.cli.files import Found, load_all
from tradewind.cli.formatting import plural, relative, table
from tradewind.cli.terminal import Terminal, fit
from tradewind.errors import LoadError

if TYPE_CHECKING:
    from tradewind.loading.loaded import LoadedDag


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--strict", is_flag=True, help="Warnings are errors.")
@json_option
def check_command(paths: tuple[str, ...], strict: bool, as_json: bool) -> int:
    """Load every DAG file of PATHs (default: the current folder) and report every error: exit code 3."""
    found = load_all(paths or (".",))
    if strict:
        for file, dag in found.dags:
            found.errors += [(file, LoadError(warning)) for warning in dag.warnings]
            dag.warnings.clear()
    if as_json:
        emit(
            {
                "files": found.files,
                "dags": [_dag_record(file, dag) for file, dag in found.dags],
                "errors": [_error_record(file, error) for file, error in found.errors],
            }
        )
    else:
        _print_check(found)
    return LoadError.exit_code if found.errors else 0


def _print_check(found: Found) -> None:
    terminal = Terminal(sys.stdout)
    for file in found.files:
        dags = [dag for home, dag in found.dags if home == file]
        errors = [error for home, error in found.errors if home == file]
        if dags and not errors:
            listed = ", ".join(f"{dag.dag_id} ({plural(len(dag.compiled.task_ids), 'task')})" for dag in dags)
            terminal.line(f"{terminal.mark('success')} {file}  {terminal.paint(listed, 'dim')}")
        for dag in dags:
            for warning in dag.warnings:
                terminal.line(f"  {terminal.paint('warning:', 'yellow')} {warning}")
        for error in errors:
            terminal.line(f"{terminal.mark('failed')} {relative(error.place or file)}  {error.text}")
            if error.fix:
                terminal.line(f"    {terminal.paint('→ ' + error.fix, 'dim')}")
    good = plural(len(found.dags), "DAG")
    bad = plural(len(found.errors), "error")
    terminal.line(
        f"{plural(len(found.files), 'file')} · {good} · {terminal.paint(bad, 'red') if found.errors else bad}"
    )


@click.command("list")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@json_option
def list_command(paths: tuple[str, ...], as_json: bool) -> int:
    """List the DAGs of PATHs (default: the current folder)."""
    found = load_all(paths or (".",))
    records = [_dag_record(file, dag) for file, dag in found.dags]
    if as_json:
        emit(records)
    else:
        terminal = Terminal(sys.stdout)
        lines = table(
            terminal,
            ("dag", "tasks", "schedule", "file", "description"),
            (
                (
                    terminal.paint(record["dag_id"], "bold"),
                    str(record["tasks"]),
                    record["schedule"] or "-",
                    relative(record["place"] or record["file"]),
                    record["description"] or "",
                )
                for record in records
            ),
        )
        for line in lines:
            terminal.line(fit(line, terminal.width) if terminal.interactive else line)
    if found.errors:
        errors = Terminal(sys.stderr)
        number = plural(len({file for file, _ in found.errors}), "file")
        errors.line(
            f"{errors.paint('error:', 'red', 'bold')} {number} did not load → {' '.join(('tradewind check', *paths))}"
        )
    return LoadError.exit_code if found.errors else 0


def _dag_record(file: str, dag: LoadedDag) -> dict[str, Any]:
    spec = unpackb(dag.spec)
    meta = spec.get("meta", {})
    return {
        "dag_id": dag.dag_id,
        "dag_version": dag.dag_version,
        "file": file,
        "place": spec.get("place"),
        "tasks": len(spec["nodes"]),
        "schedule": (meta.get("schedule") or {}).get("text"),
        "description": meta.get("description"),
        "tags": meta.get("tags") or [],
        "owner": meta.get("owner"),
    }


def _error_record(file: str, error: LoadError) -> dict[str, Any]:
    return {"file": file, "place": error.place, "kind": type(error).__name__, "message": error.text, "fix": error.fix}
