"""The stateless engine: your application calls in, the store remembers, the core decides what is launched."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from tradewind import _core
from tradewind.pipeline.compiled import topology_of
from tradewind.pipeline.constants import MAX_FAN_OUT, RUN_TERMINAL_STATUSES, FanMode, NodeSummaryStatus, RunStatus
from tradewind.pipeline.filter import apply_rules, filter_artifacts, group_by_origin
from tradewind.pipeline.graph import (
    collect_over,
    collect_upstream_artifacts_bfs,
    find_ready_nodes,
    find_root_nodes,
)
from tradewind.pipeline.models import DagArtifact, DagNode, EdgeFilter
from tradewind.pipeline.store import DagRetryStore, DagStore
from tradewind.pipeline.topology import ResolvePassthrough, RunTopology

__all__ = [
    "MAX_FAN_OUT",
    "RUN_TERMINAL_STATUSES",
    "DagArtifact",
    "DagNode",
    "DagStore",
    "EdgeFilter",
    "FanMode",
    "LaunchResult",
    "NodeSummaryStatus",
    "OnRunCancelled",
    "OnRunCompleted",
    "OnRunCrashed",
    "OnRunFailed",
    "OrchestratorCallbacks",
    "ResolvePassthrough",
    "RunStatus",
    "RunTopology",
    "abort_run",
    "collect_upstream_artifacts_bfs",
    "filter_artifacts",
    "find_ready_nodes",
    "find_root_nodes",
    "group_by_origin",
    "on_task_complete",
    "on_task_crashed",
    "on_task_failed",
    "reconcile_run",
    "start_run",
]

logger: logging.Logger = logging.getLogger(__name__)

OnRunCompleted = Callable[[str], None]
OnRunFailed = Callable[[str], None]
OnRunCrashed = Callable[[str], None]
OnRunCancelled = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class OrchestratorCallbacks:
    """Called with the run's id, once, by whoever wins its terminal claim."""

    on_run_completed: OnRunCompleted
    on_run_failed: OnRunFailed
    on_run_crashed: OnRunCrashed
    on_run_cancelled: OnRunCancelled


@dataclass(frozen=True, slots=True)
class LaunchResult:
    """What became of a claimed node."""

    tasks_created: int
    disposition: Literal["launched", "skipped", "filtered", "failed"]
    error: str = ""


def start_run(store: DagStore, run_id: str, nodes: list[DagNode]) -> list[int]:
    """Dispatch one task for every root that nobody has claimed. Returns all roots; calling it twice dispatches once.

    Raises:
        ValueError: no nodes, or a pipeline that `graph.compile_topology` refuses.
    """
    roots = find_root_nodes(nodes)
    if not roots:
        raise ValueError("Pipeline has no nodes")
    for index in roots:
        if store.try_claim_node_launch(run_id, index):
            try:
                store.dispatch_task(run_id, index, nodes[index].plugin, None)
            except Exception:
                _give_back(store, run_id, index)
                raise
    return roots


def on_task_complete(
    store: DagStore,
    *,
    task_id: str,
    callbacks: OrchestratorCallbacks,
    resolve_passthrough: ResolvePassthrough,
) -> None:
    """A task that the application has marked completed: launch what follows, once all tasks of its node are done."""
    context = store.get_task_context(task_id)
    if context is None:
        logger.error("task %s is unknown", task_id)
        return
    status, total, completed = store.get_barrier_state(context.run_id, context.node_index)
    if status in RUN_TERMINAL_STATUSES or completed < total:
        return
    reconcile_run(store, context.run_id, callbacks=callbacks, resolve_passthrough=resolve_passthrough)


def reconcile_run(
    store: DagStore,
    run_id: str,
    *,
    callbacks: OrchestratorCallbacks,
    resolve_passthrough: ResolvePassthrough,
) -> None:
    """Launch every node that is ready, skips and filters cascading; complete the run when all nodes are.

    Raises:
        ValueError: stored nodes that `graph.compile_topology` refuses; and whatever the store raises.
    """
    if store.get_run_status(run_id) in RUN_TERMINAL_STATUSES:
        return
    nodes = store.get_run_nodes(run_id)
    if nodes is None:
        logger.error("run %s has no nodes", run_id)
        return
    _Reconciliation(store, run_id, nodes, callbacks, resolve_passthrough).run()


