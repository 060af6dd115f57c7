"""Taking a run back from the store: after a crash, and to retry or cancel one that has ended."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from tradewind._core import EV_SUBMIT, CompiledDag, RunMachine
from tradewind.engine.active import ActiveRun
from tradewind.engine.executor_names import known
from tradewind.engine.turn import GRANTED
from tradewind.errors import LoadError, StoreError, TradewindError
from tradewind.executors.protocol import RunInfo
from tradewind.loading.loaded import Bundle, LoadedDag
from tradewind.spec import decode
from tradewind.states import TERMINAL_RUN_STATES, TERMINAL_TASK_STATES, RunState
from tradewind.stores.protocol import AttemptEnd, AttemptRow, Batch, InstanceRow, NewRun, RunRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from tradewind.engine.repin import Pinned
    from tradewind.engine.turn import Turn
    from tradewind.executors.protocol import Executor
    from tradewind.stores.protocol import Store

UNFINISHED = [state for state in RunState if state not in TERMINAL_RUN_STATES]
LOSSES = 3
"""from so many losses of one try on, a task counts as crashed: it probably ends its engine"""


def executor_of(row: RunRow) -> str:
    """Raises:
    UsageError: it is unknown here.
    """
    return known(json.loads(row.meta).get("executor", "process"))


def unfinished(store: Store) -> list[RunRow]:
    """Runs that an engine left behind, oldest first."""
    found: list[RunRow] = []
    before: int | None = None
    while rows := store.runs(states=UNFINISHED, limit=100, before=before):
        found += rows
        before = rows[-1].run
    return found[::-1]


def take_back(
    turn: Turn,
    row: RunRow,
    executor: Callable[[str], Executor],
    pinned: Pinned | None = None,
) -> ActiveRun:
    """Restore a run from its rows: close the attempts that nobody runs any more, end what is left of their processes,
    give the rest to the machine. What was committed stands.

    Args:
        pinned: goes on with another version than the store says; committed with the next turn.

    Raises:
        LoadError: its version isn't in the store, or this tradewind can't read it.
        UsageError: its executor is unknown here.
    """
    store, now = turn.store, turn.clock.now()
    run = row.run
    dag = pinned.dag if pinned else stored_dag(store, row)
    row = pinned.row if pinned else row
    how = executor(executor_of(row))
    active = ActiveRun(run_info(row), dag, how, json.loads(row.meta).get("isolation", "fork"), state=row.state)
    instances = pinned.instances if pinned else store.instances(run)
    lost = store.open_attempts(run)
    losses = _losses(store, run)
    batch = Batch()
    if lost:
        instances = _settle_lost(row, lost, losses, instances, batch, now)
        active.again.update((attempt.task_id, attempt.map_index) for attempt in lost)
    turn.machine.add_run(
        run,
        dag.compiled,
        now=now,
        state=row.state,
        started_at=row.started_at,
        next_attempt_id=store.last_attempt_id(run) + 1,
        rows=machine_rows(instances, dag),
        expansions=store.expansions(run),
        losses=[
            (i.task_id, i.map_index, min(count, 255))
            for i in instances
            if i.state not in TERMINAL_TASK_STATES and (count := losses[i.task_id, i.map_index, i.try_number])
        ],
    )
    turn.runs[run] = active
    if batch:
        turn.commit(batch)
    if pinned:
        turn.batch.pins.append((row.dag_version, row.params, run))
        turn.batch.instances += pinned.removed
        turn.note("pinned", run, dag_version=row.dag_version)
        stale = (request.id for request in store.open_requests() if (request.run, request.kind) == (run, "cancel"))
        turn.batch.requests_done += [(now, GRANTED, request_id) for request_id in stale]
    if row.state == "queued":
        turn.add((EV_SUBMIT, run << 32, 0, None))
    turn.urgent = True
    return active


def recover(turn: Turn, executor: Callable[[str], Executor]) -> list[ActiveRun]:
    """Take back every unfinished run. One that can't be is recorded as crashed, with the reason, and doesn't stop the
    others."""
    recovered = []
    for row in unfinished(turn.store):
        if row.run in turn.runs:
            continue
        try:
            recovered.append(take_back(turn, row, executor))
        except StoreError:
            raise
        except TradewindError as error:
            give_up(turn, row, error)
        else:
            turn.note("recovered", row.run, run_id=row.run_id)
    return recovered


def give_up(turn: Turn, row: RunRow, why: TradewindError) -> None:
    """Record an unfinished run as crashed; `retry` can still take it up."""
    now = turn.clock.now()
    batch = Batch()
    for attempt in turn.store.open_attempts(row.run):
        batch.attempts_ended.append(_ended(row.run, attempt, "lost", str(why), now))
    for i in turn.store.instances(row.run):
        if i.state in ("scheduled", "queued", "running", "up_for_retry", "up_for_reschedule", "deferred", "waiting"):
            batch.instances.append(
                ("crashed", i.try_number, i.retry_base, i.attempt_id, None, now, row.run, i.task_id, i.map_index)
            )
    batch.runs.append((RunState.CRASHED.value, now, row.run))
    turn.note("crashed", row.run, reason=str(why))
    batch.events, turn.batch.events = turn.batch.events, []
    turn.commit(batch)


def as_it_stands(store: Store, row: RunRow, now: float, *, alive: bool = False) -> RunMachine:
    """A machine that holds the run as the store does, to be asked.

    Args:
        alive: an engine has the run in hand; else what was in flight counts as waiting to start.
    """
    machine = RunMachine()
    dag = stored_dag(store, row)
    machine.add_run(
        row.run,
        dag.compiled,
        now=now,
        state=row.state,
        started_at=row.started_at,
        rows=machine_rows(store.instances(row.run), dag),
        expansions=store.expansions(row.run),
        elsewhere=alive,
    )
    return machine


def explain(store: Store, row: RunRow, task_id: str, map_index: int, now: float) -> str:
    """Why an instance of a run that no engine has in hand isn't running, in a sentence.

    Raises:
        UnknownIdError: the run has no such instance.
    """
    why = as_it_stands(store, row, now).why(row.run, task_id, map_index, now=now)
    return why if row.state in TERMINAL_RUN_STATES else f"{why}; no engine is at work on this run"


def run_info(row: RunRow | NewRun) -> RunInfo:
    """What the attempts of a run know of it."""
    return RunInfo(
        run=row.run,
        run_id=row.run_id,
        dag_id=row.dag_id,
        dag_version=row.dag_version,
        run_type=row.run_type,
        logical_date=row.logical_date,
        interval_start=row.interval_start,
        interval_end=row.interval_end,
        params=json.loads(row.params),
        created_at=row.created_at,
    )


def stored_dag(store: Store, row: RunRow) -> LoadedDag:
    """The very version that a run was made of.

    Raises:
        LoadError: it isn't there, or this tradewind can't read it.
    """
    kept = store.version(row.dag_version)
    if kept is None:
        raise LoadError(f"version {row.dag_version} of DAG '{row.dag_id}' isn't in the store")
    import msgpack

    spec, manifest = kept
    bundle = Bundle(**msgpack.unpackb(manifest))
    return LoadedDag(row.dag_id, row.dag_version, spec, CompiledDag.from_msgpack(spec), bundle)


def keep_version(store: Store, dag: LoadedDag, now: float) -> None:
    """Have `stored_dag` find it."""
    import msgpack

    manifest = msgpack.packb({name: getattr(dag.bundle, name) for name in ("root", "main", "files")})
    store.put_version(dag.dag_version, dag.dag_id, dag.spec, manifest, now)


def mapped_tasks(spec: bytes) -> dict[str, bool]:
    """Every task, and whether it is mapped."""
    return {node["id"]: bool(node.get("expand")) for node in decode(spec)["nodes"]}


def machine_rows(
    instances: list[InstanceRow], dag: LoadedDag
) -> list[tuple[str, int, str, int, int, int, float | None]]:
    """As `RunMachine.add_run` takes them."""
    if any(i.state == "removed" for i in instances):  # by an earlier version of the DAG, or replaced by expansion
        mapped = mapped_tasks(dag.spec)
        instances = [i for i in instances if i.task_id in mapped and (i.map_index < 0 or mapped[i.task_id])]
    return [(i.task_id, i.map_index, i.state, i.try_number, i.retry_base, i.attempt_id, i.next_at) for i in instances]


def _losses(store: Store, run: int) -> Counter[tuple[str, int, int]]:
    """How often a try was lost, by (task_id, map_index, try_number); those that are open are lost by now."""
    return Counter(
        (one.task_id, one.map_index, one.try_number) for one in store.attempts(run) if one.outcome in ("lost", None)
    )


def _settle_lost(
    row: RunRow,
    lost: list[AttemptRow],
    losses: Counter[tuple[str, int, int]],
    instances: list[InstanceRow],
    batch: Batch,
    now: float,
) -> list[InstanceRow]:
    """End leftovers, close the attempts as lost; a try that was lost too often is crashed."""
    from tradewind.runner.leftovers import end_leftovers

    end_leftovers([(a.pid, a.pid_started, a.host) for a in lost if a.pid is not None])
    hopeless: dict[tuple[str, int], str] = {}
    for attempt in lost:
        times = losses[attempt.task_id, attempt.map_index, attempt.try_number]
        reason = "its engine ended before it did"
        outcome = "lost"
        if times >= LOSSES and attempt.started_at is not None:
            outcome, reason = "crashed", f"lost {times} times: its engine ended each time while it ran"
            hopeless[attempt.task_id, attempt.map_index] = reason
        batch.attempts_ended.append(_ended(row.run, attempt, outcome, reason, now))
    if not hopeless:
        return instances
    settled = []
    for i in instances:
        one = i
        if (i.task_id, i.map_index) in hopeless and i.state != "removed":
            one = i._replace(state="crashed", next_at=None, changed_at=now)
            batch.instances.append(
                (one.state, i.try_number, i.retry_base, i.attempt_id, None, now, row.run, i.task_id, i.map_index)
            )
        settled.append(one)
    return settled


def _ended(run: int, attempt: AttemptRow, outcome: str, reason: str, now: float) -> AttemptEnd:
    return AttemptEnd(outcome, attempt.started_at, now, None, None, reason, None, run, attempt.attempt_id)
