"""A run as the caller sees it: `Run` for one that has ended (or is only looked at), `RunHandle` for one at work."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from tradewind.errors import RunFailedError, UnknownIdError
from tradewind.states import RunState, TaskState

if TYPE_CHECKING:
    from tradewind.engine.active import ActiveRun
    from tradewind.engine.engine import Engine
    from tradewind.engine.place import Place
    from tradewind.stores.protocol import AttemptRow, LogChunk, OutputRow, RunRow, Store

T = TypeVar("T")

_FAILED = (TaskState.FAILED, TaskState.CRASHED, TaskState.CANCELLED)


@dataclass(slots=True, frozen=True)
class TaskRun:
    """One task instance as it stands. `duration` is that of the last attempt, in seconds."""

    task_id: str
    map_index: int
    state: TaskState
    try_number: int
    started_at: datetime | None
    ended_at: datetime | None
    exit_code: int | None
    reason: str | None
    """what the state alone doesn't tell, e.g. `killed by signal 9`"""
    error: dict[str, Any] | None
    """{type, message, traceback, place} of the exception"""

    @property
    def duration(self) -> float | None:
        if self.started_at is None or self.ended_at is None:
            return None
        return (self.ended_at - self.started_at).total_seconds()

    def __str__(self) -> str:
        name = self.task_id if self.map_index < 0 else f"{self.task_id}[{self.map_index}]"
        why = (
            f": {self.error['type']}: {self.error['message']}" if self.error else f": {self.reason}" * bool(self.reason)
        )
        place = f" ({self.error['place']})" if self.error and self.error.get("place") else ""
        return f"{name} {self.state}{why}{place}"


class Reader:
    """Reads the store for as long as anyone wants to: opens it again when the engine has closed it."""

    def __init__(self, store: Store, mutex: threading.RLock, place: Place) -> None:
        self.closed = False
        self._store = store
        self._mutex = mutex
        self._place = place  # keeps a temporary folder of outputs for as long as anyone can ask for them

    @property
    def state_dir(self) -> str:
        return self._place.state_dir

    def __call__(self, read: Callable[[Store], T]) -> T:
        with self._mutex:
            if not self.closed:
                return read(self._store)
            self._store.open()
            try:
                return read(self._store)
            finally:
                self._store.close()


