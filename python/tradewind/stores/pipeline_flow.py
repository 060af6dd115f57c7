"""What every completion goes through: claim, complete, snapshot, launch. In bulk, few statements, no scans."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tradewind import _core
from tradewind.pipeline.durable.store import (
    Advance,
    Claim,
    Completed,
    Completion,
    Launch,
    Output,
    PublicationError,
    Snapshot,
    SourceState,
    TaskPlan,
)
from tradewind.stores.pipeline_worker import WorkerStore, attempt_key

_READY = "SELECT node FROM pipeline_node WHERE run = ? AND waiting = 0 AND disposition IS NULL ORDER BY node"
_SETTLE = "UPDATE pipeline_run SET unsettled = ? WHERE run = ?"
_WAITING = (
    "SELECT e.target, n.waiting FROM pipeline_edge e JOIN pipeline_node n ON n.run = e.run AND n.node = e.target"
    " WHERE e.run = ? AND e.source IN ({})"
)
_FREE = "UPDATE pipeline_node SET waiting = ? WHERE run = ? AND node = ?"
_INSERT_TASK = "INSERT INTO pipeline_task (run, node, generation, status, plan, correlation) VALUES (?, ?, ?, ?, ?, ?)"
_LAUNCH = (
    "UPDATE pipeline_node SET disposition = ?, error = ?, open = ?, settled = ?"
    " WHERE run = ? AND node = ? AND generation = ? AND waiting = 0 AND disposition IS NULL"
)
_RUNNING = "SELECT run, unsettled FROM pipeline_run WHERE run_id = ? AND status = 'running'"
_PLANNABLE = (
    "SELECT n.node, n.generation FROM pipeline_run r JOIN pipeline_node n USING (run) WHERE r.run_id = ?"
    " AND r.status = 'running' AND n.node IN ({}) AND n.waiting = 0 AND n.disposition IS NULL"
)
_SOURCES = (
    "SELECT n.node, n.disposition, o.id, o.fields, o.correlation"
    " FROM pipeline_run r JOIN pipeline_node n USING (run) LEFT JOIN pipeline_output o"
    " ON o.run = n.run AND o.node = n.node AND o.generation = n.generation"
    " WHERE r.run_id = ? AND n.node IN ({}) ORDER BY n.node, o.task, o.position"
)
_CURRENT = (
    "SELECT t.task, t.try_number, t.run, r.run_id, t.node, t.generation, t.status, t.correlation, n.correlation,"
    " r.status, r.unsettled, n.open"
    " FROM pipeline_task t JOIN pipeline_run r USING (run) JOIN pipeline_node n USING (run, node)"
    " WHERE t.task IN ({}) AND t.generation = n.generation"
)
_COMPLETE = "UPDATE pipeline_task SET status = 'completed' WHERE task = ?"
_COUNT = "UPDATE pipeline_node SET open = ?, settled = ? WHERE run = ? AND node = ?"
_INSERT_OUTPUT = (
    "INSERT INTO pipeline_output (run, id, node, generation, task, position, correlation, fields, data)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_CLAIM = (
    "SELECT t.task, t.try_number, r.run_id, t.node, t.generation, t.plan, t.correlation, t.wait_id"
    " FROM pipeline_task t JOIN pipeline_run r USING (run) WHERE t.status = 'queued'{} ORDER BY t.task LIMIT ?"
)
_CLAIMED = "UPDATE pipeline_task SET status = 'running' WHERE task = ?"
_OF_RUN = " AND r.run_id = ?"
_IDS_A_QUERY = 500
_DEPTH = 100
"""containers in containers, beyond what `Limits` allow"""

_decode = json.JSONDecoder().raw_decode


def dump(value: Any) -> str:
    """Raises: ValueError for what isn't JSON."""
    text = _core.json_text(value, _DEPTH)
    if text is None:
        raise ValueError("not JSON (text keys, finite numbers): " + repr(value)[:80])
    return text


