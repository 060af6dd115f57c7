"""What every completion goes through: claim, complete, snapshot, launch. In bulk, few statements, no scans."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

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
_SETTLE = "UPDATE pipeline_run SET unsettled = unsettled - ? WHERE run = ? RETURNING unsettled"
_FREE = (
    "UPDATE pipeline_node SET waiting = waiting - 1 WHERE run = ?1 AND node IN"
    " (SELECT target FROM pipeline_edge WHERE run = ?1 AND source = ?2) RETURNING node, waiting"
)
_INSERT_TASK = "INSERT INTO pipeline_task (run, node, generation, status, plan, correlation) VALUES (?, ?, ?, ?, ?, ?)"
_LAUNCH = "UPDATE pipeline_node SET disposition = ?, error = ?, open = ?, settled = ? WHERE run = ? AND node = ?"
_LAUNCHABLE = (
    "SELECT r.run, r.unsettled, n.node, n.generation FROM pipeline_run r LEFT JOIN pipeline_node n"
    " ON n.run = r.run AND n.waiting = 0 AND n.disposition IS NULL AND n.node IN ({})"
    " WHERE r.run_id = ? AND r.status = 'running'"
)
_SNAPSHOT = (
    "SELECT n.node, n.generation, n.waiting = 0 AND n.disposition IS NULL, n.disposition, o.id, o.fields, o.correlation"
    " FROM pipeline_run r JOIN pipeline_node n USING (run) LEFT JOIN pipeline_output o"
    " ON o.run = n.run AND o.node = n.node AND o.generation = n.generation"
    " WHERE r.run_id = ? AND r.status = 'running' AND n.node IN ({}) ORDER BY n.node, o.task, o.position"
)
_CURRENT = (
    "SELECT t.task, t.try_number, t.run, r.run_id, t.node, t.generation, t.status, t.correlation, n.correlation,"
    " r.status, r.unsettled"
    " FROM pipeline_task t JOIN pipeline_run r USING (run) JOIN pipeline_node n USING (run, node)"
    " WHERE t.task IN ({}) AND t.generation = n.generation"
)
_COMPLETE = "UPDATE pipeline_task SET status = 'completed' WHERE task = ?"
_COUNT = "UPDATE pipeline_node SET open = open - ?1, settled = (open = ?1) WHERE run = ?2 AND node = ?3 RETURNING open"
_INSERT_OUTPUT = (
    "INSERT INTO pipeline_output (run, id, node, generation, task, position, correlation, fields, data)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_CLAIM = (
    "UPDATE pipeline_task SET status = 'running' WHERE task IN"
    " (SELECT task FROM pipeline_task WHERE status = 'queued'{} ORDER BY task LIMIT ?)"
    " RETURNING task, try_number, (SELECT run_id FROM pipeline_run r WHERE r.run = pipeline_task.run), node,"
    " generation, plan, correlation, wait_id"
)
_OF_RUN = " AND run = (SELECT run FROM pipeline_run WHERE run_id = ?)"
_IDS_A_QUERY = 500
_DEPTH = 100
"""containers in containers, beyond what `Limits` allow"""

_Place = tuple[int, int]
"""(run, node)"""

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


def chunks(items: Sequence[Any]) -> list[Sequence[Any]]:
    return [items[at : at + _IDS_A_QUERY] for at in range(0, len(items), _IDS_A_QUERY)]


class _Task(NamedTuple):
    """A task whose launch hasn't been reopened, with its node and run."""

    task: int
    try_number: int
    run: int
    run_id: str
    node: int
    generation: int
    status: str
    correlation: str | None
    kind: str
    """of correlation: new, inherit or none"""
    run_status: str
    unsettled: int


