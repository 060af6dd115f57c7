"""`gust parse`, `gust task run` and `gust run done` as functions, with gust-py's names and results.

`main()` here answers in this very process, on `sys.stdout` and `sys.stdin`. The console scripts start in `process`,
which keeps the frames apart from what user code prints and sees to it that every task ends with a result.
"""

from __future__ import annotations

import os
import sys

from tradewind.gust import send_frame

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Sequence
    from types import ModuleType
    from typing import Any

COMMANDS: dict[tuple[str, ...], dict[str, Any]] = {
    ("parse",): {"--file": None},
    ("task", "run"): {"--file": None, "--dag": None, "--task": None, "--ctx-json": "{}"},
    ("run", "done"): {"--file": None, "--dag": None, "--fn-name": None, "--status": None, "--run-id": None},
}
"""Words -> options and their defaults; None: it must be given."""


def main() -> None:
    """Carry out `sys.argv`.

    Raises:
        SystemExit: 2 for wrong usage, 1 where `parse` or `run done` fails.
    """
    words, options = arguments(sys.argv[1:])
    if words == ("parse",):
        from tradewind.gust.wire import dumps

        print(dumps(parse_dags_from_file(options["--file"]), ascii_only=True, allow_nan=True))  # noqa: T201 - the result of the command
    elif words == ("task", "run"):
        send_result(run_task_from_file(options["--file"], options["--dag"], options["--task"], context_text(options)))
    else:
        failed = run_done_from_file(
            options["--file"], options["--dag"], options["--fn-name"], options["--status"], options["--run-id"]
        )
        if failed is not None:
            sys.exit(1)


def parse_dags_from_file(path: str) -> list[dict[str, Any]]:
    """See `parse.entries`."""
    from tradewind.gust.parse import entries

    return entries(path)


def run_task_from_file(path: str, dag_name: str, task_name: str, ctx_json: str) -> dict[str, Any]:
    """Load the file, run one task of it; its `result` message. Sends `start` before it looks for the task."""
    from tradewind.gust.wire import loads

    try:
        ctx = loads(ctx_json) if ctx_json else {}
    except ValueError as error:
        return _error_result("ctx-json is not valid JSON", error)
    if not isinstance(ctx, dict):
        return _error_result("ctx-json must be a JSON object")
    with _Importable(path):
        dag, failed = _load_dag_from_file(path, dag_name)
        if failed is not None:
            return failed
        send_frame({"type": "start", "pid": os.getpid()})
        task = getattr(dag, task_name, None)
        if task is None:
            return _error_result(f"Task '{task_name}' not found on dag '{dag_name}'")
        if not callable(task):
            return _error_result(f"Task '{task_name}' on dag '{dag_name}' is not callable")
        try:
            value = _finished(task(ctx))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a task raises is its result
            return _error_result("Task execution failed", error)
    return {"type": "result", "ok": True, "data": {"value": value}}


def run_done_from_file(path: str, dag_name: str, fn_name: str, status: str, run_id: str) -> dict[str, Any] | None:
    """Load the file, call the callback; None, or what went wrong as a `result` message."""
    with _Importable(path):
        dag, failed = _load_dag_from_file(path, dag_name)
        if failed is not None:
            return failed
        function = getattr(dag, fn_name, None)
        if function is None:
            return _error_result(f"Function '{fn_name}' not found on dag '{dag_name}'")
        if not callable(function):
            return _error_result(f"Function '{fn_name}' on dag '{dag_name}' is not callable")
        try:
            _finished(function(status, {"run_id": run_id}))
        except (Exception, SystemExit) as error:  # noqa: BLE001 - as above
            return _error_result("Callback execution failed", error)
    return None


# -- loading --


class _Importable:
    """While it lasts, modules beside the file can be imported: by its body, and by its tasks, too.

    A folder that anyone may write to (a server keeps a copy of the file in one) comes last, so that nothing put there
    takes the place of a module of the library.
    """

    def __init__(self, path: str) -> None:
        self._folder = os.path.dirname(os.path.abspath(path))

    def __enter__(self) -> None:
        try:
            anyones = os.stat(self._folder).st_mode & 0o002
        except OSError:
            anyones = 0
        sys.path.insert(len(sys.path) if anyones else 0, self._folder)

    def __exit__(self, *_: object) -> None:
        if self._folder in sys.path:
            sys.path.remove(self._folder)


def _load_dag_from_file(path: str, dag_name: str) -> tuple[Any | None, dict[str, Any] | None]:
    """(the DAG object, None) or (None, what went wrong)."""
    try:
        module = _load_module(path)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - of the user's file
        return None, _error_result(f"Failed to load module from {path}", error)
    try:
        return _resolve_dag(module, dag_name), None
    except (Exception, SystemExit) as error:  # noqa: BLE001 - of its constructor
        return None, _error_result(str(error), error)


