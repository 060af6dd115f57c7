"""What a task gets: artifacts or the run's input, then bindings on top."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from tradewind.pipeline.bindings import (
    any_binding_requires_run_input,
    build_expression_lookup,
    extract_node_indices_from_bindings,
    resolve_binding,
)
from tradewind.pipeline.compiled import topology_of
from tradewind.pipeline.expressions import resolve_expression
from tradewind.pipeline.filter import filter_artifacts, filter_artifacts_by_origin
from tradewind.pipeline.graph import assign_slugs, bfs_collect, collect_over
from tradewind.pipeline.models import DagNode, ExpressionError, RuntimeSource, TaskArtifact
from tradewind.pipeline.store import TaskInputStore

logger: logging.Logger = logging.getLogger(__name__)


def collect_upstream_task_artifacts_bfs(
    store: TaskInputStore,
    run_id: str,
    dependency_indices: list[int],
    dep_adjacency: list[list[int]],
    *,
    passthrough_indices: Iterable[int] | None = None,
) -> list[TaskArtifact]:
    """Artifacts of the nearest level that has any, walking back through passthrough nodes (None: all)."""
    return bfs_collect(
        store.get_task_artifacts_by_node_indices,
        run_id,
        dependency_indices,
        dep_adjacency,
        passthrough_indices=passthrough_indices,
    )


def build_task_input(
    store: TaskInputStore,
    *,
    run_id: str,
    node_index: int,
    input_artifact_id: str | None,
    nodes: list[DagNode],
    deps: list[list[int]] | None = None,
    origin_artifact_id: str | None = None,
    passthrough_indices: Iterable[int] | None = None,
) -> dict[str, Any]:
    """The input of a task.

    One artifact: its metadata and standard fields, flat. A root: the run's input. Else `{"artifacts": [...]}`, those of
    one origin with the broadcast ones, or all. Pass `RunTopology.passthrough_indices` to see what the orchestrator saw:
    None walks back through every node.

    Raises:
        ValueError: nodes that `graph.compile_topology` refuses (where `deps` isn't given).
    """
    if input_artifact_id:
        artifact = store.get_artifact_data(input_artifact_id)
        return {} if artifact is None else _flat(artifact)
    ups: list[int] = []
    if node_index < len(nodes if deps is None else deps):
        ups = topology_of(nodes).ups(node_index) if deps is None else deps[node_index]
    if not ups:
        return dict(store.get_run_input(run_id))
    gates = None if passthrough_indices is None else frozenset(passthrough_indices)
    if nodes[node_index].edge_filters:
        assign_slugs(nodes)  # their keys are slugs, which `deps` of the caller's doesn't promise

    def fetch(run: str, level: list[int]) -> list[TaskArtifact]:
        if origin_artifact_id:
            grouped = store.get_grouped_artifacts(run, level, origin_artifact_id)
            return grouped + store.get_broadcast_artifacts(run, level)
        return store.get_task_artifacts_by_node_indices(run, level)

    collected: list[TaskArtifact] = []
    for up in ups:
        if deps is None:
            found = collect_over(topology_of(nodes), fetch, run_id, up, lambda node: gates is None or node in gates)
        else:
            found = bfs_collect(fetch, run_id, [up], deps, passthrough_indices=gates)
        edge_filter = nodes[node_index].edge_filters.get(nodes[up].slug)
        collected += found if edge_filter is None else filter_artifacts(found, edge_filter)
    if not collected:
        logger.warning("run %s: node %d has no artifacts upstream", run_id, node_index)
    return {"artifacts": [artifact.to_input_dict() for artifact in collected]}


def _flat(artifact: TaskArtifact) -> dict[str, Any]:
    flat = {**artifact.metadata, "file_path": artifact.file_path, "file_name": artifact.file_name}
    if artifact.file_size is not None:
        flat["file_size"] = artifact.file_size
    if artifact.mime_type is not None:
        flat["mime_type"] = artifact.mime_type
    return flat


def resolve_task_bindings(
    store: TaskInputStore,
    *,
    run_id: str,
    node_index: int,
    nodes: list[DagNode],
    input_data: dict[str, Any],
    node_config: Mapping[str, Any] | None = None,
    deps: list[list[int]] | None = None,
    input_artifact_id: str | None = None,
    origin_artifact_id: str | None = None,
) -> None:
    """Lay the node's bindings over `input_data`, in place. A value of None, or a `when` that is falsy, changes nothing.

    Raises:
        ExpressionError: in a binding's expression; one in a `when` is logged, and the binding left out.
    """
    if node_index >= len(nodes) or not nodes[node_index].bindings:
        return
    node = nodes[node_index]
    assign_slugs(nodes)
    slug_to_index = {other.slug: index for index, other in enumerate(nodes)}
    ups = topology_of(nodes).ups(node_index) if deps is None else deps[node_index]
    by_node = _artifacts_by_node(store, run_id, node, ups, slug_to_index, input_artifact_id)
    if origin_artifact_id:
        by_node = filter_artifacts_by_origin(by_node, origin_artifact_id)
    for slug, edge_filter in node.edge_filters.items():
        index = slug_to_index.get(slug)
        if index in by_node:
            by_node[index] = filter_artifacts(by_node[index], edge_filter)
    run_input = store.get_run_input(run_id) if any_binding_requires_run_input(node.bindings) else {}
    lookup = build_expression_lookup(by_node, slug_to_index, run_input, node_config)
    for field, binding in node.bindings.items():
        if binding.when is not None:
            try:
                wanted = resolve_expression(binding.when, lookup)
            except ExpressionError as error:
                logger.warning("node %d, field %r: when-clause %r: %s", node_index, field, binding.when, error)
                continue
            if not wanted:
                continue
        source = binding
        if isinstance(binding, RuntimeSource) and not binding.key and "" not in run_input:
            source = binding.model_copy(update={"key": field})  # under which the run's input schema has it
        value = resolve_binding(source, by_node, slug_to_index, run_input, node_config)
        if value is not None:
            input_data[field] = value


def _artifacts_by_node(
    store: TaskInputStore,
    run_id: str,
    node: DagNode,
    ups: list[int],
    slug_to_index: Mapping[str, int],
    input_artifact_id: str | None,
) -> dict[int, list[TaskArtifact]]:
    """A task of one artifact sees only that one; others see all artifacts of the nodes that their bindings name."""
    if not input_artifact_id:
        wanted = sorted(extract_node_indices_from_bindings(node.bindings, slug_to_index))
        return store.get_artifacts_partitioned(run_id, wanted) if wanted else {}
    artifact = store.get_artifact_data(input_artifact_id)
    if artifact is None:
        return {}
    producer = store.get_artifact_producing_node(input_artifact_id)
    return {index: [artifact] for index in (ups if producer is None else [producer])}