class _Reconciliation:
    """One call of `reconcile_run`."""

    def __init__(
        self,
        store: DagStore,
        run_id: str,
        nodes: list[DagNode],
        callbacks: OrchestratorCallbacks,
        resolve_passthrough: ResolvePassthrough,
    ) -> None:
        self.store, self.run_id, self.nodes, self.callbacks = store, run_id, nodes, callbacks
        self.topology = topology_of(nodes)
        self.resolve_passthrough = resolve_passthrough
        self.completed = store.get_completed_node_indices(run_id)
        self.launched = store.get_launched_node_indices(run_id)
        self.summary = store.get_node_summary(run_id)
        self._passes: dict[str, bool] = {}

    def run(self) -> None:
        launched_any = False
        ready = self.topology.ready(self.completed, self.launched)
        while ready:
            settled = []
            for index in ready:
                if not self.store.try_claim_node_launch(self.run_id, index):
                    self.launched.add(index)
                    continue
                try:
                    result = self.launch(index)
                except Exception:
                    _give_back(self.store, self.run_id, index)
                    raise
                launched_any = True
                self.launched.add(index)
                if result.disposition == "failed":
                    self.fail(index, result.error)
                    return
                if result.tasks_created == 0:
                    skipped = result.disposition == "skipped"
                    self.summary[index] = NodeSummaryStatus.SKIPPED if skipped else NodeSummaryStatus.COMPLETED
                    self.completed.add(index)
                    settled.append(index)
            ready = self.topology.ready(self.completed, self.launched, settled) if settled else []
        if len(self.completed) >= len(self.nodes):
            _finish(self.store, self.run_id, RunStatus.COMPLETED, self.callbacks, progress=len(self.completed))
        elif launched_any:
            self.store.set_run_progress(self.run_id, len(self.completed))

    def fail(self, index: int, error: str) -> None:
        self.store.dispatch_failed_task(self.run_id, index, self.nodes[index].plugin, error)
        reason = f"Cancelled: {error}"
        _finish(
            self.store, self.run_id, RunStatus.FAILED, self.callbacks, len(self.completed), error=error, cancel=reason
        )

    def launch(self, index: int) -> LaunchResult:
        """Dispatch the tasks of a claimed node, or its marker."""
        store, run_id, node = self.store, self.run_id, self.nodes[index]
        ups = self.topology.ups(index)
        skipped = any(self.summary.get(up) == NodeSummaryStatus.SKIPPED for up in ups)
        edges = [] if skipped else [self.edge(node, up) for up in ups]
        kind, payload = _core.plan_launch(
            node.fan_mode,
            [
                (
                    [artifact.origin_artifact_id for artifact in artifacts],
                    [artifact.file_size for artifact in artifacts],
                    select,
                    rejected,
                )
                for artifacts, select, rejected in edges
            ],
            skipped,
            MAX_FAN_OUT,
        )
        match kind:
            case "each":
                artifacts = [artifact for found, _, _ in edges for artifact in found]
                for artifact in artifacts:
                    store.dispatch_task(run_id, index, node.plugin, artifact.id)
                return LaunchResult(len(artifacts), "launched")
            case "origins":
                for origin in payload:
                    store.dispatch_grouped_task(run_id, index, node.plugin, origin)
                return LaunchResult(len(payload), "launched")
            case "one":
                store.dispatch_task(run_id, index, node.plugin, None)
                return LaunchResult(1, "launched")
            case "skipped":
                store.dispatch_skipped_task(run_id, index, node.plugin)
                return LaunchResult(0, "skipped")
            case "filtered":
                store.dispatch_filtered_task(run_id, index, node.plugin)
                return LaunchResult(0, "filtered")
        return LaunchResult(0, "failed", payload)

    def edge(self, node: DagNode, up: int) -> tuple[list[DagArtifact], str | None, bool]:
        """What came over one dependency: (artifacts that passed, selection left to the core, rejected)."""
        found = collect_over(self.topology, self.store.get_artifacts_by_node_indices, self.run_id, up, self.passes)
        edge_filter = node.edge_filters.get(self.nodes[up].slug)
        if edge_filter is None:
            return found, None, False
        if node.fan_mode == FanMode.GROUPED:  # selection is within each group
            return apply_rules(found, edge_filter), edge_filter.select, False
        passed = filter_artifacts(found, edge_filter)
        return passed, None, bool(found) and not passed

    def passes(self, index: int) -> bool:
        """Whether a node may be walked through; asked once per plugin."""
        plugin = self.nodes[index].plugin
        if plugin not in self._passes:
            self._passes[plugin] = self.resolve_passthrough(plugin)
        return self._passes[plugin]


