"""The `Store` port: what the engine, the CLI and the UI ask of a database.

One writer (the engine) calls `commit` with a `Batch`: one transaction, all or nothing. Everything else reads, except
`request`, by which another process asks the engine for something. Times are Unix seconds (UTC), durations seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol


class NewRun(NamedTuple):
    """A run to insert. `params` and `meta` are JSON text. `run` is the integer key from `Store.next_run()`."""

    run: int
    run_id: str
    dag_id: str
    dag_version: str
    run_type: str
    """manual, scheduled, backfill or test"""
    logical_date: float | None
    interval_start: float | None
    interval_end: float | None
    params: str
    meta: str
    """executor, source file, who asked; for display and for `retry`"""
    created_at: float


class AttemptStart(NamedTuple):
    run: int
    attempt_id: int
    task_id: str
    map_index: int
    try_number: int
    queued_at: float


class AttemptRunning(NamedTuple):
    """Where the attempt runs; recovery ends what is left of it. `pid_started` is the kernel's start time of the process
    (clock ticks since boot), so that a reused pid is never mistaken for it."""

    started_at: float
    pid: int
    pid_started: int
    host: str
    run: int
    attempt_id: int


class AttemptEnd(NamedTuple):
    """`outcome`: success, failed, skipped, filtered, crashed, timeout, cancelled, lost, reschedule, deferred, waiting.
    `reason`: one lower-case sentence where the outcome alone doesn't tell (`killed by signal 9, out of memory likely`).
    `error`: JSON text {type, message, traceback, place} of a Python exception."""

    outcome: str
    started_at: float | None
    ended_at: float
    exit_code: int | None
    signal: int | None
    reason: str | None
    error: str | None
    run: int
    attempt_id: int


class OutputRow(NamedTuple):
    """`data` is the encoded value, or None when it lies in the blob file `blob` (sha256 hex) below the state folder."""

    run: int
    task_id: str
    map_index: int
    key: str
    codec: str
    data: bytes | None
    blob: str | None
    size: int
    attempt_id: int


class LogChunk(NamedTuple):
    """A run of log lines; `data` is msgpack: list of [time, stream, text] with stream out, err, log or sys."""

    run: int
    attempt_id: int
    seq: int
    data: bytes


class EventRow(NamedTuple):
    """Audit: something noteworthy about a run (`run` 0: about the engine). `data` is JSON text."""

    at: float
    run: int
    kind: str
    data: str


@dataclass(slots=True)
class Batch:
    """Everything one turn of the engine changes. Lists are applied in this order."""

    new_runs: list[NewRun] = field(default_factory=list)
    runs: list[tuple[str, float, int]] = field(default_factory=list)
    """(state, at, run): sets state; started_at from `queued` to `running` (so a retry begins anew); ended_at at a
    terminal state, else cleared"""
    pins: list[tuple[str, str, int]] = field(default_factory=list)
    """(dag_version, params, run): the run goes on with another version of its DAG, which the store has already"""
    instances: list[tuple[Any, ...]] = field(default_factory=list)
    """`_core.Row`s, upserted by (run, task_id, map_index)"""
    expansions: list[tuple[int, str, int, int]] = field(default_factory=list)
    """(run, task_id, count, complete 0/1), upserted by (run, task_id)"""
    attempts_started: list[AttemptStart] = field(default_factory=list)
    attempts_running: list[AttemptRunning] = field(default_factory=list)
    attempts_ended: list[AttemptEnd] = field(default_factory=list)
    outputs_cleared: list[tuple[int, str, int]] = field(default_factory=list)
    """(run, task_id, map_index): drop what an earlier try left"""
    outputs: list[OutputRow] = field(default_factory=list)
    logs: list[LogChunk] = field(default_factory=list)
    events: list[EventRow] = field(default_factory=list)
    requests_done: list[tuple[float, str, int]] = field(default_factory=list)
    """(at, answer, request id)"""

    def __bool__(self) -> bool:
        return bool(self.instances or self.attempts_running or self.logs) or any(
            getattr(self, name) for name in self.__slots__
        )


class RunRow(NamedTuple):
    run: int
    run_id: str
    dag_id: str
    dag_version: str
    run_type: str
    state: str
    logical_date: float | None
    interval_start: float | None
    interval_end: float | None
    params: str
    meta: str
    created_at: float
    started_at: float | None
    ended_at: float | None


class InstanceRow(NamedTuple):
    task_id: str
    map_index: int
    state: str
    try_number: int
    retry_base: int
    attempt_id: int
    next_at: float | None
    changed_at: float


class AttemptRow(NamedTuple):
    attempt_id: int
    task_id: str
    map_index: int
    try_number: int
    outcome: str | None
    """None while it is queued or running"""
    queued_at: float
    started_at: float | None
    ended_at: float | None
    exit_code: int | None
    signal: int | None
    reason: str | None
    error: str | None
    pid: int | None
    pid_started: int | None
    host: str | None


class DurationRow(NamedTuple):
    """How long a task took in a run: its last attempt, and of a mapped task the instance that took longest."""

    run: int
    task_id: str
    seconds: float


class Request(NamedTuple):
    """`kind`: cancel, retry, mark, resume or prune (of no run: 0); `data` is JSON text."""

    id: int
    at: float
    kind: str
    run: int
    data: str


class SecretRow(NamedTuple):
    """One secret, encrypted. `dags`: JSON list of the dag_ids that may have it; None: all may."""

    id: int
    name: str
    value_type: str
    """string or json"""
    dags: str | None
    key_id: str
    """which key it is encrypted with"""
    nonce: bytes
    data: bytes
    changed_at: float


class RunWeight(NamedTuple):
    """`size`: bytes of its logs and outputs, those in blobs too."""

    run: int
    instances: int
    attempts: int
    size: int


class Store(Protocol):
    """Implementations: `stores.sqlite.SqliteStore`. `tests/stores` holds the conformance suite that each must pass.

    Every method raises `StoreError` or one of its kinds (locked, corrupt, full, read-only) and nothing else of its own.
    An instance is used by one thread at a time; the engine sees to that.
    """

    def open(self) -> None:
        """Connect; create or migrate the schema in one transaction. Idempotent."""

    def close(self) -> None: ...
    def facts(self) -> dict[str, str | int]:
        """For people: dialect, place, bytes, schema_version, durability."""

    # -- writing: one transaction each --

    def commit(self, batch: Batch) -> None:
        """All of the batch or nothing; durable when it returns, as far as `durability` says."""

    def next_run(self) -> int:
        """A fresh integer key for a run; never handed out twice."""

    def put_version(self, dag_version: str, dag_id: str, spec: bytes, bundle: bytes, created_at: float) -> None:
        """Keep a version: spec (msgpack) and bundle manifest (msgpack). Known already: no change."""

    def put_secrets(self, secrets: Sequence[SecretRow]) -> None:
        """Insert or replace by name, all or nothing. A name keeps the `id` that it was given first; the rows' own count
        for nothing."""

    def drop_secret(self, name: str) -> bool:
        """Forget it; False: there was none."""

    def request(self, kind: str, run: int, data: str, at: float) -> int:
        """Ask the engine, from any process. Returns the request's id."""

    def drop_runs(self, runs: Sequence[int]) -> list[int]:
        """Forget runs and every row of theirs. Those that have not ended, or of which something is asked that isn't
        answered, stay. Returns the keys of those forgotten."""

    def drop_versions(self, before: float) -> int:
        """Forget versions that no run has and that came before a time. Returns how many."""

    # -- reading: each sees one committed state --

    def version(self, dag_version: str) -> tuple[bytes, bytes] | None:
        """(spec, bundle manifest)"""

    def run(self, run_id: str) -> RunRow | None: ...
    def run_by_prefix(self, prefix: str) -> list[RunRow]:
        """At most 10 runs whose run_id starts so, newest first."""

    def runs(
        self,
        *,
        dag_id: str | None = None,
        states: Iterable[str] | None = None,
        limit: int = 100,
        before: int | None = None,
    ) -> list[RunRow]:
        """Newest first; `before`: only runs whose key is lower (paging)."""

    def instances(self, run: int) -> list[InstanceRow]: ...
    def expansions(self, run: int) -> list[tuple[str, int, bool]]: ...
    def attempts(self, run: int, task_id: str | None = None, map_index: int | None = None) -> list[AttemptRow]:
        """In the order in which they were made."""

    def open_attempts(self, run: int) -> list[AttemptRow]:
        """Attempts without an outcome: what recovery has to settle."""

    def last_attempt_id(self, run: int) -> int:
        """0 if there is none."""

    def durations(self, dag_id: str, runs: int) -> list[DurationRow]:
        """Of the tasks that succeeded in the last `runs` successful runs of a DAG, newest run first. Tasks without an
        attempt (empty ones) aren't in it."""

    def outputs(self, run: int, task_ids: Sequence[str] | None = None, key: str | None = None) -> list[OutputRow]:
        """Ordered by task_id, map_index, key."""

    def logs(self, run: int, attempt_id: int, after_seq: int = -1) -> list[LogChunk]: ...
    def events(self, run: int, after: float = 0.0) -> list[EventRow]: ...
    def secrets(self, name: str | None = None) -> list[SecretRow]:
        """All by name, or that of one name."""

    def open_requests(self) -> list[Request]:
        """Not answered yet, oldest first."""

    def answer(self, request_id: int) -> str | None:
        """What the engine answered; None: not yet."""

    def weigh(self, runs: Sequence[int]) -> list[RunWeight]:
        """How much they hold, in the order asked for."""

    def blobs(self) -> set[str]:
        """The names of all blobs that outputs refer to."""

    def manifests(self) -> list[bytes]:
        """The bundle manifests of all versions."""

    def faults(self) -> list[str]:
        """What is wrong with the database itself, a sentence each. Reads all of it."""
