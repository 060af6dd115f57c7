"""The command line. This module answers `--help` and `--version` itself; click is imported only to dispatch a verb."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

VERBS = {
    "init": "make a project: a place for state, a first DAG",
    "new": "write a small DAG, ready to run",
    "run": "run a DAG file and wait for it to end",
    "test": "run one task in memory; print its log and output",
    "check": "load files and report every error (exit 3)",
    "show": "draw a DAG, or a run with its states",
    "spec": "print the plain data that the core runs",
    "list": "list the DAGs of a file or folder",
    "scan": "read the structure of DAG files without running them",
    "runs": "list runs, newest first",
    "logs": "print what tasks wrote; -f follows",
    "retry": "continue a run: failed tasks and what follows them",
    "cancel": "end a run and its processes",
    "mark": "set the state of tasks by hand",
    "critical": "say which tasks decide how long a DAG takes",
    "why": "say why tasks have not run",
    "resume": "let the tasks go on that wait for a key",
    "db": "upgrade, check, prune: look after the database",
    "doctor": "say what tradewind finds here, and what is wrong",
    "completion": "print the completion script of a shell",
    "secrets": "set, list, remove secrets; renew their key",
    "gust": "the commands of gust-py: parse, task run, run done",
}

_HELP = """\
tradewind runs DAG files: no server, no broker. State lives in .tradewind/ (SQLite).

usage: tradewind VERB [OPTIONS] [ARGS]

{verbs}

options:
  -h, --help     this text; `tradewind VERB --help` tells more
  --version      the version

A run is named by the start of its run_id, or `last`.
exit codes: 0 ok · 1 a task failed · 2 usage or state · 3 a file does not load · 130 interrupted
example: tradewind run dags/etl.py --param day=2026-01-31
"""


_START_PROCESSES = ("run", "test")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Args:
        argv: arguments without the program's name; default `sys.argv[1:]`.
    """
    try:
        _fill_streams()
        args = list(sys.argv[1:] if argv is None else argv)
        if asked := os.environ.get("_TRADEWIND_COMPLETE"):
            from tradewind.cli.completion import answer

            return answer(asked)
        if args[:1] == ["gust"]:
            from tradewind.gust.process import main as gust

            return gust(args[1:], "tradewind gust")
        if args[:1] == ["help"]:
            args = [*args[1:2], "--help"]
        if args and args[0] not in ("-h", "--help", "--version", "-V", "version"):
            if args[0] in _START_PROCESSES and not {"-h", "--help"} & set(args):
                _begin()
            from tradewind.cli.app import dispatch

            return dispatch(args)
        return _tell(args)
    except KeyboardInterrupt:  # so early that nothing has begun
        return 130


def _tell(args: Sequence[str]) -> int:
    """The version or the help."""
    if args and args[0] in ("--version", "-V", "version"):
        from tradewind._core import __version__

        text = f"tradewind {__version__}\n"
    else:
        text = _HELP.format(verbs="\n".join(f"  {name:<10} {summary}" for name, summary in VERBS.items()))
    try:
        encoding = sys.stdout.encoding or "ascii"
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except OSError as error:
        from tradewind.cli.terminal import detach_stdout

        detach_stdout()
        return 0 if isinstance(error, BrokenPipeError) else 2
    return 0


def _fill_streams() -> None:
    """Started with a standard stream closed (`>&-`): open it on nothing, lest a database gets its number."""
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115 - for good


def _begin() -> None:
    """Start the process that will load the file while this one imports click and the engine. Both take as long."""
    from contextlib import suppress

    from tradewind.runner import warm

    with suppress(OSError):  # the loader meets it again and says so
        warm.begin()
