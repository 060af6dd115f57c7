"""`scan`: the structure of DAG files, without running them; and what the other verbs take from it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from tradewind.cli.app import emit, json_option, suggest
from tradewind.cli.formatting import plural
from tradewind.cli.terminal import Terminal
from tradewind.errors import LoadError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tradewind.loading.loaded import LoadedDag
    from tradewind.scanning import Finding, Scan

_LOOK_EVERY = 0.5  # seconds between two looks of --watch


@click.command("scan")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--watch", is_flag=True, help="Scan again when a file changes, until Ctrl-C.")
@json_option
def scan_command(paths: tuple[str, ...], watch: bool, as_json: bool) -> int:
    """Read the DAGs of PATHs (default: the current folder) without running any code.

    Each DAG is `exact`, or `partial` with the lines where something is computed at run time. Exit code 3
    if a file can't be read or isn't Python.
    """
    paths = paths or (".",)
    scans = scan_paths(paths)
    _show(scans, as_json)
    while watch:
        scans = _changed(paths, scans)
        _show(scans, as_json)
    return LoadError.exit_code if any(scan.error for scan in scans) else 0


def scan_paths(paths: Iterable[str]) -> list[Scan]:
    """The scans of files, and of those below folders that hold a DAG or can't be read.

    Raises:
        UsageError: a path doesn't exist.
    """
    from tradewind.scanning import scan, scan_tree

    out: dict[str | None, Scan] = {}
    for path in paths:
        if os.path.isdir(path):
            below = (one for one in scan_tree(path) if one.dags or one.error or one.doubts)
            out.update((one.path, one) for one in below)
        elif not os.path.exists(path):
            folder, name = os.path.split(path)
            beside = os.listdir(folder or ".") if os.path.isdir(folder or ".") else []
            raise UsageError(f"no such file: {path}", fix=suggest(name, beside, "") or None)
        else:
            out[path] = scan(path)
    return list(out.values())


def exact_dags(path: str) -> list[LoadedDag]:
    """The DAGs of a file from its scan, for `--no-import`.

    Raises:
        LoadError: the file is partial; the text names the first place.
    """
    from ast import PyCF_ONLY_AST
    from hashlib import sha256

    from tradewind._core import CompiledDag
    from tradewind.loading.loaded import Bundle, LoadedDag
    from tradewind.scanning import scan
    from tradewind.scanning.lowering import lower_scan
    from tradewind.spec import encode

    found = scan(path)
    with open(path, "rb") as file:
        source = file.read()
    try:
        # Python's own grammar for the bodies of functions, which a scan only skims; nothing is run.
        compile(source, path, "exec", PyCF_ONLY_AST, dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise LoadError(
            str(getattr(error, "msg", error)), place=f"{path}:{getattr(error, 'lineno', None) or 1}"
        ) from None
    except (RecursionError, MemoryError):
        raise LoadError("its expressions are nested too deeply for Python's parser", place=path) from None
    if found.verdict != "exact":
        doubts = [found.error, *found.doubts, *(doubt for dag in found.dags for doubt in dag.doubts)]
        first = next(doubt for doubt in doubts if doubt is not None)
        fix = None if found.error else "without --no-import the file is loaded"
        raise LoadError(first.reason, place=f"{path}:{first.line}", fix=fix)
    digest = sha256(source).hexdigest()
    bundle = Bundle(os.path.dirname(os.path.abspath(path)), os.path.basename(path), {os.path.basename(path): digest})
    out = []
    for dag in found.dags:
        spec = encode(lower_scan(dag, path))
        compiled = CompiledDag.from_msgpack(spec)
        out.append(LoadedDag(dag.dag_id or "", compiled.version(bundle.hash), spec, compiled, bundle))
    return out


def github(file: str, finding: Finding, level: str) -> str:
    """A finding as GitHub's workflow commands annotate it."""
    text = finding.text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    name = file.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A").replace(":", "%3A").replace(",", "%2C")
    return f"::{level} file={name},line={finding.line},col={finding.column},title={finding.kind}::{text}"


def _changed(paths: Sequence[str], scans: Sequence[Scan]) -> list[Scan]:
    """Wait until one of the files is another, and scan again."""
    import time

    while True:
        time.sleep(_LOOK_EVERY)
        now = scan_paths(paths)
        if now != list(scans):
            return now


def _show(scans: Sequence[Scan], as_json: bool) -> None:
    if as_json:
        emit([scan.to_dict() for scan in scans])
        return
    terminal = Terminal(sys.stdout)
    for scan in scans:
        for dag in scan.dags:
            mark = terminal.mark("success" if dag.verdict == "exact" else "skipped")
            size = f"{plural(len(dag.tasks), 'task')}, {plural(len(dag.edges), 'edge')}"
            place = f"{scan.path}:{dag.line}"
            terminal.line(
                f"{mark} {terminal.paint(dag.dag_id or '(computed)', 'bold')}  {dag.verdict}  {size}  {place}"
            )
            for doubt in dag.doubts:
                terminal.line(
                    f"    {terminal.paint(f'{scan.path}:{doubt.line}:{doubt.column}  {doubt.reason}', 'dim')}"
                )
        for doubt in scan.doubts:
            terminal.line(f"  {terminal.paint(f'{scan.path}:{doubt.line}:{doubt.column}  {doubt.reason}', 'dim')}")
        if scan.error is not None:
            error = scan.error
            terminal.line(f"{terminal.mark('failed')} {scan.path}:{error.line}:{error.column}  {error.reason}")
    dags: list[Any] = [dag for scan in scans for dag in scan.dags]
    exact = sum(dag.verdict == "exact" for dag in dags)
    terminal.line(f"{plural(len(scans), 'file')} · {plural(len(dags), 'DAG')} · {exact} exact")
    sys.stdout.flush()
