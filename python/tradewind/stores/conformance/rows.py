"""What the suite's tests share: how they open stores, and rows to fill them with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tradewind.errors import StoreError
from tradewind.stores.protocol import AttemptEnd, AttemptStart, Batch, NewRun, OutputRow, Store

Factory = Callable[[], Store]


@contextmanager
def opened(factory: Factory) -> Iterator[Store]:
    """A store of its own, closed at the end."""
    store = factory()
    store.open()
    try:
        yield store
    finally:
        store.close()


@contextmanager
def refused() -> Iterator[None]:
    """The block must raise a StoreError."""
    try:
        yield
    except StoreError:
        return
    raise AssertionError("no StoreError was raised")


def new_run(run: int, run_id: str = "", **fields: Any) -> NewRun:
    """A run of `dag` in version `v1`."""
    row = NewRun(
        run=run,
        run_id=run_id or f"run-{run}",
        dag_id="dag",
        dag_version="v1",
        run_type="manual",
        logical_date=None,
        interval_start=None,
        interval_end=None,
        params="{}",
        meta="{}",
        created_at=1000.0 + run,
    )
    return row._replace(**fields)


def make_run(store: Store, run_id: str = "", **fields: Any) -> int:
    """Commit a new run, with its version. Returns its key."""
    store.put_version(fields.get("dag_version", "v1"), fields.get("dag_id", "dag"), b"spec", b"bundle", 1.0)
    run = store.next_run()
    store.commit(Batch(new_runs=[new_run(run, run_id, **fields)]))
    return run


def instance(run: int, task_id: str, map_index: int = -1, state: str = "queued", **fields: Any) -> tuple[Any, ...]:
    """As `_core.Row` has it."""
    given = {"try_number": 1, "retry_base": 0, "attempt_id": 1, "next_at": None, "changed_at": 2.0} | fields
    return (state, *given.values(), run, task_id, map_index)


def start(run: int, attempt_id: int, task_id: str = "task", map_index: int = -1, try_number: int = 1) -> AttemptStart:
    """An attempt handed to an executor."""
    return AttemptStart(run, attempt_id, task_id, map_index, try_number, 100.0 + attempt_id)


def end(run: int, attempt_id: int, outcome: str = "success", **fields: Any) -> AttemptEnd:
    """How it ended."""
    row = AttemptEnd(outcome, None, 200.0 + attempt_id, None, None, None, None, run, attempt_id)
    return row._replace(**fields)


def output(
    run: int, task_id: str, map_index: int = -1, key: str = "return_value", data: bytes | None = b"x"
) -> OutputRow:
    """An output; `data` None makes it one in a blob."""
    blob = "ab" * 32 if data is None else None
    return OutputRow(run, task_id, map_index, key, "msgpack", data, blob, len(data or b""), 1)
