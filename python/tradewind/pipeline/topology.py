"""A pipeline compiled once, for one reconciliation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tradewind import _core
from tradewind.pipeline.graph import build_slug_to_index_map, compile_topology, rekey_edge_filters_by_index
from tradewind.pipeline.models import DagNode, EdgeFilter

ResolvePassthrough = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class RunTopology:
    """Indexes instead of slugs throughout; `nodes` is the very list that was passed."""

    nodes: list[DagNode]
    deps: list[list[int]]
    slug_to_index: dict[str, int]
    passthrough_indices: set[int]
    children: list[list[int]]
    edge_filters: list[dict[int, EdgeFilter]]
    core: _core.PipelineTopology | None = field(default=None, repr=False, compare=False)

    @staticmethod
    def build(nodes: list[DagNode], resolve_passthrough: ResolvePassthrough) -> RunTopology:
        """Compile; `resolve_passthrough(plugin)` is called once per node.

        Raises:
            ValueError: as `graph.compile_topology`.
        """
        core = compile_topology(nodes)
        slug_to_index = build_slug_to_index_map(nodes)
        return RunTopology(
            nodes=nodes,
            deps=core.dependencies,
            slug_to_index=slug_to_index,
            passthrough_indices={index for index, node in enumerate(nodes) if resolve_passthrough(node.plugin)},
            children=core.children,
            edge_filters=[rekey_edge_filters_by_index(node, slug_to_index) for node in nodes],
            core=core,
        )
