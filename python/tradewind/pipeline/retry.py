"""Retrying a run: what runs again, what is launched anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tradewind.pipeline.constants import FanMode
from tradewind.pipeline.models import DagNode
from tradewind.pipeline.retry_models import RetryableTaskInfo, RetryBoundary, RetryResult
from tradewind.pipeline.store import DagRetryStore

__all__ = ["RetryBoundary", "RetryResult", "RetryableTaskInfo", "compute_retry_boundary", "retry_run"]


def compute_retry_boundary(
    completed_nodes: Collection[int],
    launched_nodes: Collection[int],
    node_count: int,
    node_has_retryable_failure: Mapping[int, bool],
) -> RetryBoundary:
    """Unfinished nodes run again where they failed; the others, and those never launched, are wiped."""
    unfinished = sorted(set(launched_nodes) - set(completed_nodes))
    failed = [index for index in unfinished if node_has_retryable_failure.get(index)]
    wiped = [index for index in unfinished if not node_has_retryable_failure.get(index)]
    untouched = set(range(node_count)) - set(launched_nodes) - set(completed_nodes)
    return RetryBoundary(failed=failed, downstream=wiped + sorted(untouched))


def retry_run(store: DagRetryStore, run_id: str, nodes: list[DagNode], boundary: RetryBoundary) -> RetryResult:
    """Dispatch the failed tasks again and wipe what follows. The caller reopens the run before and reconciles it after.

    A wiped root is dispatched at once: nothing upstream would ever launch it. A node that failed at its launch (too
    many artifacts) is left to the reconciliation, which launches it anew.
    """
    replacements: dict[str, str] = {}
    if boundary.failed:
        store.delete_node_launches(run_id, boundary.failed)
        tasks = [task for task in store.get_retryable_tasks(run_id, boundary.failed) if _ever_ran(nodes, task)]
        store.delete_non_completed_tasks_at_nodes(run_id, boundary.failed)
        for task in tasks:
            store.try_claim_node_launch(run_id, task.node_index)
            replacements[task.task_id] = _dispatch(store, run_id, task)
    if boundary.downstream:
        store.delete_node_launches(run_id, boundary.downstream)
        store.delete_tasks_at_nodes(run_id, boundary.downstream)
        for index in boundary.downstream:
            if not nodes[index].depends_on and store.try_claim_node_launch(run_id, index):
                store.dispatch_task(run_id, index, nodes[index].plugin, None)
    return RetryResult(replacements)


def _ever_ran(nodes: list[DagNode], task: RetryableTaskInfo) -> bool:
    """Whether the task stood for work, not for a launch that failed: those of a single-mode node have an artifact."""
    node = nodes[task.node_index]
    has_input = task.input_artifact_id is not None or task.origin_artifact_id is not None
    return has_input or not node.depends_on or node.fan_mode != FanMode.SINGLE


def _dispatch(store: DagRetryStore, run_id: str, task: RetryableTaskInfo) -> str:
    if task.origin_artifact_id:
        return store.dispatch_grouped_task(run_id, task.node_index, task.plugin_name, task.origin_artifact_id)
    return store.dispatch_task(run_id, task.node_index, task.plugin_name, task.input_artifact_id)
