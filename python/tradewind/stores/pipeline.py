"""The store of durable pipelines on SQLite: every method one transaction, rows in bulk, counters instead of scans."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from tradewind.pipeline.constants import RunStatus, TaskStatus
from tradewind.pipeline.durable.store import Advance, NodeSeed, Output, RunRecord
from tradewind.stores.pipeline_flow import FlowStore, chunks, dump, load, marks
from tradewind.stores.pipeline_worker import attempt_key

_RUN = "SELECT run FROM pipeline_run WHERE run_id = ?"
_RUNNING = "SELECT run, unsettled FROM pipeline_run WHERE run_id = ? AND status = 'running'"
_CURRENT = (
    "SELECT t.run, r.run_id, t.node, t.generation, t.status, t.correlation, n.correlation, r.status,"
    " r.unsettled, t.wait_id"
    " FROM pipeline_task t JOIN pipeline_run r USING (run) JOIN pipeline_node n USING (run, node)"
    " WHERE t.task = ? AND t.try_number = ? AND t.generation = n.generation"
)
_TURN = "INSERT INTO pipeline_turn (task, try_number, kind, wait_id) VALUES (?, ?, ?, ?)"
_TURNED = "SELECT wait_id FROM pipeline_turn WHERE task = ? AND try_number = ? AND kind = ?"
_BROKEN = (
    "SELECT 'failed', error FROM pipeline_node WHERE run = ?1 AND disposition = 'failed' UNION ALL"
    " SELECT t.status, t.error FROM pipeline_task t JOIN pipeline_node n USING (run, node, generation)"
    " WHERE t.run = ?1 AND t.status IN ('failed', 'crashed') LIMIT 1"
)


class PipelineStore(FlowStore):
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
                (run, pipeline, dump(run_input)),
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
            return RunRecord(run_id, RunStatus(status), pipeline, load(run_input), *rest)
        return None

    def advance(self, run_id: str) -> Advance | None:
        with self._transaction(write=False):
            for run, unsettled in self._rows(_RUNNING, (run_id,)):
                broken = [(RunStatus(status), str(error)) for status, error in self._rows(_BROKEN, (run,))]
                return Advance(self._ready(run), unsettled, broken[0] if broken else None)
        return None

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
            return {
                node: generation
                for some in chunks(nodes)
                for node, generation in self._rows(
                    f"SELECT node, generation FROM pipeline_node WHERE run = ? AND node IN ({marks(some)})",
                    (run, *some),
                )
            }

    def fetch_outputs(self, run_id: str, ids: Sequence[str]) -> dict[str, Output]:
        found = {}
        for some in chunks(ids):
            for output_id, fields, correlation, data in self._read(
                "SELECT o.id, o.fields, o.correlation, o.data FROM pipeline_output o JOIN pipeline_run USING (run)"
                f" WHERE run_id = ? AND o.id IN ({marks(some)})",
                *(run_id, *some),
            ):
                found[output_id] = Output(output_id, load(fields), correlation, None if data is None else load(data))
        return found
