"""The `Executor` port: where attempts run. The engine hands over `Work` and receives `Report`s; nothing here decides.

An executor lives in the engine's thread: it registers file descriptors with the `Host`, whose loop calls back when they
are readable. An executor with threads of its own (a pool of futures) only ever uses `Host.post`, which is thread-safe.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from tradewind.loading.loaded import LoadedDag

Outcome = Literal[
    "success",
    "failed",
    "skipped",
    "filtered",
    "crashed",
    "timeout",
    "cancelled",
    "lost",
    "reschedule",
    "deferred",
    "waiting",
]

Isolation = Literal["fork", "pool", "spawn"]


@dataclass(slots=True, frozen=True)
class RunInfo:
    """What every attempt of one run knows of it. Times are Unix seconds."""

    run: int
    run_id: str
    dag_id: str
    dag_version: str
    run_type: str
    logical_date: float | None
    interval_start: float | None
    interval_end: float | None
    params: dict[str, Any]
    created_at: float


@dataclass(slots=True)
class Work:
    """One attempt to run. `kind` is `attempt`, or `callback` for a user's callback (then `callback` says which).

    A callback of a task carries the key and attempt_id of the attempt that it is about, and may run beside it; a run
    callback has task_id "", attempt_id 0 and key `run << 32`. Its report repeats `callback`.
    """

    key: int
    attempt_id: int
    task_id: str
    map_index: int
    try_number: int
    run: RunInfo
    dag: LoadedDag
    max_tries: int = 1
    kind: Literal["attempt", "callback"] = "attempt"
    callback: str | None = None
    context: dict[str, Any] = field(default_factory=dict)
    """for callbacks: state, error, reason"""
    isolation: Isolation = "fork"
    """how the process executor keeps it from others; a callback has a process of its own always"""
    timeout: float | None = None
    """seconds after which the engine has it ended (`Executor.kill`); for those executors that can't"""


@dataclass(slots=True)
class Report:
    """How an attempt ended. The log has been delivered through `Host.log` before."""

    key: int
    attempt_id: int
    outcome: Outcome
    started_at: float | None
    ended_at: float
    exit_code: int | None = None
    signal: int | None = None
    reason: str | None = None
    error: dict[str, Any] | None = None
    """{type, message, traceback, place}"""
    no_retry: bool = False
    skip: list[str] | None = None
    """task_ids directly downstream that a branch did not take"""
    until: float | None = None
    """for `reschedule`"""
    wait_for: str | None = None
    """for `waiting`: the key that resumes it"""
    outputs: list[tuple[str, str, bytes | None, str | None, int]] = field(default_factory=list)
    """(key, codec, data, blob, size), as in `stores.protocol.OutputRow`"""
    callback: str | None = None
    """for the report of a `callback` work: its `callback`; outcome is success, or failed with `error`"""


class Host(Protocol):
    """What the engine offers its executors."""

    state_dir: str
    """folder for blobs, logs and sockets; absolute"""

    def watch(self, fd: int, callback: Callable[[], None]) -> None:
        """Call back in the engine's thread whenever `fd` is readable."""

    def unwatch(self, fd: int) -> None: ...
    def post(self, report: Report) -> None:
        """The attempt ended. Thread-safe; exactly one report per work."""

    def started(self, work: Work, at: float, pid: int, pid_started: int) -> None:
        """User code is about to run, in process `pid`; 0: it has no process of its own."""

    def log(self, work: Work, lines: list[tuple[float, str, str]]) -> None:
        """(time, stream, text) with stream out, err, log or sys; in the order of arrival."""

    def call(self, work: Work, op: str, args: dict[str, Any], reply: Callable[[dict[str, Any]], None]) -> None:
        """An attempt asks (`xcom_pull`, `xcom_push`, `variable`, ...). `reply` is called once, now or after the commit,
        with {"ok": true, "data": ...} or {"ok": false, "error": {...}}."""


class Executor(Protocol):
    """`Engine(executor=...)` takes one, or its name where it is ours. It may be opened again after `close`."""

    name: str

    @property
    def here(self) -> bool:
        """Attempts run in the engine's process. They need no file to import; nothing ends them but they themselves: a
        `kill` asks, and when a grace is over the report says that it goes on."""

    def open(self, host: Host) -> None: ...
    def room(self) -> int:
        """How many more works it would take now. More than the machine has cores where starting is cheap (inline)."""

    def start(self, works: Sequence[Work]) -> None:
        """Begin; must not block for longer than starting takes. Failures to start are reports (`lost` or `crashed`)."""

    def kill(self, key: int, attempt_id: int, reason: Literal["timeout", "cancel"]) -> None:
        """End it: TERM to all its processes, after a grace KILL; the report follows with outcome `timeout` or
        `cancelled`, and a reason only if there is more to say than that. Unknown or ended already: nothing."""

    def step(self) -> None:
        """Called once per turn of the loop: where an executor without processes (inline) does its work."""

    def close(self, *, kill: bool = True) -> None:
        """End what is left and release everything; no process remains."""