class FlowStore(WorkerStore):
    """The hot part of `DurableStore`."""

    def claim(self, limit: int, run_id: str | None = None) -> list[Claim]:
        only, arguments = ("", (limit,)) if run_id is None else (_OF_RUN, (run_id, limit))
        rows = self._read(_CLAIM.format(only), *arguments)
        return [
            Claim(str(task), f"{task}.{number}", run_id, node, generation, _plan(plan, correlation), wait)
            for task, number, run_id, node, generation, plan, correlation, wait in sorted(rows)
        ]

    def complete(self, completed: Sequence[Completed]) -> tuple[list[Completion | None], dict[str, Advance]]:
        with self._transaction():
            return self._complete(completed)

    def _complete(self, completed: Sequence[Completed]) -> tuple[list[Completion | None], dict[str, Advance]]:
        keys = [attempt_key(done.task_id, done.attempt_id) for done in completed]
        tasks = self._tasks([task for task, _ in keys])
        outputs: list[tuple[Any, ...]] = []
        accepted: set[int] = set()
        counts: Counter[_Place] = Counter()
        answers: list[tuple[_Task, int] | None] = []
        for done, (number, attempt) in zip(completed, keys, strict=True):
            task = tasks.get(number)
            if task is None or task.try_number != attempt:
                answers.append(None)
                continue
            place = task.run, task.node
            if number not in accepted and task.status != "completed":
                if task.status != "running" or task.run_status != "running":
                    answers.append(None)
                    continue
                accepted.add(number)
                counts[place] += 1
                outputs += _output_rows(task, done.outputs)
            answers.append((task, counts.setdefault(place, 0)))
        self._many(_COMPLETE, [(number,) for number in accepted])
        self._publish(outputs)
        left = {(run, node): self._rows(_COUNT, (count, run, node))[0][0] for (run, node), count in counts.items()}
        return [
            None if answer is None else self._completion(done, *answer, counts, left)
            for done, answer in zip(completed, answers, strict=True)
        ], self._freed([answer[0] for answer in answers if answer], counts, left)

    @staticmethod
    def _completion(
        done: Completed,
        task: _Task,
        nth: int,
        counts: Mapping[_Place, int],
        left: Mapping[_Place, int],
    ) -> Completion:
        """As if it had been alone: what came after it of its node was still open then."""
        place = task.run, task.node
        is_last = left[place] + counts[place] - nth == 0
        return Completion(done.task_id, done.attempt_id, task.run_id, task.node, task.generation, is_last)

    def _freed(
        self, tasks: Sequence[_Task], counts: Mapping[_Place, int], left: Mapping[_Place, int]
    ) -> dict[str, Advance]:
        """Per run: what its settled nodes set free; all that is ready, where one was settled before."""
        runs = {task.run: task for task in tasks if not left[task.run, task.node] and task.run_status == "running"}
        freed = {}
        for run, task in runs.items():
            settled = [node for (of, node), open_ in left.items() if of == run and not open_]
            fresh = [node for node in settled if counts[run, node]]
            advance = self._settle(run, fresh, task.unsettled)
            if len(fresh) < len(settled):
                advance = Advance(self._ready(run), advance.unsettled)
            freed[task.run_id] = advance
        return freed

    def _tasks(self, numbers: Sequence[int]) -> dict[int, _Task]:
        rows = (row for some in chunks(numbers) for row in self._rows(_CURRENT.format(marks(some)), tuple(some)))
        return {row[0]: _Task(*row) for row in rows}

    def _publish(self, rows: Sequence[tuple[Any, ...]]) -> None:
        try:
            self._many(_INSERT_OUTPUT, rows)
        except sqlite3.IntegrityError as error:
            query = "SELECT 1 FROM pipeline_output WHERE run = ? AND id = ? AND task <> ?"
            known = (row[1] for row in rows if self._rows(query, (row[0], row[1], row[4])))
            raise PublicationError(f"output '{next(known, rows[0][1])}' was published in this run before") from error

    def snapshot(self, run_id: str, nodes: Mapping[int, Sequence[int]]) -> Snapshot:
        wanted = sorted({*nodes, *(source for sources in nodes.values() for source in sources)})
        if len(wanted) <= _IDS_A_QUERY:
            return _snapshot(nodes, self._read(_SNAPSHOT.format(marks(wanted)), run_id, *wanted))
        with self._transaction(write=False):  # one moment, however many statements
            return _snapshot(nodes, self._states(run_id, wanted))

    def _states(self, run_id: str, wanted: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        for some in chunks(wanted):
            yield from self._rows(_SNAPSHOT.format(marks(some)), (run_id, *some))

    def launch(self, run_id: str, launches: Sequence[Launch]) -> Advance | None:
        with self._transaction():
            launchable: dict[int, int] = {}
            for some in chunks([launch.node_index for launch in launches]) or [()]:
                rows = self._rows(_LAUNCHABLE.format(marks(some)), (*some, run_id))
                if not rows:
                    return None
                run, unsettled = rows[0][:2]
                launchable.update((node, generation) for _, _, node, generation in rows)
            # Stale ones, and what someone else has launched, are left out.
            due = [launch for launch in launches if launchable.pop(launch.node_index, None) == launch.generation]
            rows = [(one.disposition, one.error, len(one.plans), not one.plans, run, one.node_index) for one in due]
            self._many(_LAUNCH, rows)
            for one in due:
                head = (run, one.node_index, one.generation, "queued")
                self._many(_INSERT_TASK, [(*head, dump(plan[:3]), plan.correlation_id) for plan in one.plans])
            return self._settle(run, [one.node_index for one in due if not one.plans], unsettled)

    def _settle(self, run: int, settled: Sequence[int], unsettled: int) -> Advance:
        """Count nodes as done, and what waits for them down: what that sets free."""
        if not settled:
            return Advance([], unsettled)
        free = [node for source in settled for node, waiting in self._rows(_FREE, (run, source)) if waiting == 0]
        ((left,),) = self._rows(_SETTLE, (len(settled), run))
        return Advance(sorted(free), left)

    def _ready(self, run: int) -> list[int]:
        return [node for (node,) in self._rows(_READY, (run,))]


def _output_rows(task: _Task, outputs: Sequence[Output]) -> list[tuple[Any, ...]]:
    """Rows of `_INSERT_OUTPUT`; correlations by the kind of the task's node."""
    inherited = task.correlation if task.kind == "inherit" else None
    is_new = task.kind == "new"
    return [
        (
            *(task.run, output.id, task.node, task.generation, task.task, position),
            *(output.id if is_new else inherited, dump(output.fields)),
            None if output.data is None else dump(output.data),
        )
        for position, output in enumerate(outputs)
    ]


def _snapshot(nodes: Mapping[int, Sequence[int]], rows: Iterator[tuple[Any, ...]] | list[tuple[Any, ...]]) -> Snapshot:
    generations: dict[int, int] = {}
    states: dict[int, SourceState] = {}
    for node, generation, is_ready, disposition, *output in rows:
        if is_ready and node in nodes:
            generations[node] = generation
        state = states.get(node)
        if state is None:
            state = states[node] = SourceState(disposition or "filtered", [])
        if output[0] is not None:
            state.outputs.append(Output(output[0], load(output[1]), output[2]))
    wanted = {source for node in generations for source in nodes[node]}
    return Snapshot(generations, {node: state for node, state in states.items() if node in wanted})
