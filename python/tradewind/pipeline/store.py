"""What the stateless engine asks of your database and queue. It calls positionally, in this order of arguments.

The caller serialises `on_task_complete` per run; the two claims must be atomic on their own. The engine opens no
transaction: wrap a call in one of yours, and a crash between a claim and its tasks leaves nothing half-done.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from tradewind.pipeline.constants import NodeSummaryStatus, RunStatus
from tradewind.pipeline.models import DagArtifact, DagNode, TaskArtifact, TaskContext
from tradewind.pipeline.retry_models import RetryableTaskInfo


@runtime_checkable
class DagStore(Protocol):
    """Runs, tasks and artifacts, as the orchestrator sees them."""

    def get_run_status(self, run_id: str) -> RunStatus | None:
        """None: unknown run."""

    def get_barrier_state(self, run_id: str, node_index: int) -> tuple[RunStatus | None, int, int]:
        """(run status, tasks of the node, those of them in a terminal state), in one round trip."""

    def get_run_nodes(self, run_id: str) -> list[DagNode] | None:
        """The nodes as they were when the run started."""

    def try_claim_run_terminal(self, run_id: str, status: RunStatus, error: str | None = None) -> bool:
        """Atomic: only the first caller that moves a non-terminal run to a terminal status gets True."""

    def set_run_progress(self, run_id: str, completed_count: int) -> None:
        """Advisory; written right before each terminal claim. May do nothing."""

    def get_task_context(self, task_id: str) -> TaskContext | None: ...
    def get_completed_node_indices(self, run_id: str) -> set[int]:
        """Nodes with at least one task, all of them terminal. A fresh set."""

    def get_launched_node_indices(self, run_id: str) -> set[int]:
        """Nodes with at least one task."""

    def get_node_summary(self, run_id: str) -> dict[int, NodeSummaryStatus]:
        """Skipped if every task was, partial if some task isn't terminal, else completed. A fresh dict."""

    def try_claim_node_launch(self, run_id: str, node_index: int) -> bool:
        """Atomic: exactly one caller wins per (run, node)."""

    def dispatch_task(self, run_id: str, node_index: int, plugin_name: str, input_artifact_id: str | None) -> str:
        """Create and enqueue; returns the task id before the task can complete."""

    def dispatch_grouped_task(self, run_id: str, node_index: int, plugin_name: str, origin_artifact_id: str) -> str:
        """As `dispatch_task`, for one origin."""

    def dispatch_skipped_task(self, run_id: str, node_index: int, plugin_name: str) -> str:
        """Insert a marker that is terminal already; no queue job."""

    def dispatch_filtered_task(self, run_id: str, node_index: int, plugin_name: str) -> str: ...
    def dispatch_failed_task(self, run_id: str, node_index: int, plugin_name: str, error: str) -> str: ...
    def mark_task_failed(self, task_id: str, error: str) -> str | None:
        """The run's id; None: unknown task. Completion is marked by the application before `on_task_complete`."""

    def mark_task_crashed(self, task_id: str, error: str) -> str | None: ...
    def cancel_remaining_tasks(self, run_id: str, reason: str) -> int:
        """Cancel every task that isn't terminal; how many."""

    def get_artifacts_by_node_indices(self, run_id: str, node_indices: list[int]) -> list[DagArtifact]:
        """What those nodes produced."""


@runtime_checkable
class TaskInputStore(Protocol):
    """Artifacts and input, as a worker sees them. Lists and dicts are fresh."""

    def get_artifact_data(self, artifact_id: str) -> TaskArtifact | None: ...
    def get_task_artifacts_by_node_indices(self, run_id: str, node_indices: list[int]) -> list[TaskArtifact]: ...
    def get_grouped_artifacts(self, run_id: str, dep_indices: list[int], origin_id: str) -> list[TaskArtifact]:
        """Only of that origin."""

    def get_broadcast_artifacts(self, run_id: str, dep_indices: list[int]) -> list[TaskArtifact]:
        """Only those without an origin."""

    def get_run_input(self, run_id: str) -> dict[str, object]: ...
    def get_artifacts_partitioned(self, run_id: str, node_indices: list[int]) -> dict[int, list[TaskArtifact]]:
        """By producing node; nodes without artifacts may be absent."""

    def get_artifact_producing_node(self, artifact_id: str) -> int | None: ...


@runtime_checkable
class DagRetryStore(DagStore, Protocol):
    """What `retry.retry_run` needs beyond `DagStore`."""

    def delete_node_launches(self, run_id: str, node_indices: Iterable[int]) -> None: ...
    def delete_tasks_at_nodes(self, run_id: str, node_indices: Iterable[int]) -> None: ...
    def get_retryable_tasks(self, run_id: str, node_indices: Iterable[int]) -> list[RetryableTaskInfo]:
        """Tasks that aren't completed."""

    def delete_non_completed_tasks_at_nodes(self, run_id: str, node_indices: Iterable[int]) -> None: ...
