"""Nodes as dagabaaz 0.5 has them, in the form that durable pipelines have: the same lists run on our own store.

| 0.5 | here |
|---|---|
| `depends_on` | a required edge of that name; optional where there are several, for an empty branch holds up nothing |
| `fan_mode` single, aggregate, grouped | `input_mode` each (a root: all), all, by_correlation |
| `edge_filters`: rules, `select` | the edge's `filter`; its `selection` by `file_size` |
| bindings previous_node, config | edge, literal (`$NAME`: secret) |

An artifact is an output whose fields are `file_name`, `file_size` and whatever else it says of itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import TypeAdapter

from tradewind.errors import PipelineError
from tradewind.pipeline.constants import ArtifactSelector, FanMode
from tradewind.pipeline.models import ConfigSource, DagNode, EdgeFilter, NodeSource, RuntimeSource

_OLD_FIELDS = {"depends_on", "edge_filters", "fan_mode"}
_SECRET = re.compile(r"\$[A-Za-z_][A-Za-z0-9_]*")


def converted(nodes: Iterable[Any]) -> list[Any]:
    """These nodes with the 0.5 ones among them converted. If there are any, nodes without a slug are given one.

    Raises:
        PipelineError: what has no counterpart. pydantic's `ValidationError`, its places within the list of nodes.
    """
    nodes = list(nodes)
    if not any(map(is_old, nodes)):
        return nodes
    nodes = _with_slugs(nodes)
    old: dict[int, DagNode] = {at: node for at, node in enumerate(nodes) if isinstance(node, DagNode)}
    old |= _OLD.validate_python({at: node for at, node in enumerate(nodes) if at not in old and is_old(node)})
    return [_converted(at, old[at]) if at in old else node for at, node in enumerate(nodes)]


def is_old(node: Any) -> bool:
    """Whether a node has the 0.5 form: a `DagNode`, or a mapping with fields that only that has."""
    if isinstance(node, Mapping):
        return not _OLD_FIELDS.isdisjoint(node) or any(
            isinstance(binding, Mapping) and binding.get("source") in ("previous_node", "config")
            for binding in _items(node.get("bindings"))
        )
    return isinstance(node, DagNode)


def _items(bindings: Any) -> Iterable[Any]:
    return bindings.values() if isinstance(bindings, Mapping) else ()


def _with_slugs(nodes: list[Any]) -> list[Any]:
    from tradewind import _core

    def field(node: Any, name: str) -> Any:
        return node.get(name, "") if isinstance(node, Mapping) else getattr(node, name, "")

    slugs = [field(node, "slug") for node in nodes]
    if all(slugs) or not all(isinstance(field(node, name), str) for node in nodes for name in ("slug", "plugin")):
        return nodes  # the model says what is wrong
    given = _core.assign_slugs(slugs, [field(node, "plugin") for node in nodes])
    return [
        node if slug else {**node, "slug": new} if isinstance(node, Mapping) else node.model_copy(update={"slug": new})
        for node, slug, new in zip(nodes, slugs, given, strict=True)
    ]


class _Checked(DagNode, extra="forbid"):
    """In a mapping a misspelt field is an error."""


_OLD: TypeAdapter[dict[int, _Checked]] = TypeAdapter(dict[int, _Checked])


def _converted(index: int, node: DagNode) -> dict[str, Any]:
    stray = next((slug for slug in node.edge_filters if slug not in node.depends_on), None)
    if stray is not None:
        text = f"Edge filter slug '{stray}' is not a direct dependency of node '{node.slug}'"
        raise PipelineError(text, path=(index, "edge_filters", stray))
    repeated = next((slug for at, slug in enumerate(node.depends_on) if slug in node.depends_on[:at]), None)
    if repeated is not None:
        text = f"Repeated dependency slug '{repeated}' in node '{node.slug}'"
        raise PipelineError(text, path=(index, "depends_on", node.depends_on.index(repeated)))
    if node.fan_mode == FanMode.SINGLE and len(node.depends_on) > 1:
        raise PipelineError(
            f"node '{node.slug}': fan_mode single over {len(node.depends_on)} dependencies has no durable counterpart",
            path=(index, "depends_on"),
            fix="use aggregate or grouped, or one node for each",
        )
    alone = len(node.depends_on) == 1
    modes = {FanMode.SINGLE: "each" if node.depends_on else "all", FanMode.AGGREGATE: "all"}
    return {
        "slug": node.slug,
        "plugin": node.plugin,
        "name": node.name,
        "input_mode": modes.get(node.fan_mode, "by_correlation" if node.depends_on else "all"),
        "edges": [
            {"name": slug, "source": slug, "required": alone, **_edge(node.edge_filters.get(slug))}
            for slug in node.depends_on
        ],
        "bindings": {field: new for field, old in node.bindings.items() if (new := _binding(field, old)) is not None},
    }


def _edge(edge_filter: EdgeFilter | None) -> dict[str, Any]:
    if edge_filter is None:
        return {}
    made: dict[str, Any] = {"filter": [rule.model_dump() for rule in edge_filter.rules]}
    if edge_filter.select is not None:
        order = "desc" if edge_filter.select == ArtifactSelector.LARGEST else "asc"
        made["selection"] = {"field": "file_size", "order": order, "limit": 1}
    return made


def _binding(field: str, old: Any) -> dict[str, Any] | None:
    """None for an empty literal, which 0.5 leaves out."""
    match old:
        case NodeSource():
            made: dict[str, Any] = {"source": "edge", "edge": old.node, "field": old.key}
        case ConfigSource():
            if not old.value:
                return None
            secret = _SECRET.fullmatch(old.value) is not None
            made = {"source": "secret", "name": old.value[1:]} if secret else {"source": "literal", "value": old.value}
        case RuntimeSource():
            key = old.key or field
            told = {"label": old.label, "placeholder": old.placeholder, "required": old.required}
            made = {"source": "runtime", "key": key, **told, "default": old.default or None}
        case _:
            made = {"source": "expression", "expression": old.expression}
    return {**made, "when": old.when}
