"""DAGs as classes, as gust has them: `class Nightly(Dag)` with `@task` methods.

The same file runs in three places. On our engine `log` and `get_*` ask the engine; under a Gust server they write
frames and read replies; anywhere else they do that on stdin and stdout. Every `gust` command imports this module, so it
imports nothing that these don't need.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # the real one would import typing, which costs more than all of this
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import timedelta
    from typing import Any, BinaryIO, TypeVar, overload

    from tradewind.authoring.context import Context
    from tradewind.authoring.places import Place
    from tradewind.gust.errors import NonRecoverableError as NonRecoverableError

    Task = TypeVar("Task", bound=Callable[..., Any])
    Named = str | Iterable[str | Callable[..., Any]] | None

__all__ = [
    "Dag",
    "NonRecoverableError",
    "get_secret_by_name",
    "get_task_by_name_run",
    "log",
    "send_frame",
    "task",
]

MARK = "__gust_task__"
"""Attribute of a function that `@task` was put on: its options."""

places: dict[tuple[str, str], list[Place]] = {}
"""(module, qualified name) -> where classes and tasks of that name were defined: more than one is a duplicate."""
contexts: list[Context] = []
"""Of the attempts that run in this process on our engine. A plain global: threads of a task see it, too."""
streams: tuple[BinaryIO, BinaryIO] | None = None
"""(replies, frames), where a `gust` command keeps them apart from stdin and stdout"""
reply_within = 0
"""Seconds to wait for a reply, where a `gust` command has set an alarm; 0: for ever."""


class Dag:
    """Base of DAG classes. Takes anything; our engine reads `schedule`, `on_finished_callback`, `params`, and
    `retries`, `retry_delay`, `timeout` as defaults of its tasks."""

    _gust_args: tuple[Any, ...]
    _gust_kwargs: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._gust_args = args
        self._gust_kwargs = kwargs

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        frame = sys._getframe(1)
        _note(cls, (frame.f_code.co_filename, frame.f_lineno))


if TYPE_CHECKING:

    @overload
    def task(func: Task) -> Task: ...
    @overload
    def task(
        func: None = None,
        *,
        downstream: Named = None,
        save: bool = False,
        retries: int | None = None,
        retry_delay: timedelta | float | None = None,
        timeout: timedelta | float | None = None,
        map_over: str | Callable[..., Any] | None = None,
        skip_if: str | Callable[..., Any] | None = None,
        wait_for: str | None = None,
    ) -> Callable[[Task], Task]: ...


def task(
    func: Any = None,
    *,
    downstream: Any = None,
    save: bool = False,
    retries: int | None = None,
    retry_delay: Any = None,
    timeout: Any = None,
    map_over: Any = None,
    skip_if: Any = None,
    wait_for: str | None = None,
) -> Any:
    """Make a method a task: `@task` or `@task(...)`. The function itself stays what it is.

    Args:
        downstream: what runs after it: names of tasks, in a list, a tuple or one string.
        save: keep what it returns, for `get_task_by_name_run` and `map_over`.
        retries: how often a failed attempt is tried again; None: as the DAG says, else 0.
        retry_delay: seconds or a timedelta before a retry.
        timeout: seconds or a timedelta after which the attempt is ended.
        map_over: name of a task with `save=True`; this one runs once for each item of what it returned, which
            `ctx["params"]` holds: a dict item by its keys, another under `item`.
        skip_if: name of a method (or a function) that is called with what the task would be; true: skip the task.
        wait_for: a key. The task doesn't begin before `tradewind resume KEY`; the payload is in
            `ctx["params"]["__gust_wait_payload__"]`.
    """
    options = {
        "downstream": downstream,
        "save": save,
        "retries": retries,
        "retry_delay": retry_delay,
        "timeout": timeout,
        "map_over": map_over,
        "skip_if": skip_if,
        "wait_for": wait_for,
    }

    def mark(function: Any) -> Any:
        setattr(function, MARK, options)
        code = getattr(function, "__code__", None)
        if code is not None:
            _note(function, (code.co_filename, code.co_firstlineno))
        return function

    return mark if func is None else mark(func)


def _note(thing: Any, place: Place) -> None:
    known = places.setdefault((thing.__module__, thing.__qualname__), [])
    if place not in known:
        known.append(place)


# -- what a task may ask for --


def get_task_by_name_run(name: str, run_id: str) -> Any:
    """The reply about a task of a run: `{"type": "reply", "ok": True, "data": {"id": ..., "result": ...}}`, or `ok`
    False and `error` "task_not_found". A task that has saved nothing (yet) has the result `{}`.

    Raises:
        EOFError: under a server that has gone.
    """
    if (here := _context()) is not None:
        from tradewind.gust.asking import task_reply

        return task_reply(here, name, run_id)
    send_frame({"type": "call", "op": "get_task_by_name_run", "run_id": run_id, "name": name})
    return _read_frame()


def get_secret_by_name(name: str) -> Any:
    """The reply about a secret: `data` has `id`, `name`, `value_type` ("string" or "json") and `value`, a string
    either way; or `ok` False and `error` "secret_not_found". A reply is true either way: ask for `["ok"]`.

    Raises:
        EOFError: under a server that has gone.
    """
    if (here := _context()) is not None:
        from tradewind.gust.asking import secret_reply

        return secret_reply(here, name)
    send_frame({"type": "call", "op": "get_secret_by_name", "name": name})
    return _read_frame()


def log(msg: Any, level: str = "info") -> None:
    """Write to the task's log. `msg`: any JSON value."""
    if (here := _context()) is not None:
        from tradewind.gust.asking import write_log

        write_log(here, msg, level)
        return
    try:
        send_frame({"type": "log", "level": level, "msg": msg})
    except ValueError:  # nan and infinity are no JSON, and a reader would stumble over the whole stream
        send_frame({"type": "log", "level": level, "msg": repr(msg)})


def _context() -> Context | None:
    module = sys.modules.get("tradewind.authoring.context")  # an operator of ours may call what gust code offers
    here: Context | None = None if module is None else module.running.get(None)
    if here is None and contexts:
        if len(contexts) > 1:
            raise RuntimeError("several tasks run in this process; a thread of one needs its copy_context()")
        return contexts[0]
    return here


# -- frames --


def send_frame(payload: dict[str, Any]) -> None:
    """Write one frame: 4 bytes of length, big-endian, then JSON.

    Raises:
        TypeError, ValueError: JSON can't hold it; nothing is written.
    """
    from tradewind.gust.wire import dumps

    data = dumps(payload).encode("utf-8", "backslashreplace")  # of lone surrogates: as JSON
    out = sys.stdout.buffer if streams is None else streams[1]
    out.write(len(data).to_bytes(4, "big") + data)
    out.flush()


def _read_exact(size: int) -> bytes:
    source = sys.stdin.buffer if streams is None else streams[0]
    data = b""
    while len(data) < size:
        more = source.read(size - len(data))
        if not more:
            raise EOFError("Unexpected EOF while reading frame")
        data += more
    return data


def _read_frame() -> Any:
    from tradewind.gust.wire import loads

    if not reply_within:
        return loads(_read_exact(int.from_bytes(_read_exact(4), "big")))
    from _signal import alarm

    alarm(reply_within)
    try:
        return loads(_read_exact(int.from_bytes(_read_exact(4), "big")))
    finally:
        alarm(0)


def __getattr__(name: str) -> Any:
    if name == "NonRecoverableError":
        from tradewind.gust.errors import NonRecoverableError

        return NonRecoverableError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
