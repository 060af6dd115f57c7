"""Slugs, dependencies, readiness and walk-back; decided by the core."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from tradewind import _core
from tradewind.pipeline.constants import MAX_BFS_DEPTH
from tradewind.pipeline.models import DagArtifact, DagNode, EdgeFilter
from tradewind.pipeline.store import DagStore

logger: logging.Logger = logging.getLogger(__name__)

Item = TypeVar("Item")
_TOO_DEEP = "run %s: no artifacts within %d levels above nodes %s"


def assign_slugs(nodes: Sequence[DagNode]) -> None:
    """Give every node without a slug one, `<plugin>_<n>`, in place. Idempotent."""
    if all(node.slug for node in nodes):
        return
    slugs = _core.assign_slugs([node.slug for node in nodes], [node.plugin for node in nodes])
    for node, slug in zip(nodes, slugs, strict=True):
        node.slug = slug


def build_slug_to_index_map(nodes: Sequence[DagNode]) -> dict[str, int]:
    """Index of every slug.

    Raises:
        ValueError: an empty slug, or one that two nodes have.
    """
    _core.slug_index([node.slug for node in nodes])
    return {node.slug: index for index, node in enumerate(nodes)}


def compile_topology(nodes: Sequence[DagNode]) -> _core.PipelineTopology:
    """Assign slugs, check everything, resolve dependencies to indexes.

    Raises:
        ValueError: a duplicate, unknown or repeated slug, a filter on a non-dependency, a cycle with its path.
    """
    assign_slugs(nodes)
    return _core.PipelineTopology(
        [node.slug for node in nodes],
        [node.depends_on for node in nodes],
        [list(node.edge_filters) for node in nodes],
    )


def resolve_dependency_indices(nodes: Sequence[DagNode]) -> list[list[int]]:
    """Indexes that each node depends on, in the order written. Raises as `compile_topology`."""
    return compile_topology(nodes).dependencies


def find_root_nodes(nodes: Sequence[DagNode]) -> list[int]:
    """Indexes of the nodes without dependencies. Raises as `compile_topology`."""
    return [index for index, ups in enumerate(resolve_dependency_indices(nodes)) if not ups]


def rekey_edge_filters_by_index(node: DagNode, slug_to_index: dict[str, int]) -> dict[int, EdgeFilter]:
    """Edge filters by index of the dependency. Raises: KeyError for a slug that isn't in the map."""
    return {slug_to_index[slug]: edge_filter for slug, edge_filter in node.edge_filters.items()}


def build_children(deps: list[list[int]]) -> list[list[int]]:
    """Inverse adjacency."""
    return _core.invert(deps)


def find_ready_nodes(
    deps: list[list[int]],
    completed: Iterable[int],
    launched: Iterable[int],
    *,
    children: list[list[int]] | None = None,
    changed_indices: Iterable[int] | None = None,
) -> list[int]:
    """Nodes that aren't launched and whose dependencies are all complete, ascending.

    With both `children` and `changed_indices` only the children of what changed are looked at.
    """
    changed = None if changed_indices is None else [index for index in changed_indices if index >= 0]
    return _core.find_ready(deps, completed, launched, children, changed)


def bfs_collect(
    fetch: Callable[[str, list[int]], Iterable[Item]],
    run_id: str,
    dependency_indices: list[int],
    dep_adjacency: list[list[int]],
    *,
    passthrough_indices: Iterable[int] | None = None,
    max_depth: int = MAX_BFS_DEPTH,
) -> list[Item]:
    """What `fetch` finds on the nearest level that has anything, walking back through passthrough nodes (None: all).

    Logs an error and returns nothing if `max_depth` levels weren't enough.
    """
    found, complete = _core.walk_back(
        dependency_indices, dep_adjacency, passthrough_indices, max_depth, lambda level: fetch(run_id, level)
    )
    if not complete:
        logger.error(_TOO_DEEP, run_id, max_depth, dependency_indices)
    return found


def collect_over(
    topology: _core.PipelineTopology,
    fetch: Callable[[str, list[int]], Iterable[Item]],
    run_id: str,
    dependency: int,
    passes: Callable[[int], bool],
) -> list[Item]:
    """As `bfs_collect` from one dependency, over a compiled graph, which isn't copied for it."""
    start = [dependency]
    found, complete = topology.walk_back(start, passes, MAX_BFS_DEPTH, lambda level: fetch(run_id, level))
    if not complete:
        logger.error(_TOO_DEEP, run_id, MAX_BFS_DEPTH, start)
    return found


def collect_upstream_artifacts_bfs(
    store: DagStore,
    run_id: str,
    dependency_indices: list[int],
    dep_adjacency: list[list[int]],
    *,
    passthrough_indices: Iterable[int] | None = None,
    max_depth: int = MAX_BFS_DEPTH,
) -> list[DagArtifact]:
    """`bfs_collect` over the store's artifacts."""
    return bfs_collect(
        store.get_artifacts_by_node_indices,
        run_id,
        dependency_indices,
        dep_adjacency,
        passthrough_indices=passthrough_indices,
        max_depth=max_depth,
    )
