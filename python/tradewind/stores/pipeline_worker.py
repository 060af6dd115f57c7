"""What the worker asks of its store, beyond what any store of durable pipelines answers."""

from __future__ import annotations

from collections.abc import Sequence

from tradewind.pipeline.durable.store import Claim
from tradewind.stores.sqlite import SqliteStore


def attempt_key(task_id: str, attempt_id: str) -> tuple[int, int]:
    """(task, try number); an attempt of another task, or no attempt at all, is none: (-1, -1)."""
    task, _, number = attempt_id.partition(".")
    if task != task_id or not (task.isdecimal() and number.isdecimal()):
        return -1, -1
    return int(task), int(number)


class WorkerStore(SqliteStore):
    """The worker is alone on its database, so what runs and isn't his is nobody's."""

    def running(self) -> list[tuple[str, str, int]]:
        """(task, attempt, how often it was recovered) of every task that somebody runs, or ran when he died."""
        rows = self._read(
            "SELECT t.task, t.try_number,"
            " (SELECT COUNT(*) FROM pipeline_turn WHERE task = t.task AND kind = 'running')"
            " FROM pipeline_task t WHERE t.status = 'running' ORDER BY t.task"
        )
        return [(str(task), f"{task}.{number}", lost) for task, number, lost in rows]

    def release(self, claims: Sequence[Claim]) -> None:
        """Queue claimed tasks again that were not begun, in the same attempt."""
        held = [attempt_key(claim.task_id, claim.attempt_id) for claim in claims]
        with self._transaction():
            self._many(
                "UPDATE pipeline_task SET status = 'queued' WHERE task = ? AND try_number = ? AND status = 'running'",
                held,
            )

    def open_runs(self) -> list[str]:
        """Ids of the runs that haven't ended, oldest first."""
        return [
            run_id for (run_id,) in self._read("SELECT run_id FROM pipeline_run WHERE status = 'running' ORDER BY run")
        ]
