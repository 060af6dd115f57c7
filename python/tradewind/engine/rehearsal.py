"""What a retry would do: asked of a machine that holds the run as the store does, and is thrown away."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tradewind._core import EV_RETRY_RUN, RunMachine
from tradewind.engine.recovery import machine_rows
from tradewind.engine.repin import joined
from tradewind.engine.selection import wanted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tradewind.loading.loaded import LoadedDag
    from tradewind.stores.protocol import RunRow, Store

    Found = list[tuple[str, int, str]]


def rehearse(
    store: Store,
    row: RunRow,
    old: LoadedDag,
    new: LoadedDag,
    task_ids: Sequence[str] | None,
    select: str | None,
    exclude: str | None,
) -> tuple[Found, int]:
    """(task_id, map_index, present state) of the instances that would run (again), and how many would stay.

    Args:
        old: what the run has been made of.
        new: what it would go on with; `old` itself if that doesn't change.

    Raises:
        UsageError: as `Engine.retry`.
    """
    now = time.time()
    instances, expansions = store.instances(row.run), store.expansions(row.run)
    added: Sequence[str] = ()
    if new is not old:
        instances, _, added = joined(old, new, row, instances, now)
    machine = RunMachine()
    machine.add_run(
        row.run,
        new.compiled,
        now=now,
        state=row.state,
        started_at=row.started_at,
        rows=machine_rows(instances, new),
        expansions=expansions,
    )
    before = {(task_id, index): state for task_id, index, state, _ in machine.states(row.run)}
    arg = wanted(new, instances, task_ids, select, exclude, added)
    for task_id in task_ids or ():
        machine.key(row.run, task_id)
    decided = machine.apply([(EV_RETRY_RUN, row.run << 32, 0, arg)], now=now, room=0)
    # Empty tasks succeed at once; what is held back again, or gone, doesn't run.
    opened = {(name, index) for state, *_, name, index in decided.rows if state in ("none", "scheduled", "success")}
    was = before | {(i.task_id, i.map_index): i.state for i in instances}
    there = {(name, index) for name, index, state, _ in machine.states(row.run) if state != "removed"}
    return [(*name, was.get(name, "none")) for name in sorted(opened & there)], len(there - opened)