def _give_back(store: DagStore, run_id: str, index: int) -> None:
    """Undo a launch in whose midst the store raised, where it can be undone: redelivery launches the node anew. In a
    transaction of the caller's the store may refuse, but then the transaction undoes it."""
    if isinstance(store, DagRetryStore):
        with suppress(Exception):
            store.delete_tasks_at_nodes(run_id, [index])
            store.delete_node_launches(run_id, [index])


def on_task_failed(store: DagStore, *, task_id: str, error_message: str, callbacks: OrchestratorCallbacks) -> None:
    """A task failed: so does its run."""
    run_id = store.mark_task_failed(task_id, error_message)
    if run_id is not None:
        _end(store, run_id, RunStatus.FAILED, callbacks, error_message, "Cancelled: sibling task failed")


def on_task_crashed(store: DagStore, *, task_id: str, error_message: str, callbacks: OrchestratorCallbacks) -> None:
    """A worker died: its run has crashed."""
    run_id = store.mark_task_crashed(task_id, error_message)
    if run_id is not None:
        _end(store, run_id, RunStatus.CRASHED, callbacks, error_message, "Cancelled: worker crashed")


def abort_run(
    store: DagStore,
    *,
    run_id: str,
    reason: str,
    callbacks: OrchestratorCallbacks,
    status: RunStatus = RunStatus.FAILED,
) -> bool:
    """End a run from outside; False if it had ended.

    Raises:
        ValueError: a status that isn't FAILED, CRASHED or CANCELLED.
    """
    if status not in (RunStatus.FAILED, RunStatus.CRASHED, RunStatus.CANCELLED):
        raise ValueError(f"abort_run status must be FAILED, CRASHED, or CANCELLED, not {status!r}")
    return _end(store, run_id, status, callbacks, reason, f"Cancelled: {reason}")


def _end(
    store: DagStore, run_id: str, status: RunStatus, callbacks: OrchestratorCallbacks, error: str, cancel: str
) -> bool:
    progress = len(store.get_completed_node_indices(run_id))
    return _finish(store, run_id, status, callbacks, progress, error=error, cancel=cancel)


def _finish(
    store: DagStore,
    run_id: str,
    status: RunStatus,
    callbacks: OrchestratorCallbacks,
    progress: int,
    *,
    error: str | None = None,
    cancel: str | None = None,
) -> bool:
    """Progress, claim, cancel, callback.

    Progress comes first, so that a failing write leaves the run open; what is left is cancelled before the callback,
    so that one that raises strands nothing.
    """
    store.set_run_progress(run_id, progress)
    if not store.try_claim_run_terminal(run_id, status, error):
        return False
    if cancel is not None:
        store.cancel_remaining_tasks(run_id, cancel)
    {
        RunStatus.COMPLETED: callbacks.on_run_completed,
        RunStatus.FAILED: callbacks.on_run_failed,
        RunStatus.CRASHED: callbacks.on_run_crashed,
        RunStatus.CANCELLED: callbacks.on_run_cancelled,
    }[status](run_id)
    return True
