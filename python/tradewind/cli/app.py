"""From arguments to a verb, and from an exception to an exit code. The only place where the CLI catches everything."""

from __future__ import annotations

import errno
import importlib
import json
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from tradewind.cli import VERBS
from tradewind.cli.terminal import Terminal, detach_stdout
from tradewind.errors import TradewindError, UsageError

_HOMES = {
    "run": "tradewind.cli.run",
    "test": "tradewind.cli.run",
    "check": "tradewind.cli.check",
    "show": "tradewind.cli.show",
    "list": "tradewind.cli.check",
    "scan": "tradewind.cli.scan",
    "runs": "tradewind.cli.runs",
    "logs": "tradewind.cli.logs",
    "retry": "tradewind.cli.control",
    "resume": "tradewind.cli.resume",
    "secrets": "tradewind.cli.secrets",
    "cancel": "tradewind.cli.control",
    "mark": "tradewind.cli.mark",
    "init": "tradewind.cli.new",
    "new": "tradewind.cli.new",
    "spec": "tradewind.cli.spec",
    "doctor": "tradewind.cli.doctor",
    "completion": "tradewind.cli.completion",
    "db": "tradewind.cli.db",
    "critical": "tradewind.cli.critical",
    "why": "tradewind.cli.runs",
}

_FOREIGN = ("dags", "tasks", "info", "db")
"""what a command in Airflow's words begins with"""


class _Verbs(click.Group):
    """Imports the file of the one verb that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _HOMES:
            return None
        command: click.Command = getattr(importlib.import_module(_HOMES[cmd_name]), f"{cmd_name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in _HOMES:
            kind = "option" if args[0].startswith("-") else "verb"
            raise UsageError(f"unknown {kind} '{args[0]}'", fix=suggest(args[0], VERBS, "see `tradewind --help`"))
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # click would make it exit code 1
            raise _ClosedPipeError from None


class _ClosedPipeError(Exception):
    """Whoever read our output has gone."""


root = _Verbs("tradewind", add_help_option=False, context_settings={"help_option_names": ["-h", "--help"]})


def dispatch(args: Sequence[str]) -> int:
    """Run the verb that `args` name; print what goes wrong on stderr, without our insides; return the exit code."""
    try:
        code = root.main(_ours(args), prog_name="tradewind", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except TradewindError as error:
        report(error)
        return error.exit_code
    except click.ClickException as error:
        _error(_usage_text(error))
        return 2
    except (KeyboardInterrupt, click.Abort):
        return 130
    except (BrokenPipeError, _ClosedPipeError):
        detach_stdout()
        return 0
    except OSError as error:
        detach_stdout()
        if error.filename is not None or error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG):
            return _bug(error)
        _error(f"the result can't be written: {(error.strerror or str(error)).lower()}")
        return 2
    except Exception as error:  # noqa: BLE001 - the last stop: what gets here is our fault
        return _bug(error)


def _ours(args: Sequence[str]) -> list[str]:
    if args[0] in _FOREIGN:
        from tradewind.cli.airflow import translated

        return translated(args)
    return list(args)


def _usage_text(error: click.ClickException) -> str:
    """What click says, in our words: lower-case, the nearest name, where to read on."""
    usage = getattr(error, "ctx", None)
    fix = f"see `{usage.command_path} --help`" if usage is not None else ""
    if isinstance(error, click.NoSuchOption):
        names = [name for item in usage.command.params for name in item.opts] if usage is not None else []
        return f"no such option '{error.option_name}'; {suggest(error.option_name, names, fix)}"
    text = error.format_message().rstrip(".")
    return f"{text[:1].lower()}{text[1:]}" + (f"; {fix}" if fix else "")


def suggest(name: str, names: Any, otherwise: str) -> str:
    """`did you mean 'x'?` if a name is near, else `otherwise`."""
    from tradewind._core import nearest

    near = nearest(name, list(names))
    return f"did you mean '{near}'?" if near else otherwise


def report(error: TradewindError) -> None:
    """Print an error of ours: what, where, and the fix."""
    _error(str(error))


def emit(value: Any) -> None:
    """Print `value` as the JSON result of a read."""
    text = json.dumps(value, indent=2, ensure_ascii=not Terminal(sys.stdout).unicode)
    if not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text):  # the name of a file that isn't UTF-8
        text = json.dumps(value, indent=2)
    sys.stdout.write(text + "\n")


def _error(text: str) -> None:
    terminal = Terminal(sys.stderr)
    try:
        terminal.line(f"{terminal.paint('error:', 'red', 'bold')} {text}")
    except OSError:
        return  # the exit code says it


def _bug(error: Exception) -> int:
    """Keep the traceback of an exception that is our fault in a file, and say where it is."""
    import tempfile
    import traceback

    with tempfile.NamedTemporaryFile(
        "w", prefix="tradewind-bug-", suffix=".txt", delete=False, encoding="utf-8", errors="backslashreplace"
    ) as file:
        file.write(f"arguments: {sys.argv[1:]}\nfolder: {os.getcwd()}\n\n")
        file.write("".join(traceback.format_exception(error)))
    _error(f"this is a bug in tradewind: {type(error).__name__}: {error}; please report it with {file.name}")
    return 70


Command = Callable[..., Any]


def state_options(command: Command) -> Command:
    """Options of every verb that reads or writes state."""
    return click.option(
        "--url", metavar="URL", help="Where state lives; default TRADEWIND_URL, else the nearest .tradewind/."
    )(command)


def no_import_option(command: Command) -> Command:
    """`--no-import`, of verbs that show structure."""
    help_text = "Run no code of the file; it must be one whose structure a scan knows exactly."
    return click.option("--no-import", is_flag=True, help=help_text)(command)


def json_option(command: Command) -> Command:
    """`--json`, as every read has it."""
    return click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")(command)


def loudness_options(command: Command) -> Command:
    """`--quiet` and `--verbose`, for verbs that show progress."""
    command = click.option("-v", "--verbose", is_flag=True, help="Show what tasks print as they print it.")(command)
    return click.option("-q", "--quiet", is_flag=True, help="No progress; only errors and the result.")(command)