def _load_module(path: str) -> ModuleType:
    """Import the file under a name of its own, `gust_dag_` and 12 hex digits.

    Raises:
        ImportError: not a .py file.
        Exception: whatever the file raises.
    """
    # what importlib.util is made of; importing that costs 3 ms
    from _frozen_importlib import module_from_spec
    from _frozen_importlib_external import spec_from_file_location

    place = os.path.abspath(path)
    name = f"gust_dag_{_digest(place)[:12]}"
    spec = spec_from_file_location(name, place) if place.endswith(".py") else None
    if spec is None:
        raise ImportError(f"Cannot import module from {place}")
    module: ModuleType = module_from_spec(spec)
    sys.modules[name] = module
    assert spec.loader is not None
    spec.loader.exec_module(module)
    return module


def _digest(text: str) -> str:
    try:  # hashlib would bring in OpenSSL
        from _sha2 import sha256  # type: ignore[import-not-found]
    except ImportError:
        try:
            from _sha256 import sha256  # type: ignore[import-not-found]  # before 3.12
        except ImportError:
            from hashlib import sha256
    hexed: str = sha256(os.fsencode(text)).hexdigest()
    return hexed


def _resolve_dag(module: ModuleType, dag_name: str) -> Any:
    """The module's object of that name; of a class a fresh one.

    Raises:
        ValueError: there is none.
    """
    found = getattr(module, dag_name, None)
    if found is None:
        raise ValueError(f"Dag '{dag_name}' not found in module")
    return found() if isinstance(found, type) else found


# -- results --


detailed = False
"""Errors carry traceback and line, beside what gust-py says."""


def _error_result(message: str, exc: BaseException | None = None) -> dict[str, Any]:
    error: dict[str, Any] = {"message": message}
    if exc is not None:
        error["type"] = type(exc).__name__
        error["details"] = str(exc)
        if detailed:
            from tradewind.gust.traces import trace

            error.update(trace(exc))
    return {"type": "result", "ok": False, "error": error}


def send_result(result: dict[str, Any]) -> None:
    """Send it; what JSON can't hold becomes an error."""
    try:
        send_frame(result)
    except (TypeError, ValueError, RecursionError) as error:
        send_frame(_error_result("Task result is not JSON serializable", error))


def _finished(value: Any) -> Any:
    """What it comes to: of an `async def` the result."""
    if not hasattr(value, "__await__"):
        return value
    from tradewind.gust.coroutines import finished

    return finished(value)


# -- arguments --


def arguments(args: Sequence[str], prog: str = "gust") -> tuple[tuple[str, ...], dict[str, str]]:
    """(the words of the command, its options). Anything but plain `--option value` is left to argparse.

    Raises:
        SystemExit: 2, with the usage on stderr; 0 for --help.
    """
    words = tuple(args[: 1 if args[:1] == ["parse"] else 2])
    known = COMMANDS.get(words)
    rest = args[len(words) :]
    if known is not None and len(rest) % 2 == 0:
        given = dict(zip(rest[::2], rest[1::2], strict=True))
        plain = all(name in known and not value.startswith("-") for name, value in given.items())
        if plain and all(name in given or default is not None for name, default in known.items()):
            return words, {**known, **given}
    return _ask_argparse(args, prog)


def _ask_argparse(args: Sequence[str], prog: str) -> tuple[tuple[str, ...], dict[str, str]]:
    from argparse import ArgumentParser

    top = ArgumentParser(prog=prog)
    first = top.add_subparsers(dest="cmd", required=True)
    _add_options(first.add_parser("parse", help="print the DAGs of a file as JSON"), ("parse",))
    for group, verb, about in (
        ("task", "run", "run one task; frames on stdout, replies on stdin"),
        ("run", "done", "call what the file wants called when a run has ended"),
    ):
        second = first.add_parser(group, help=about).add_subparsers(dest=f"{group}_cmd", required=True)
        _add_options(second.add_parser(verb, help=about), (group, verb))
    found = vars(top.parse_args(list(args)))
    words = tuple(word for word in (found["cmd"], found.get(f"{found['cmd']}_cmd")) if word)
    return words, {name: found[name[2:].replace("-", "_")] for name in COMMANDS[words]}


def _add_options(parser: ArgumentParser, words: tuple[str, ...]) -> None:
    for name, default in COMMANDS[words].items():
        parser.add_argument(name, required=default is None, default=default)
        if name == "--fn-name":
            parser.add_argument("--fn_name", dest="fn_name")


def context_text(options: dict[str, str]) -> str:
    """The JSON of `--ctx-json`: itself, `@FILE`, or `-` for stdin: a frame if one comes (replies follow it), else text
    up to the end.

    Raises:
        OSError, EOFError: it can't be read; ValueError: nor decoded.
    """
    given = options["--ctx-json"]
    if given.startswith("@"):
        with open(given[1:], encoding="utf-8") as file:
            return file.read()
    if given != "-":
        return given
    from tradewind import gust

    head = gust._read_exact(1)
    if head[0] <= 0x03:  # the length of anything below 64 MiB; no JSON text begins so
        size = int.from_bytes(head + gust._read_exact(3), "big")
        return gust._read_exact(size).decode("utf-8")
    source = sys.stdin.buffer if gust.streams is None else gust.streams[0]
    return (head + source.read()).decode("utf-8")
