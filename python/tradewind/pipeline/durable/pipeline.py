"""A pipeline: nodes that belong together, checked, and compiled once."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic import TypeAdapter

from tradewind import _core
from tradewind.authoring.places import here, nearest
from tradewind.errors import ExpressionError, PipelineError
from tradewind.pipeline.durable.collector import collector_paused
from tradewind.pipeline.durable.convert import converted
from tradewind.pipeline.durable.models import (
    CorrelationMode,
    EdgeSource,
    ExpressionSource,
    InputMode,
    InputRole,
    Node,
)

if TYPE_CHECKING:
    from tradewind.authoring.dag import DAG
    from tradewind.authoring.places import Place
    from tradewind.pipeline.durable.plugins import Plugin

_NODES: TypeAdapter[tuple[Node, ...]] = TypeAdapter(tuple[Node, ...])
expression: Callable[[str], _core.Expression] = lru_cache(maxsize=4096)(_core.Expression)
"""parsed once; an unhashed bound keeps a hostile program from filling memory"""


class Pipeline:
    """Nodes, checked and compiled. Immutable.

    What follows the nodes is for `tradewind run`, which finds pipelines at module level of a file.

    Args:
        nodes: `Node`s, or mappings with their fields; 0.5's `DagNode`s are converted.
        name: what its runs are called; default: that of the variable or file.
        plugins: by the name that nodes use; as text `module:function`.
        defaults: of the run's input.
        retries: of a task whose plugin fails, `retry_delay` seconds apart.
        timeout: seconds for one call of a plugin.

    Raises:
        PipelineError: no nodes, a duplicate slug, an unknown source, a cycle (with its path), an impossible combination
            of edges and mode, a binding that refers to no edge or whose expression is wrong. It is a ValueError, as is
            pydantic's `ValidationError` for fields.
    """

    __slots__ = (
        *("index", "nodes", "sources", "topology"),
        *("name", "description", "plugins", "defaults", "retries", "retry_delay", "timeout", "places"),
    )

    def __init__(
        self,
        nodes: Iterable[Node | Mapping[str, Any]],
        *,
        name: str = "",
        description: str = "",
        plugins: Mapping[str, Plugin | str] | None = None,
        defaults: Mapping[str, Any] | None = None,
        retries: int = 0,
        retry_delay: float = 0.0,
        timeout: float | None = None,
    ) -> None:
        with collector_paused():
            self.nodes: tuple[Node, ...] = _NODES.validate_python(tuple(converted(nodes)))
        if not self.nodes:
            raise PipelineError("a pipeline without nodes")
        try:
            self.topology: _core.PipelineTopology = _core.PipelineTopology(
                [node.slug for node in self.nodes],
                [list(dict.fromkeys(edge.source for edge in node.edges)) for node in self.nodes],
                [[] for _ in self.nodes],
            )
        except ValueError as error:
            raise _blamed(self.nodes, str(error)) from None
        self.sources: list[list[int]] = self.topology.dependencies
        self.index: dict[str, int] = {node.slug: at for at, node in enumerate(self.nodes)}
        for at, node in enumerate(self.nodes):
            _check(at, node)
        self.name: str = name
        self.description: str = description
        self.plugins: dict[str, Plugin | str] = dict(plugins or {})
        self.defaults: dict[str, Any] = dict(defaults or {})
        self.retries: int = retries
        self.retry_delay: float = retry_delay
        self.timeout: float | None = timeout
        self.places: list[Place] = [here()] * len(self.nodes)
        """where each node is written"""

    @classmethod
    def load(cls, source: str | Path) -> Pipeline:
        """From a JSON or YAML file, or from JSON text: a list of nodes, or an object that has it under `nodes`.

        Args:
            source: text that ends like the name of such a file is its path.

        Raises:
            PipelineError: as for a list of nodes; of a file with `file:line:column`, for fields as well.
        """
        if isinstance(source, Path) or source.endswith((".json", ".yaml", ".yml")):
            from tradewind.pipeline.durable.files import load

            return load(str(source), Path(source).read_bytes())
        data = json.loads(source)
        return cls(data["nodes"] if isinstance(data, dict) else data)

    def dag(self) -> DAG:
        """A `DAG` that does the same, for `run()`, `test()` and `Engine`: as `tradewind run` would run it.

        Raises:
            PipelineError: a plugin that there isn't, or no name: neither its own nor a file's.
        """
        from tradewind.pipeline.durable.dags import dag_of

        file, line = self.places[0]
        stem, suffix = os.path.splitext(os.path.basename(file))
        if not self.name and suffix == ".py":
            raise PipelineError("a pipeline without a name", place=f"{file}:{line}", fix="Pipeline(..., name=...)")
        return dag_of(self, stem, (file, line))

    def dump(self) -> str:
        """JSON text of the nodes, which loads as an equal pipeline."""
        return _NODES.dump_json(self.nodes).decode()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pipeline) and self.nodes == other.nodes

    def __hash__(self) -> int:
        return hash(self.dump())

    def __repr__(self) -> str:
        return f"<Pipeline of {len(self.nodes)} nodes: {', '.join(node.slug for node in self.nodes[:4])}>"


def _blamed(nodes: tuple[Node, ...], text: str) -> PipelineError:
    """What the core refuses, with the node that it is about."""
    slugs: dict[str, int] = {}
    for at, node in enumerate(nodes):
        if slugs.setdefault(node.slug, at) != at:
            return PipelineError(text, path=(at, "slug"), fix="give one of them another slug")
    circle = text.rpartition(": ")[2].split(" -> ")
    for at, node in enumerate(nodes):
        for number, edge in enumerate(node.edges):
            if edge.source not in slugs:
                return PipelineError(text, path=(at, "edges", number, "source"), fix=nearest(edge.source, slugs))
            if [edge.source, node.slug] == circle[:2]:
                return PipelineError(text, path=(at, "edges", number, "source"))
    return PipelineError(text)


def _check(at: int, node: Node) -> None:
    names = [edge.name for edge in node.edges]
    if len(set(names)) != len(names):
        raise PipelineError(f"node '{node.slug}': two edges of one name among {', '.join(names)}", path=(at, "edges"))
    main = [edge for edge in node.edges if edge.role == InputRole.MAIN]
    wrong = None
    match node.input_mode:
        case InputMode.EACH if len(main) != 1 or not main[0].required:
            wrong = "mode each needs exactly one main edge, a required one"
        case InputMode.BY_CORRELATION if not main:
            wrong = "mode by_correlation needs a main edge"
        case InputMode.ALL if node.correlation_mode == CorrelationMode.INHERIT:
            wrong = "a task of all inputs has no correlation to inherit"
    if wrong is not None:
        raise PipelineError(f"node '{node.slug}': {wrong}", path=(at, "input_mode"))
    for field, binding in node.bindings.items():
        path: tuple[str | int, ...] = (at, "bindings", field)

        def refuse(what: str, *rest: str, fix: str | None = None, path: tuple[str | int, ...] = path) -> NoReturn:
            where = f"node '{node.slug}', binding '{path[2]}'"
            raise PipelineError(f"{where}: {what}", path=(*path, *rest), fix=fix)

        if isinstance(binding, EdgeSource) and binding.edge not in names:
            refuse(f"there is no edge '{binding.edge}'", "edge", fix=nearest(binding.edge, names))
        if isinstance(binding, ExpressionSource):
            _check_expression(binding.expression, names, "expression", refuse)
        if binding.when is not None:
            _check_expression(binding.when, names, "when", refuse)


def _check_expression(text: str, names: list[str], key: str, refuse: Callable[..., NoReturn]) -> None:
    try:
        wrong = _core.Expression.check(text)
        refs = [] if wrong else expression(text).refs()
    except ExpressionError as error:
        wrong, refs = str(error), []
    if wrong:
        refuse(wrong, key)
    for namespace, _ in refs:
        if namespace != "input" and namespace not in names:
            refuse(f"there is no edge '{namespace}'", key, fix=nearest(namespace, [*names, "input"]))
