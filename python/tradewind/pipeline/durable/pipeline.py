"""A pipeline: nodes that belong together, checked, and compiled once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from tradewind import _core
from tradewind.errors import ExpressionError
from tradewind.pipeline.durable.models import (
    CorrelationMode,
    EdgeSource,
    ExpressionSource,
    InputMode,
    InputRole,
    Node,
)

_NODES: TypeAdapter[tuple[Node, ...]] = TypeAdapter(tuple[Node, ...])
expression = lru_cache(maxsize=4096)(_core.Expression)
"""parsed once; an unhashed bound keeps a hostile program from filling memory"""


class Pipeline:
    """Nodes, checked and compiled. Immutable.

    Args:
        nodes: `Node`s, or mappings with their fields.

    Raises:
        ValueError: no nodes, a duplicate slug, an unknown source, a cycle (with its path), an impossible combination of
            edges and mode, a binding that refers to no edge or whose expression is wrong. pydantic's `ValidationError`,
            which is one, for fields.
    """

    __slots__ = ("index", "nodes", "sources", "topology")

    def __init__(self, nodes: Iterable[Node | Mapping[str, Any]]) -> None:
        self.nodes = _NODES.validate_python(tuple(nodes))
        if not self.nodes:
            raise ValueError("a pipeline without nodes")
        self.topology = _core.PipelineTopology(
            [node.slug for node in self.nodes],
            [list(dict.fromkeys(edge.source for edge in node.edges)) for node in self.nodes],
            [[] for _ in self.nodes],
        )
        self.sources = self.topology.dependencies
        self.index = {node.slug: at for at, node in enumerate(self.nodes)}
        for node in self.nodes:
            _check(node)

    @classmethod
    def load(cls, source: str | Path) -> Pipeline:
        """From JSON text, or from the JSON file at a path: a list of nodes, or an object that has it under `nodes`."""
        data = json.loads(source.read_text(encoding="utf-8") if isinstance(source, Path) else source)
        return cls(data["nodes"] if isinstance(data, dict) else data)

    def dump(self) -> str:
        """JSON text, which loads as an equal pipeline."""
        return _NODES.dump_json(self.nodes).decode()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pipeline) and self.nodes == other.nodes

    def __hash__(self) -> int:
        return hash(self.dump())

    def __repr__(self) -> str:
        return f"<Pipeline of {len(self.nodes)} nodes: {', '.join(node.slug for node in self.nodes[:4])}>"


def _check(node: Node) -> None:
    names = [edge.name for edge in node.edges]
    if len(set(names)) != len(names):
        raise ValueError(f"node '{node.slug}': two edges of one name among {', '.join(names)}")
    main = [edge for edge in node.edges if edge.role == InputRole.MAIN]
    match node.input_mode:
        case InputMode.EACH if len(main) != 1 or not main[0].required:
            raise ValueError(f"node '{node.slug}': mode each needs exactly one main edge, a required one")
        case InputMode.BY_CORRELATION if not main:
            raise ValueError(f"node '{node.slug}': mode by_correlation needs a main edge")
        case InputMode.ALL if node.correlation_mode == CorrelationMode.INHERIT:
            raise ValueError(f"node '{node.slug}': a task of all inputs has no correlation to inherit")
    for field, binding in node.bindings.items():
        where = f"node '{node.slug}', binding '{field}'"
        if isinstance(binding, EdgeSource) and binding.edge not in names:
            raise ValueError(f"{where}: there is no edge '{binding.edge}'")
        texts = [binding.expression] if isinstance(binding, ExpressionSource) else []
        for text in texts if binding.when is None else [*texts, binding.when]:
            _check_expression(text, names, where)


def _check_expression(text: str, names: list[str], where: str) -> None:
    try:
        wrong = _core.Expression.check(text)
        refs = [] if wrong else expression(text).refs()
    except ExpressionError as error:
        wrong, refs = str(error), []
    if wrong:
        raise ValueError(f"{where}: {wrong}")
    for namespace, _ in refs:
        if namespace != "input" and namespace not in names:
            raise ValueError(f"{where}: there is no edge '{namespace}'")
