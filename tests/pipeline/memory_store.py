"""The protocols of 0.5 in memory: what an adopter writes, without a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tradewind.pipeline.constants import RUN_TERMINAL_STATUSES, TASK_TERMINAL_STATUSES, NodeSummaryStatus, RunStatus
from tradewind.pipeline.models import DagArtifact, DagNode, TaskArtifact, TaskContext
from tradewind.pipeline.retry import RetryableTaskInfo

DONE = {str(status) for status in TASK_TERMINAL_STATUSES}


@dataclass
class Task:
    id: str
    node: int
    plugin: str
    status: str
    artifact: str | None = None
    origin: str | None = None
    error: str = ""


@dataclass
class MemoryStore:
    """One run, called `run`."""

    nodes: list[DagNode]
    run_input: dict[str, object] = field(default_factory=dict)
    status: RunStatus = RunStatus.RUNNING
    error: str | None = None
    tasks: dict[str, Task] = field(default_factory=dict)
    claims: set[int] = field(default_factory=set)
    artifacts: list[tuple[int, str, TaskArtifact]] = field(default_factory=list)
    progress: list[int] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)

    # -- the application's side --

    def produce(self, task: Task, name: str, size: int | None = 1, mime: str | None = None, **metadata: Any) -> str:
        artifact_id = f"a{len(self.artifacts)}"
        origin = task.origin
        if task.artifact is not None:
            source = next(a for _, id_, a in self.artifacts if id_ == task.artifact)
            origin = source.origin_artifact_id or task.artifact
        made = TaskArtifact(
            file_path=f"/x/{name}", file_name=name, file_size=size, mime_type=mime, metadata=metadata,
            origin_artifact_id=origin,
        )  # fmt: skip
        self.artifacts.append((task.node, artifact_id, made))
        return artifact_id

    def queued(self) -> list[Task]:
        return [task for task in self.tasks.values() if task.status == "queued"]

    def at(self, slug: str) -> list[Task]:
        return [task for task in self.tasks.values() if self.nodes[task.node].slug == slug]

    # -- DagStore --

    def get_run_status(self, run_id: str) -> RunStatus | None:
        return self.status

    def get_barrier_state(self, run_id: str, node_index: int) -> tuple[RunStatus | None, int, int]:
        own = [task for task in self.tasks.values() if task.node == node_index]
        return self.status, len(own), sum(task.status in DONE for task in own)

    def get_run_nodes(self, run_id: str) -> list[DagNode] | None:
        return list(self.nodes)

    def try_claim_run_terminal(self, run_id: str, status: RunStatus, error: str | None = None) -> bool:
        if self.status in RUN_TERMINAL_STATUSES:
            return False
        self.status, self.error = status, error
        return True

    def set_run_progress(self, run_id: str, completed_count: int) -> None:
        self.progress.append(completed_count)

    def get_task_context(self, task_id: str) -> TaskContext | None:
        task = self.tasks.get(task_id)
        return None if task is None else TaskContext(run_id="run", node_index=task.node)

    def get_completed_node_indices(self, run_id: str) -> set[int]:
        open_nodes = {task.node for task in self.tasks.values() if task.status not in DONE}
        return {task.node for task in self.tasks.values()} - open_nodes

    def get_launched_node_indices(self, run_id: str) -> set[int]:
        return {task.node for task in self.tasks.values()} | self.claims

    def get_node_summary(self, run_id: str) -> dict[int, NodeSummaryStatus]:
        by_node: dict[int, list[str]] = {}
        for task in self.tasks.values():
            by_node.setdefault(task.node, []).append(task.status)
        return {
            node: NodeSummaryStatus.SKIPPED
            if set(statuses) == {"skipped"}
            else NodeSummaryStatus.COMPLETED
            if set(statuses) <= DONE
            else NodeSummaryStatus.PARTIAL
            for node, statuses in by_node.items()
        }

    def try_claim_node_launch(self, run_id: str, node_index: int) -> bool:
        if node_index in self.claims:
            return False
        self.claims.add(node_index)
        return True

    def _add(self, node: int, plugin: str, status: str, **more: Any) -> str:
        task = Task(f"t{len(self.tasks)}-{sum(self.calls.values())}", node, plugin, status, **more)
        self.calls["dispatch"] += 1
        self.tasks[task.id] = task
        return task.id

    def dispatch_task(self, run_id: str, node_index: int, plugin_name: str, input_artifact_id: str | None) -> str:
        return self._add(node_index, plugin_name, "queued", artifact=input_artifact_id)

    def dispatch_grouped_task(self, run_id: str, node_index: int, plugin_name: str, origin_artifact_id: str) -> str:
        return self._add(node_index, plugin_name, "queued", origin=origin_artifact_id)

    def dispatch_skipped_task(self, run_id: str, node_index: int, plugin_name: str) -> str:
        return self._add(node_index, plugin_name, "skipped")

    def dispatch_filtered_task(self, run_id: str, node_index: int, plugin_name: str) -> str:
        return self._add(node_index, plugin_name, "filtered")

    def dispatch_failed_task(self, run_id: str, node_index: int, plugin_name: str, error: str) -> str:
        return self._add(node_index, plugin_name, "failed", error=error)

    def _mark(self, task_id: str, status: str, error: str) -> str | None:
        task = self.tasks.get(task_id)
        if task is None:
            return None
        task.status, task.error = status, error
        return "run"

    def mark_task_failed(self, task_id: str, error: str) -> str | None:
        return self._mark(task_id, "failed", error)

    def mark_task_crashed(self, task_id: str, error: str) -> str | None:
        return self._mark(task_id, "crashed", error)

    def cancel_remaining_tasks(self, run_id: str, reason: str) -> int:
        left = [task for task in self.tasks.values() if task.status not in DONE]
        for task in left:
            task.status, task.error = "cancelled", reason
        return len(left)

    def get_artifacts_by_node_indices(self, run_id: str, node_indices: list[int]) -> list[DagArtifact]:
        return [
            DagArtifact(id=id_, **a.model_dump(exclude={"file_path"}))
            for n, id_, a in self.artifacts
            if n in node_indices
        ]

    # -- TaskInputStore --

    def get_artifact_data(self, artifact_id: str) -> TaskArtifact | None:
        return next((a for _, id_, a in self.artifacts if id_ == artifact_id), None)

    def get_task_artifacts_by_node_indices(self, run_id: str, node_indices: list[int]) -> list[TaskArtifact]:
        return [a for n, _, a in self.artifacts if n in node_indices]

    def get_grouped_artifacts(self, run_id: str, dep_indices: list[int], origin_id: str) -> list[TaskArtifact]:
        return [a for n, _, a in self.artifacts if n in dep_indices and a.origin_artifact_id == origin_id]

    def get_broadcast_artifacts(self, run_id: str, dep_indices: list[int]) -> list[TaskArtifact]:
        return [a for n, _, a in self.artifacts if n in dep_indices and a.origin_artifact_id is None]

    def get_run_input(self, run_id: str) -> dict[str, object]:
        return dict(self.run_input)

    def get_artifacts_partitioned(self, run_id: str, node_indices: list[int]) -> dict[int, list[TaskArtifact]]:
        return {n: self.get_task_artifacts_by_node_indices(run_id, [n]) for n in node_indices}

    def get_artifact_producing_node(self, artifact_id: str) -> int | None:
        return next((n for n, id_, _ in self.artifacts if id_ == artifact_id), None)

    # -- DagRetryStore --

    def delete_node_launches(self, run_id: str, node_indices: Iterable[int]) -> None:
        self.claims -= set(node_indices)

    def delete_tasks_at_nodes(self, run_id: str, node_indices: Iterable[int]) -> None:
        gone = set(node_indices)
        self.tasks = {id_: task for id_, task in self.tasks.items() if task.node not in gone}

    def get_retryable_tasks(self, run_id: str, node_indices: Iterable[int]) -> list[RetryableTaskInfo]:
        wanted = set(node_indices)
        return [
            RetryableTaskInfo(task.id, task.node, task.plugin, task.artifact, task.origin, task.status)
            for task in self.tasks.values()
            if task.node in wanted and task.status != "completed"
        ]

    def delete_non_completed_tasks_at_nodes(self, run_id: str, node_indices: Iterable[int]) -> None:
        gone = set(node_indices)
        self.tasks = {
            id_: task for id_, task in self.tasks.items() if task.node not in gone or task.status == "completed"
        }
