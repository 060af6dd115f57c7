"""The store of durable pipelines on SQLite: every method one transaction, rows in bulk, counters instead of scans."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Mapping, Sequence
from typing import Any

from tradewind.pipeline.constants import RunStatus, TaskStatus
from tradewind.pipeline.durable.store import (
    Advance,
    Claim,
    Completed,
    Completion,
    Launch,
    NodeSeed,
    Output,
    PublicationError,
    RunRecord,
    Snapshot,
    SourceState,
    TaskPlan,
)
from tradewind.stores.pipeline_worker import WorkerStore, attempt_key

_RUN = "SELECT run FROM pipeline_run WHERE run_id = ?"
_RUNNING = "SELECT run, unsettled FROM pipeline_run WHERE run_id = ? AND status = 'running'"
_READY = "SELECT node FROM pipeline_node WHERE run = ? AND waiting = 0 AND disposition IS NULL ORDER BY node"
_SETTLE = "UPDATE pipeline_run SET unsettled = unsettled - ? WHERE run = ? RETURNING unsettled"
_FREE = (
    "UPDATE pipeline_node SET waiting = waiting - 1 WHERE run = ?1 AND node IN"
    " (SELECT target FROM pipeline_edge WHERE run = ?1 AND source = ?2) RETURNING node, waiting"
)
_INSERT_TASK = "INSERT INTO pipeline_task (run, node, generation, status, plan, correlation) VALUES (?, ?, ?, ?, ?, ?)"
_LAUNCH = (
    "UPDATE pipeline_node SET disposition = ?, error = ?, open = ?, settled = ?"
    " WHERE run = ? AND node = ? AND generation = ? AND waiting = 0 AND disposition IS NULL"
)
_CURRENT = (
    "SELECT t.run, r.run_id, t.node, t.generation, t.status, t.correlation, n.correlation, r.status,"
    " r.unsettled, t.wait_id"
    " FROM pipeline_task t JOIN pipeline_run r USING (run) JOIN pipeline_node n USING (run, node)"
    " WHERE t.task = ? AND t.try_number = ? AND t.generation = n.generation"
)
_INSERT_OUTPUT = (
    "INSERT INTO pipeline_output (run, id, node, generation, task, position, correlation, fields, data)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_CLAIM = (
    "SELECT t.task, t.try_number, r.run_id, t.node, t.generation, t.plan, t.correlation, t.wait_id"
    " FROM pipeline_task t JOIN pipeline_run r USING (run) WHERE t.status = 'queued'"
)
_TURN = "INSERT INTO pipeline_turn (task, try_number, kind, wait_id) VALUES (?, ?, ?, ?)"
_TURNED = "SELECT wait_id FROM pipeline_turn WHERE task = ? AND try_number = ? AND kind = ?"
_BROKEN = (
    "SELECT 'failed', error FROM pipeline_node WHERE run = ?1 AND disposition = 'failed' UNION ALL"
    " SELECT t.status, t.error FROM pipeline_task t JOIN pipeline_node n USING (run, node, generation)"
    " WHERE t.run = ?1 AND t.status IN ('failed', 'crashed') LIMIT 1"
)
_IDS_A_QUERY = 500


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _plan(stored: str, correlation: str | None) -> TaskPlan:
    read = json.loads(stored)
    return TaskPlan(read[0], read[1], read[2], correlation)


def _marks(items: Sequence[object]) -> str:
    return ", ".join("?" * len(items))


class PipelineStore(WorkerStore):
    """`DurableStore` in the same database as everything else; `:memory:` for runs that leave nothing behind."""

    def create_run(self, run_id: str, pipeline: str, run_input: Mapping[str, Any], nodes: Sequence[NodeSeed]) -> bool:
        with self._transaction():
            if self._rows(_RUN, (run_id,)):
                return False
            ((run,),) = self._rows(
                "INSERT INTO pipeline_run (run_id, status, unsettled, created_at) VALUES (?, 'running', ?, ?)"
                " RETURNING run",
                (run_id, len(nodes), time.time()),
            )
            self._db.execute(
                "INSERT INTO pipeline_definition (run, pipeline, run_input) VALUES (?, ?, ?)",
                (run, pipeline, _dump(run_input)),
            )
            self._many(
                "INSERT INTO pipeline_node (run, node, correlation, waiting) VALUES (?, ?, ?, ?)",
                [(run, node, seed.correlation, len(seed.sources)) for node, seed in enumerate(nodes)],
            )
            self._many(
                "INSERT INTO pipeline_edge (run, source, target) VALUES (?, ?, ?)",
                [(run, source, node) for node, seed in enumerate(nodes) for source in seed.sources],
            )
        return True

    def get_run(self, run_id: str) -> RunRecord | None:
        rows = self._read(
            "SELECT run_id, status, pipeline, run_input, unsettled, retry_count, error FROM pipeline_run"
            " JOIN pipeline_definition USING (run) WHERE run_id = ?",
            run_id,
        )
        for run_id, status, pipeline, run_input, *rest in rows:
            return RunRecord(run_id, RunStatus(status), pipeline, json.loads(run_input), *rest)
        return None

    def advance(self, run_id: str) -> Advance | None:
        with self._transaction(write=False):
            for run, unsettled in self._rows(_RUNNING, (run_id,)):
                broken = [(RunStatus(status), str(error)) for status, error in self._rows(_BROKEN, (run,))]
                return Advance(self._ready(run), unsettled, broken[0] if broken else None)
        return None

    def snapshot(self, run_id: str, nodes: Mapping[int, Sequence[int]]) -> Snapshot:
        with self._transaction(write=False):
            runs = self._rows(_RUNNING, (run_id,))
            if not runs:
                return Snapshot({}, {})
            run = runs[0][0]
            generations = {
                node: generation
                for node, generation, waiting, disposition in self._nodes(run, list(nodes))
                if waiting == 0 and disposition is None
            }
            wanted = sorted({source for node in generations for source in nodes[node]})
            states = {row[0]: (row[1], SourceState(row[3] or "filtered", [])) for row in self._nodes(run, wanted)}
            for some in _chunks(wanted):
                for node, generation, *output in self._rows(
                    "SELECT node, generation, id, fields, correlation FROM pipeline_output WHERE run = ?"
                    f" AND node IN ({_marks(some)}) ORDER BY node, task, position",
                    (run, *some),
                ):
                    current, state = states[node]
                    if generation == current:
                        state.outputs.append(Output(output[0], json.loads(output[1]), output[2]))
            return Snapshot(generations, {node: state for node, (_, state) in states.items()})

    def launch(self, run_id: str, launches: Sequence[Launch]) -> Advance | None:
        with self._transaction():
            runs = self._rows(_RUNNING, (run_id,))
            if not runs:
                return None
            run, unsettled = runs[0]
            settled: list[int] = []
            for launch in launches:
                count = len(launch.plans)
                row = (launch.disposition, launch.error, count, count == 0, run, launch.node_index, launch.generation)
                if self._db.execute(_LAUNCH, row).rowcount == 0:
                    continue  # stale, or launched by someone else
                head = (run, launch.node_index, launch.generation, "queued")
                self._many(_INSERT_TASK, [(*head, _dump(plan[:3]), plan.correlation_id) for plan in launch.plans])
                if not count:
                    settled.append(launch.node_index)
            return self._settle(run, settled, unsettled)

    def claim(self, limit: int, run_id: str | None = None) -> list[Claim]:
        only, arguments = (" AND r.run_id = ?", (run_id, limit)) if run_id is not None else ("", (limit,))
        with self._transaction():
            rows = self._rows(f"{_CLAIM}{only} ORDER BY t.task LIMIT ?", arguments)
            self._many("UPDATE pipeline_task SET status = 'running' WHERE task = ?", [(row[0],) for row in rows])
        return [
            Claim(str(task), f"{task}.{number}", run_id, node, generation, _plan(plan, correlation), wait)
            for task, number, run_id, node, generation, plan, correlation, wait in rows
        ]

    def complete(self, completed: Sequence[Completed]) -> tuple[list[Completion | None], dict[str, Advance]]:
        results: list[Completion | None] = []
        freed: dict[str, Advance] = {}
        with self._transaction():
            for done in completed:
                completion, advance = self._complete(done)
                results.append(completion)
                if completion is not None and advance is not None:
                    before = freed.get(completion.run_id)
                    ready = {*before.ready, *advance.ready} if before else advance.ready
                    freed[completion.run_id] = Advance(sorted(ready), advance.unsettled)
        return results, freed

    def _complete(self, done: Completed) -> tuple[Completion | None, Advance | None]:
        task, number = attempt_key(done.task_id, done.attempt_id)
        rows = self._rows(_CURRENT, (task, number))
        if not rows:
            return None, None
        run, run_id, node, generation, status, correlation, kind, run_status, unsettled, _ = rows[0]
        repeated = status == "completed"
        if not repeated:
            if status != "running" or run_status != "running":
                return None, None
            self._db.execute("UPDATE pipeline_task SET status = 'completed' WHERE task = ?", (task,))
            self._publish(done.outputs, (run, node, generation, task), kind, correlation)
        ((left,),) = self._rows(
            "UPDATE pipeline_node SET open = open - ?, settled = (open = ?) WHERE run = ? AND node = ? RETURNING open",
            (not repeated, not repeated, run, node),
        )
        completion = Completion(done.task_id, done.attempt_id, run_id, node, generation, left == 0)
        if left or run_status != "running":
            return completion, None
        return completion, Advance(self._ready(run), unsettled) if repeated else self._settle(run, [node], unsettled)

    def _publish(
        self, outputs: Sequence[Output], place: tuple[int, int, int, int], kind: str, correlation: str | None
    ) -> None:
        run, *rest = place
        inherited = correlation if kind == "inherit" else None
        rows = [
            (
                *(run, output.id, *rest, position, output.id if kind == "new" else inherited),
                *(_dump(output.fields), None if output.data is None else _dump(output.data)),
            )
            for position, output in enumerate(outputs)
        ]
        try:
            self._many(_INSERT_OUTPUT, rows)
        except sqlite3.IntegrityError as error:
            known = self._known(run, rest[-1], [output.id for output in outputs])
            raise PublicationError(f"output '{known}' was published in this run before") from error

    def _known(self, run: int, task: int, ids: Sequence[str]) -> str:
        """The first of `ids` that another task of the run has published."""
        query = "SELECT 1 FROM pipeline_output WHERE run = ? AND id = ? AND task <> ?"
        known = (one for one in ids if self._rows(query, (run, one, task)))
        return next(known, ids[0])

    def _settle(self, run: int, settled: Sequence[int], unsettled: int) -> Advance:
        """Count nodes as done, and what waits for them down: what that sets free."""
        if not settled:
            return Advance([], unsettled)
        free = [node for source in settled for node, waiting in self._rows(_FREE, (run, source)) if waiting == 0]
        ((left,),) = self._rows(_SETTLE, (len(settled), run))
        return Advance(sorted(free), left)

    def fail(self, task_id: str, attempt_id: str, status: TaskStatus, error: str) -> str | None:
        task, number = attempt_key(task_id, attempt_id)
        with self._transaction():
            for _, run_id, _, _, before, _, _, run_status, *_ in self._rows(_CURRENT, (task, number)):
                if before == status:
                    return str(run_id)
                if before in ("running", "queued", "waiting") and run_status == "running":
                    self._db.execute(
                        "UPDATE pipeline_task SET status = ?, error = ? WHERE task = ?", (status, error, task)
                    )
                    return str(run_id)
        return None

    def recover(self, task_id: str, attempt_id: str) -> str | None:
        return self._again(task_id, attempt_id, TaskStatus.RUNNING, None)

    def retry(self, task_id: str, attempt_id: str) -> str | None:
        return self._again(task_id, attempt_id, TaskStatus.CRASHED, None)

    def resume(self, task_id: str, attempt_id: str, wait_id: str) -> str | None:
        return self._again(task_id, attempt_id, "waiting", wait_id)

    def _again(self, task_id: str, attempt_id: str, status: str, wait_id: str | None) -> str | None:
        """Queue a task's next attempt, if its current one is in `status` (and waits for `wait_id`)."""
        task, number = attempt_key(task_id, attempt_id)
        kind = "resumed" if wait_id else status
        with self._transaction():
            turned = self._rows(_TURNED, (task, number, kind))
            if turned and self._live(task):
                return f"{task}.{number + 1}" if turned[0][0] == wait_id else None
            for row in self._rows(_CURRENT, (task, number)):
                if row[4] != status or row[7] != "running" or (wait_id and row[9] != wait_id):
                    return None
                self._db.execute(_TURN, (task, number, kind, wait_id))
                self._db.execute(
                    "UPDATE pipeline_task SET status = 'queued', try_number = try_number + 1, error = NULL"
                    " WHERE task = ?",
                    (task,),
                )
                return f"{task}.{number + 1}"
        return None

    def _live(self, task: int) -> bool:
        """Whether its launch hasn't been reopened."""
        query = "SELECT 1 FROM pipeline_task t JOIN pipeline_node n USING (run, node, generation) WHERE t.task = ?"
        return bool(self._rows(query, (task,)))

    def wait(self, task_id: str, attempt_id: str, wait_id: str) -> bool | None:
        task, number = attempt_key(task_id, attempt_id)
        with self._transaction():
            turned = self._rows(_TURNED, (task, number, "waiting"))
            if turned:
                return True if turned[0][0] == wait_id and self._live(task) else None
            for row in self._rows(_CURRENT, (task, number)):
                used = self._rows(
                    "SELECT 1 FROM pipeline_turn WHERE task = ? AND wait_id = ? AND kind = 'waiting'", (task, wait_id)
                )
                if row[4] != "running" or row[7] != "running" or used:
                    return None
                self._db.execute(_TURN, (task, number, "waiting", wait_id))
                self._db.execute(
                    "UPDATE pipeline_task SET status = 'waiting', wait_id = ? WHERE task = ?", (wait_id, task)
                )
                return True
        return None

    def finish(self, run_id: str, status: RunStatus, error: str | None) -> bool:
        with self._transaction():
            rows = self._rows(
                "UPDATE pipeline_run SET status = ?, error = ?, ended_at = ? WHERE run_id = ? AND status = 'running'"
                " RETURNING run",
                (status, error, time.time(), run_id),
            )
            if rows and status != RunStatus.COMPLETED:
                self._db.execute(
                    "UPDATE pipeline_task SET status = 'cancelled'"
                    " WHERE run = ? AND status IN ('queued', 'running', 'waiting')",
                    rows[0],
                )
        return bool(rows)

    def unfinished(self, run_id: str) -> list[int]:
        rows = self._read(
            "SELECT node FROM pipeline_node JOIN pipeline_run USING (run)"
            " WHERE run_id = ? AND (disposition = 'failed' OR (disposition IS NOT NULL AND settled = 0)) ORDER BY node",
            run_id,
        )
        return [node for (node,) in rows]

    def reopen(self, run_id: str, nodes: Sequence[int], retry_count: int) -> dict[int, int] | None:
        with self._transaction():
            rows = self._rows(
                "UPDATE pipeline_run SET status = 'running', error = NULL, ended_at = NULL,"
                " retry_count = retry_count + 1 WHERE run_id = ? AND retry_count = ?"
                " AND status IN ('failed', 'crashed', 'cancelled') RETURNING run",
                (run_id, retry_count),
            )
            if not rows:
                return None
            ((run,),) = rows
            here = [(run, node) for node in nodes]
            self._many("UPDATE pipeline_task SET status = 'cancelled' WHERE run = ? AND node = ?", here)
            self._many(
                "UPDATE pipeline_node SET generation = generation + 1, disposition = NULL, error = NULL, open = 0,"
                " settled = 0 WHERE run = ? AND node = ?",
                here,
            )
            self._db.execute(
                "UPDATE pipeline_node AS n SET waiting = up.open FROM"
                " (SELECT target, SUM(s.settled = 0) AS open FROM pipeline_edge e JOIN pipeline_node s"
                " ON s.run = e.run AND s.node = e.source WHERE e.run = ?1 GROUP BY target) AS up"
                " WHERE n.run = ?1 AND n.node = up.target AND n.disposition IS NULL",
                (run,),
            )
            self._db.execute(
                "UPDATE pipeline_run SET unsettled ="
                " (SELECT COUNT(*) FROM pipeline_node n WHERE n.run = ?1 AND n.settled = 0) WHERE run = ?1",
                (run,),
            )
            return {node: generation for node, generation, *_ in self._nodes(run, nodes)}

    def fetch_outputs(self, run_id: str, ids: Sequence[str]) -> dict[str, Output]:
        found = {}
        for some in _chunks(ids):
            for output_id, fields, correlation, data in self._read(
                "SELECT o.id, o.fields, o.correlation, o.data FROM pipeline_output o JOIN pipeline_run USING (run)"
                f" WHERE run_id = ? AND o.id IN ({_marks(some)})",
                *(run_id, *some),
            ):
                found[output_id] = Output(
                    output_id, json.loads(fields), correlation, None if data is None else json.loads(data)
                )
        return found

    def _ready(self, run: int) -> list[int]:
        return [node for (node,) in self._rows(_READY, (run,))]

    def _nodes(self, run: int, nodes: Sequence[int]) -> list[tuple[int, int, int, str | None]]:
        """(node, generation, waiting, disposition)"""
        return [
            row
            for some in _chunks(nodes)
            for row in self._rows(
                "SELECT node, generation, waiting, disposition FROM pipeline_node WHERE run = ?"
                f" AND node IN ({_marks(some)})",
                (run, *some),
            )
        ]


def _chunks(items: Sequence[Any]) -> list[Sequence[Any]]:
    return [items[at : at + _IDS_A_QUERY] for at in range(0, len(items), _IDS_A_QUERY)]