class Run:
    """A run, read from the store when asked; it can be asked after its engine is closed, too."""

    def __init__(self, row: RunRow, read: Reader) -> None:
        self._row = row
        self._read = read
        self._tasks: dict[tuple[str, int], TaskRun] | None = None
        self.interrupted_by: int | None = None
        """the signal that cancelled it while it was driven in the main thread"""

    @property
    def run_id(self) -> str:
        return self._row.run_id

    @property
    def dag_id(self) -> str:
        return self._row.dag_id

    @property
    def dag_version(self) -> str:
        return self._row.dag_version

    @property
    def state(self) -> RunState:
        return RunState(self._row.state)

    @property
    def logical_date(self) -> datetime | None:
        return _time(self._row.logical_date)

    @property
    def params(self) -> dict[str, Any]:
        params: dict[str, Any] = json.loads(self._row.params)
        return params

    @property
    def started_at(self) -> datetime | None:
        return _time(self._row.started_at)

    @property
    def ended_at(self) -> datetime | None:
        return _time(self._row.ended_at)

    @property
    def duration(self) -> float | None:
        """Seconds from the first task's release to the end."""
        if self._row.started_at is None or self._row.ended_at is None:
            return None
        return self._row.ended_at - self._row.started_at

    @property
    def tasks(self) -> dict[str, TaskRun]:
        """By task_id; instances of a mapped task by `task_id[map_index]`. Tasks that nothing has touched are absent."""
        return {
            (task_id if map_index < 0 else f"{task_id}[{map_index}]"): task
            for (task_id, map_index), task in self._instances().items()
        }

    def task(self, task_id: str, map_index: int = -1) -> TaskRun:
        """One instance.

        Raises:
            UnknownIdError: the run has none of that name (yet).
        """
        instances = self._instances()
        if (task_id, map_index) not in instances:
            raise UnknownIdError(f"run {self.run_id} has no task instance '{task_id}' with map index {map_index}")
        return instances[task_id, map_index]

    def output(
        self, task_id: str, key: str = "return_value", *, map_index: int | None = None, default: Any = None
    ) -> Any:
        """What a task returned or pushed; for a mapped task the list of all, unless `map_index` says which."""
        rows = self._read(lambda store: store.outputs(self._row.run, [task_id], key))
        if map_index is not None:
            rows = [row for row in rows if row.map_index == map_index]
        if not rows:
            return default
        values = [self._load(row) for row in rows]
        return values if rows[0].map_index >= 0 and map_index is None else values[0]

    @property
    def outputs(self) -> dict[str, Any]:
        """Every return value, by task_id; of a mapped task the list of its instances'."""
        found: dict[str, Any] = {}
        for row in self._read(lambda store: store.outputs(self._row.run, None, "return_value")):
            if row.map_index < 0:
                found[row.task_id] = self._load(row)
            else:
                found.setdefault(row.task_id, []).append(self._load(row))
        return found

    def _load(self, row: OutputRow) -> Any:
        from tradewind.runner.blobs import load_output

        return load_output(row.codec, row.data, row.blob, self._read.state_dir)

    def attempts(self, task_id: str, map_index: int = -1) -> list[AttemptRow]:
        """Every try of one instance, in order."""
        rows: list[AttemptRow] = self._read(lambda store: store.attempts(self._row.run, task_id, map_index))
        return rows

    def logs(self, task_id: str, map_index: int = -1, try_number: int | None = None) -> str:
        """What the attempts of one instance wrote, all streams, in order; `try_number` for one try only."""
        return "\n".join(text for _, _, text in self.log_lines(task_id, map_index, try_number))

    def log_lines(
        self, task_id: str, map_index: int = -1, try_number: int | None = None
    ) -> Iterator[tuple[float, str, str]]:
        """(time, stream, text) with stream out, err, log or sys."""
        import msgpack

        for attempt in self.attempts(task_id, map_index):
            if try_number in (None, attempt.try_number):
                for chunk in self._chunks(attempt.attempt_id):
                    yield from msgpack.unpackb(chunk.data)

    def _chunks(self, attempt_id: int) -> list[LogChunk]:
        return self._read(lambda store: store.logs(self._row.run, attempt_id))

    def raise_for_state(self) -> Run:
        """Give the run itself if it succeeded.

        Raises:
            RunFailedError: it failed, crashed or was cancelled; the text lists the tasks that did.
        """
        if self.state is RunState.SUCCESS:
            return self
        failed = [str(task) for task in self._instances().values() if task.state in _FAILED]
        more = f" and {len(failed) - 10} more" if len(failed) > 10 else ""
        what = f": {', '.join(failed[:10])}{more}" if failed else ""
        raise RunFailedError(f"run {self.run_id} of DAG '{self.dag_id}' {_PHRASE[self.state]}{what}")

    def __repr__(self) -> str:
        return f"<Run {self.run_id} of {self.dag_id}: {self.state}>"

    def _repr_html_(self) -> str:
        """Notebooks draw it, with states and durations."""
        from tradewind.engine.notebook import html

        return html(self._row, list(self._instances().values()), self._read)

    def _instances(self) -> dict[tuple[str, int], TaskRun]:
        if self._tasks is None:
            instances, attempts = self._read(
                lambda store: (store.instances(self._row.run), store.attempts(self._row.run))
            )
            last: dict[tuple[str, int], AttemptRow] = {(a.task_id, a.map_index): a for a in attempts}
            self._tasks = {}
            for i in instances:
                key = (i.task_id, i.map_index)
                self._tasks[key] = _task(i.task_id, i.map_index, i.state, i.try_number, last.get(key))
        return self._tasks


class RunHandle:
    """A run that an engine has in hand. Safe to use from any thread."""

    def __init__(self, engine: Engine, active: ActiveRun) -> None:
        self._engine = engine
        self._active = active

    @property
    def run_id(self) -> str:
        return self._active.info.run_id

    @property
    def state(self) -> RunState:
        """As of the last commit."""
        return RunState(self._active.state)

    @property
    def done(self) -> bool:
        return self._active.ended.is_set()

    def wait(self, timeout: float | None = None) -> Run:
        """Wait for the end.

        Raises:
            TimeoutError: it hasn't ended after `timeout` seconds; it goes on.
            StoreError: what stopped the engine.
        """
        return self._engine.wait(self, timeout)

    def cancel(self) -> None:
        """End it as cancelled; returns at once."""
        self._engine.cancel(self.run_id)

    def why(self, task_id: str, map_index: int = -1) -> str:
        """Why an instance isn't running, in a sentence."""
        return self._engine.why(self.run_id, task_id, map_index)

    def __repr__(self) -> str:
        return f"<RunHandle {self.run_id}: {self.state}>"

    def _repr_html_(self) -> str:
        """Notebooks draw the run as it stands now."""
        return self._engine.find(self.run_id)._repr_html_()


_PHRASE = {
    RunState.FAILED: "failed",
    RunState.CANCELLED: "was cancelled",
    RunState.CRASHED: "crashed",
    RunState.QUEUED: "has not begun",
    RunState.RUNNING: "has not ended",
    RunState.WAITING: "has not ended",
}


def _task(task_id: str, map_index: int, state: str, try_number: int, last: AttemptRow | None) -> TaskRun:
    if last is None:
        return TaskRun(task_id, map_index, TaskState(state), try_number, None, None, None, None, None)
    error = None if last.error is None else json.loads(last.error)
    times = _time(last.started_at), _time(last.ended_at)
    return TaskRun(task_id, map_index, TaskState(state), try_number, *times, last.exit_code, last.reason, error)


def _time(at: float | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)
