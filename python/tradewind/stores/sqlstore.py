"""The `Store` port in SQL, for any dialect: a database adds how it connects, begins, runs and explains itself."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any

from tradewind.errors import StoreError
from tradewind.states import TERMINAL_RUN_STATES
from tradewind.stores import sql
from tradewind.stores.protocol import (
    AttemptRow,
    Batch,
    DurationRow,
    EventRow,
    InstanceRow,
    LogChunk,
    OutputRow,
    Request,
    RunRow,
    RunWeight,
    SecretRow,
)

IDS_A_QUERY = 500
"""task_ids asked for in one statement; every database takes as many parameters"""


class _Transaction:
    """Commits, or rolls back on any error; the driver's own are told in our words. Cheaper than a generator: small runs
    begin many."""

    __slots__ = ("_store", "_write")

    def __init__(self, store: SqlStore, write: bool) -> None:
        self._store, self._write = store, write

    def __enter__(self) -> None:
        try:
            self._store._begin(write=self._write)
        except BaseException as error:
            self._undo(error)
            raise

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is not None:
            self._undo(error)
            return
        try:
            self._store._end()
        except BaseException as failed:
            self._undo(failed)
            raise

    def _undo(self, error: BaseException) -> None:
        self._store._rollback()
        if isinstance(error, self._store.database_errors):
            raise self._store._explain(error) from error


class SqlStore(ABC):
    """All of `Store` but `open`, `close`, `facts` and `faults`."""

    database_errors: tuple[type[Exception], ...]
    """what the driver raises"""

    @abstractmethod
    def _begin(self, *, write: bool) -> None: ...
    @abstractmethod
    def _end(self) -> None:
        """Commit."""

    @abstractmethod
    def _rollback(self) -> None:
        """Undo what `_begin` began, if it still stands. Must not raise."""

    @abstractmethod
    def _many(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None: ...
    @abstractmethod
    def _rows(self, statement: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]: ...
    @abstractmethod
    def _explain(self, error: Exception) -> StoreError:
        """The driver's error in our words, with place and fix."""

    def _transaction(self, *, write: bool = True) -> _Transaction:
        return _Transaction(self, write)

    def _read(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        try:
            return self._rows(statement, parameters)
        except self.database_errors as error:
            raise self._explain(error) from error

    # -- writing --

    def commit(self, batch: Batch) -> None:
        with self._transaction():
            many = self._many
            if batch.new_runs:
                many(sql.INSERT_RUN, batch.new_runs)
            if batch.runs:
                many(sql.UPDATE_RUN, [(state, state, at, state, at, run) for state, at, run in batch.runs])
            if batch.pins:
                many(sql.PIN_RUN, batch.pins)
            if batch.instances:
                many(sql.UPSERT_INSTANCE, batch.instances)
            if batch.expansions:
                many(sql.UPSERT_EXPANSION, batch.expansions)
            if batch.attempts_started:
                many(sql.INSERT_ATTEMPT, batch.attempts_started)
            if batch.attempts_running:
                many(sql.START_ATTEMPT, batch.attempts_running)
            if batch.attempts_ended:
                many(sql.END_ATTEMPT, batch.attempts_ended)
            if batch.outputs_cleared:
                many(sql.CLEAR_OUTPUTS, batch.outputs_cleared)
            if batch.outputs:
                many(sql.UPSERT_OUTPUT, batch.outputs)
            if batch.logs:
                many(sql.INSERT_LOG, batch.logs)
            if batch.events:
                many(sql.INSERT_EVENT, batch.events)
            if batch.requests_done:
                many(sql.ANSWER_REQUEST, batch.requests_done)

    def next_run(self) -> int:
        with self._transaction():
            return self._next("run")

    def put_version(self, dag_version: str, dag_id: str, spec: bytes, bundle: bytes, created_at: float) -> None:
        if self._read(sql.VERSION_KNOWN, dag_version):
            return  # the usual case: no need to wait for the writer
        with self._transaction():
            self._many(sql.INSERT_VERSION, [(dag_version, dag_id, spec, bundle, created_at)])

    def request(self, kind: str, run: int, data: str, at: float) -> int:
        with self._transaction():
            request_id = self._next("request")
            self._many(sql.INSERT_REQUEST, [(request_id, at, kind, run, data)])
        return request_id

    def drop_runs(self, runs: Sequence[int]) -> list[int]:
        with self._transaction():
            dropped = [run for run in dict.fromkeys(runs) if self._rows(sql.MAY_DROP, (run,))]
            for statement in sql.DROP_RUN:
                self._many(statement, [(run,) for run in dropped])
        return dropped

    def drop_versions(self, before: float) -> int:
        with self._transaction():
            known = len(self._rows(sql.VERSIONS))
            self._many(sql.DROP_VERSIONS, [(before,)])
            return known - len(self._rows(sql.VERSIONS))

    def put_secrets(self, secrets: Sequence[SecretRow]) -> None:
        with self._transaction():
            self._many(sql.UPSERT_SECRET, [row[1:] for row in secrets])

    def drop_secret(self, name: str) -> bool:
        with self._transaction():
            known = bool(self._rows(sql.SECRET, (name,)))
            self._many(sql.DROP_SECRET, [(name,)])
        return known

    def _next(self, counter: str) -> int:
        self._many(sql.NEXT, [(counter,)])
        return int(self._rows(sql.LAST, (counter,))[0][0])

    # -- reading --

    def version(self, dag_version: str) -> tuple[bytes, bytes] | None:
        rows = self._read(sql.VERSION, dag_version)
        return (bytes(rows[0][0]), bytes(rows[0][1])) if rows else None

    def run(self, run_id: str) -> RunRow | None:
        rows = self._read(sql.RUN, run_id)
        return RunRow._make(rows[0]) if rows else None

    def run_by_prefix(self, prefix: str) -> list[RunRow]:
        return list(map(RunRow._make, self._read(sql.RUN_BY_PREFIX, prefix, prefix + "\U0010ffff")))

    def runs(
        self,
        *,
        dag_id: str | None = None,
        states: Iterable[str] | None = None,
        limit: int = 100,
        before: int | None = None,
    ) -> list[RunRow]:
        wanted = None if states is None else sorted({str(state) for state in states})
        if wanted == []:
            return []
        statement = sql.runs(
            by_dag=dag_id is not None,
            states=len(wanted or ()),
            unfinished=wanted is not None and TERMINAL_RUN_STATES.isdisjoint(wanted),
            before=before is not None,
        )
        parameters: list[Any] = [] if dag_id is None else [dag_id]
        parameters += wanted or ()
        if before is not None:
            parameters.append(before)
        return list(map(RunRow._make, self._read(statement, *parameters, limit)))

    def instances(self, run: int) -> list[InstanceRow]:
        return list(map(InstanceRow._make, self._read(sql.INSTANCES, run)))

    def expansions(self, run: int) -> list[tuple[str, int, bool]]:
        return [(task_id, count, bool(complete)) for task_id, count, complete in self._read(sql.EXPANSIONS, run)]

    def attempts(self, run: int, task_id: str | None = None, map_index: int | None = None) -> list[AttemptRow]:
        statement = sql.attempts(by_task=task_id is not None, by_map_index=map_index is not None)
        filters = [value for value in (task_id, map_index) if value is not None]
        return list(map(AttemptRow._make, self._read(statement, run, *filters)))

    def open_attempts(self, run: int) -> list[AttemptRow]:
        return list(map(AttemptRow._make, self._read(sql.OPEN_ATTEMPTS, run)))

    def last_attempt_id(self, run: int) -> int:
        return self._read(sql.LAST_ATTEMPT_ID, run)[0][0] or 0

    def durations(self, dag_id: str, runs: int) -> list[DurationRow]:
        return list(map(DurationRow._make, self._read(sql.DURATIONS, dag_id, runs)))

    def outputs(self, run: int, task_ids: Sequence[str] | None = None, key: str | None = None) -> list[OutputRow]:
        keys = () if key is None else (key,)
        if task_ids is None:
            return list(map(OutputRow._make, self._read(sql.outputs(task_ids=0, by_key=bool(keys)), run, *keys)))
        ids = sorted(set(task_ids))
        found: list[OutputRow] = []
        with self._transaction(write=False):  # one committed state, however many statements
            for at in range(0, len(ids), IDS_A_QUERY):
                some = ids[at : at + IDS_A_QUERY]
                statement = sql.outputs(task_ids=len(some), by_key=bool(keys))
                found += map(OutputRow._make, self._rows(statement, (run, *some, *keys)))
        return found

    def logs(self, run: int, attempt_id: int, after_seq: int = -1) -> list[LogChunk]:
        return list(map(LogChunk._make, self._read(sql.LOGS, run, attempt_id, after_seq)))

    def events(self, run: int, after: float = 0.0) -> list[EventRow]:
        return list(map(EventRow._make, self._read(sql.EVENTS, run, after)))

    def secrets(self, name: str | None = None) -> list[SecretRow]:
        rows = self._read(sql.SECRETS) if name is None else self._read(sql.SECRET, name)
        return list(map(SecretRow._make, rows))

    def open_requests(self) -> list[Request]:
        return list(map(Request._make, self._read(sql.OPEN_REQUESTS)))

    def answer(self, request_id: int) -> str | None:
        rows = self._read(sql.ANSWER, request_id)
        return rows[0][0] if rows else None

    def weigh(self, runs: Sequence[int]) -> list[RunWeight]:
        return [RunWeight(run, *self._read(sql.WEIGHT, run, run, run, run)[0]) for run in runs]

    def blobs(self) -> set[str]:
        return {blob for (blob,) in self._read(sql.BLOBS)}

    def manifests(self) -> list[bytes]:
        return [bytes(manifest) for (manifest,) in self._read(sql.MANIFESTS)]
