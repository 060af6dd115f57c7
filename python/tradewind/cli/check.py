"""`check` and `list`: what files hold, and every reason why they don't load."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import click
from msgpack import unpackb

from tradewind.cli.app import emit, json_option, no_import_option
from tradewind.cli.files import Found, load_all
from tradewind.cli.formatting import plural, relative, table
from tradewind.cli.names import FILE
from tradewind.cli.terminal import Terminal, fit
from tradewind.errors import LoadError
from tradewind.runner.source import DATA_FILES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tradewind.loading.loaded import LoadedDag
    from tradewind.scanning import Finding


_PLACE = re.compile(r"(?P<file>.+?):(?P<line>\d+)(:(?P<column>\d+))?")


@click.command("check")
@click.argument("paths", nargs=-1, type=FILE, metavar="[PATH]...")
@click.option("--format", "form", type=click.Choice(["text", "json", "github"]), default="text", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--strict", is_flag=True, help="Warnings are errors.")
@no_import_option
def check_command(paths: tuple[str, ...], form: str, as_json: bool, strict: bool, no_import: bool) -> int:
    """Load every DAG file of PATHs (default: the current folder) and report every error: exit code 3.

    What a scan of the source finds besides (tasks joined to none, unknown references, code that reads files or sockets
    while it is imported, ...) is reported with it.
    """
    found = load_all(paths or (".",), no_import=no_import)
    remarks = _remarks(found)
    if strict:
        for file, dag in found.dags:
            found.errors += [(file, LoadError(warning)) for warning in dag.warnings]
            dag.warnings.clear()
        found.errors += [(file, LoadError(one.text, place=f"{file}:{one.line}")) for file, one in remarks]
        remarks = []
    if form == "github":
        _print_annotations(found, remarks)
    elif as_json or form == "json":
        emit(
            {
                "files": found.files,
                "dags": [_dag_record(file, dag) for file, dag in found.dags],
                "errors": [_error_record(file, error) for file, error in found.errors],
                "findings": [
                    {"file": file, "line": one.line, "column": one.column, "kind": one.kind, "message": one.text}
                    for file, one in remarks
                ],
            }
        )
    else:
        _print_check(found, remarks)
    return LoadError.exit_code if found.errors else 0


def _remarks(found: Found) -> list[tuple[str, Finding]]:
    """What scans find; of a file with errors only what isn't one: the loader has said those."""
    from tradewind.scanning.files import scan_files
    from tradewind.scanning.lint import ERRORS, lint

    failed = {file for file, _ in found.errors}
    files = [file for file in found.files if not file.endswith(DATA_FILES)]
    return [
        (file, finding)
        for file, scan in zip(files, scan_files(files), strict=True)
        for finding in lint(scan)
        if not (file in failed and finding.kind in ERRORS)
    ]


def _print_annotations(found: Found, remarks: Sequence[tuple[str, Finding]]) -> None:
    from tradewind.cli.scan import github
    from tradewind.scanning import Finding

    terminal = Terminal(sys.stdout)
    for file, error in found.errors:
        place = _PLACE.fullmatch(error.place or "")
        line, column = (int(number or 1) for number in place.group("line", "column")) if place else (1, 1)
        finding = Finding(type(error).__name__, line, column, error.text)
        terminal.line(github(relative(place["file"]) if place else file, finding, "error"))
    for file, finding in remarks:
        terminal.line(github(file, finding, "warning"))


def _print_check(found: Found, remarks: Sequence[tuple[str, Finding]]) -> None:
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
        for finding in (finding for home, finding in remarks if home == file):
            place = f"{file}:{finding.line}:{finding.column}"
            terminal.line(f"  {terminal.paint('warning:', 'yellow')} {place}  {finding.text}")
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
@click.argument("paths", nargs=-1, type=FILE, metavar="[PATH]...")
@json_option
@no_import_option
def list_command(paths: tuple[str, ...], as_json: bool, no_import: bool) -> int:
    """List the DAGs of PATHs (default: the current folder)."""
    found = load_all(paths or (".",), no_import=no_import)
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