def load(text: str) -> Any:
    return _decode(text)[0]


def _plan(stored: str, correlation: str | None) -> TaskPlan:
    edges, parameters, secrets = load(stored)
    return TaskPlan(edges, parameters, secrets, correlation)


def marks(items: Sequence[object]) -> str:
    return ", ".join("?" * len(items))


@lru_cache(maxsize=16)
def _for_one(query: str) -> str:
    return query.format("?")


def chunks(items: Sequence[Any]) -> list[Sequence[Any]]:
    return [items[at : at + _IDS_A_QUERY] for at in range(0, len(items), _IDS_A_QUERY)]


@dataclass(slots=True)
class _Node:
    """A node, as a batch of completions finds and leaves it."""

    run_id: str
    node: int
    is_running: bool
    unsettled: int
    open: int
    """tasks that aren't done"""
    done: int = 0
    """of them, in this batch"""


class FlowStore(WorkerStore):
    """The hot part of `DurableStore`."""

    def claim(self, limit: int, run_id: str | None = None) -> list[Claim]:
        only, arguments = ("", (limit,)) if run_id is None else (_OF_RUN, (run_id, limit))
        with self._transaction():
            rows = self._rows(_CLAIM.format(only), arguments)
            self._many(_CLAIMED, [(row[0],) for row in rows])
        return [
            Claim(str(task), f"{task}.{number}", run_id, node, generation, _plan(plan, correlation), wait)
            for task, number, run_id, node, generation, plan, correlation, wait in rows
        ]

    def complete(self, completed: Sequence[Completed]) -> tuple[list[Completion | None], dict[str, Advance]]:
        with self._transaction():
            return self._complete(completed)

    def _complete(self, completed: Sequence[Completed]) -> tuple[list[Completion | None], dict[str, Advance]]:
        keys = [attempt_key(done.task_id, done.attempt_id) for done in completed]
        tasks = {row[0]: row for row in self._in(_CURRENT, (), [task for task, _ in keys])}
        nodes: dict[tuple[int, int], _Node] = {}
        accepted: set[int] = set()
        outputs: list[tuple[Any, ...]] = []
        answers: list[Completion | None] = []
        for done, (task, number) in zip(completed, keys, strict=True):
            row = tasks.get(task)
            if row is None or row[1] != number:
                answers.append(None)
                continue
            run, run_id, node, generation, status, correlation, kind, run_status, unsettled, still_open = row[2:]
            is_running = run_status == "running"
            repeated = status == "completed" or task in accepted
            if not repeated and (status != "running" or not is_running):
                answers.append(None)
                continue
            at = nodes.get((run, node))
            if at is None:
                at = nodes[run, node] = _Node(run_id, node, is_running, unsettled, still_open)
            if not repeated:
                accepted.add(task)
                at.open -= 1
                at.done += 1
                place = run, node, generation, task
                outputs += _output_rows(done.outputs, place, kind, correlation)
            # As if it had been alone: what comes after it is still open.
            answers.append(Completion(done.task_id, done.attempt_id, run_id, node, generation, at.open == 0))
        self._many(_COMPLETE, [(task,) for task in accepted])
        self._publish(outputs)
        self._many(_COUNT, [(at.open, at.open == 0, *place) for place, at in nodes.items() if at.done])
        return answers, self._freed(nodes)

    def _freed(self, nodes: Mapping[tuple[int, int], _Node]) -> dict[str, Advance]:
        """Per run: what its settled nodes set free; all that is ready, where one was settled before."""
        runs: dict[int, list[_Node]] = {}
        for (run, _), at in nodes.items():
            if at.open == 0 and at.is_running:
                runs.setdefault(run, []).append(at)
        freed = {}
        for run, settled in runs.items():
            fresh = [at.node for at in settled if at.done]
            advance = self._settle(run, fresh, settled[0].unsettled)
            if len(fresh) < len(settled):
                advance = Advance(self._ready(run), advance.unsettled)
            freed[settled[0].run_id] = advance
        return freed

    def _publish(self, rows: Sequence[tuple[Any, ...]]) -> None:
        if not rows:
            return
        try:
            self._many(_INSERT_OUTPUT, rows)
        except sqlite3.IntegrityError as error:
            query = "SELECT 1 FROM pipeline_output WHERE run = ? AND id = ? AND task <> ?"
            known = (row[1] for row in rows if self._rows(query, (row[0], row[1], row[4])))
            raise PublicationError(f"output '{next(known, rows[0][1])}' was published in this run before") from error

    def snapshot(self, run_id: str, nodes: Mapping[int, Sequence[int]]) -> Snapshot:
        with self._transaction(write=False):
            generations = dict(self._in(_PLANNABLE, (run_id,), list(nodes)))
            states: dict[int, SourceState] = {}
            wanted = sorted({source for node in generations for source in nodes[node]})
            for node, disposition, output, fields, correlation in self._in(_SOURCES, (run_id,), wanted):
                state = states.get(node)
                if state is None:
                    state = states[node] = SourceState(disposition or "filtered", [])
                if output is not None:
                    state.outputs.append(Output(output, load(fields), correlation))
        return Snapshot(generations, states)

    def launch(self, run_id: str, launches: Sequence[Launch]) -> Advance | None:
        with self._transaction():
            runs = self._rows(_RUNNING, (run_id,))
            if not runs:
                return None
            run, unsettled = runs[0]
            # Stale ones, and what someone else has launched, are left out.
            due = [launch for launch in launches if self._launched(run, launch)]
            tasks = [
                (run, one.node_index, one.generation, "queued", dump(plan[:3]), plan.correlation_id)
                for one in due
                for plan in one.plans
            ]
            self._many(_INSERT_TASK, tasks)
            return self._settle(run, [one.node_index for one in due if not one.plans], unsettled)

    def _launched(self, run: int, launch: Launch) -> bool:
        count = len(launch.plans)
        row = (launch.disposition, launch.error, count, count == 0, run, launch.node_index, launch.generation)
        return bool(self._db.execute(_LAUNCH, row).rowcount)

    def _settle(self, run: int, settled: Sequence[int], unsettled: int) -> Advance:
        """Count nodes as done, and what waits for them down: what that sets free."""
        if not settled:
            return Advance([], unsettled)
        waiting: dict[int, int] = {}
        for target, before in self._in(_WAITING, (run,), settled):
            waiting[target] = waiting.get(target, before) - 1
        if waiting:
            self._many(_FREE, [(left, run, target) for target, left in waiting.items()])
        self._db.execute(_SETTLE, (unsettled - len(settled), run))
        return Advance(sorted([target for target, left in waiting.items() if left == 0]), unsettled - len(settled))

    def _in(self, query: str, head: tuple[Any, ...], ids: Sequence[int]) -> list[tuple[Any, ...]]:
        """Rows of a query whose `IN ({})` takes ids, after its other parameters."""
        if len(ids) == 1:
            return self._rows(_for_one(query), (*head, ids[0]))
        return [row for some in chunks(ids) for row in self._rows(query.format(marks(some)), (*head, *some))]

    def _ready(self, run: int) -> list[int]:
        return [node for (node,) in self._rows(_READY, (run,))]


def _output_rows(
    outputs: Sequence[Output], place: tuple[int, int, int, int], kind: str, correlation: str | None
) -> list[tuple[Any, ...]]:
    """Rows of `_INSERT_OUTPUT`; correlations by the kind of the task's node."""
    run, *rest = place
    inherited = correlation if kind == "inherit" else None
    return [
        (
            *(run, output.id, *rest, position, output.id if kind == "new" else inherited),
            *(dump(output.fields), None if output.data is None else dump(output.data)),
        )
        for position, output in enumerate(outputs)
    ]
