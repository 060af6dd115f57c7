"""Values of input fields: artifact fields, literals, run input, expressions."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from tradewind.pipeline.constants import ARTIFACT_STANDARD_FIELDS
from tradewind.pipeline.expressions import Lookup, extract_refs, resolve_expression
from tradewind.pipeline.models import (
    ConfigSource,
    DagArtifactLike,
    ExpressionError,
    ExpressionSource,
    NodeSource,
    RuntimeSource,
)

logger: logging.Logger = logging.getLogger(__name__)

Bindings = Mapping[str, Any]


def extract_artifact_field(artifacts: Sequence[DagArtifactLike], key: str) -> list[Any]:
    """Standard fields by attribute, without None; others from the metadata that has the key, with None."""
    if key in ARTIFACT_STANDARD_FIELDS:
        values = [getattr(artifact, key) for artifact in artifacts]
        return [value for value in values if value is not None]
    missing = sum(key not in artifact.metadata for artifact in artifacts)
    if missing:
        logger.debug("%d of %d artifacts have no field %r", missing, len(artifacts), key)
    return [artifact.metadata[key] for artifact in artifacts if key in artifact.metadata]


def _field(
    slug: str,
    key: str,
    artifacts_by_node: Mapping[int, Sequence[DagArtifactLike]],
    slug_to_node_index: Mapping[str, int],
) -> Any:
    index = slug_to_node_index.get(slug)
    if index is None:
        return None
    values = extract_artifact_field(artifacts_by_node.get(index, ()), key)
    if len(values) > 1:
        return values
    return values[0] if values else None


def build_expression_lookup(
    artifacts_by_node: Mapping[int, Sequence[DagArtifactLike]],
    slug_to_node_index: Mapping[str, int],
    run_input: Mapping[str, Any],
    node_config: Mapping[str, Any] | None,
) -> Lookup:
    """`input` and `config` from their mappings, any other namespace from the artifacts of that node."""

    def lookup(namespace: str, key: str) -> object | None:
        if namespace == "input":
            return run_input.get(key)
        if namespace == "config":
            return (node_config or {}).get(key)
        value: object = _field(namespace, key, artifacts_by_node, slug_to_node_index)
        return value

    return lookup


def resolve_binding(
    binding: object,
    artifacts_by_node: Mapping[int, Sequence[DagArtifactLike]],
    slug_to_node_index: Mapping[str, int],
    run_input: Mapping[str, Any],
    node_config: Mapping[str, Any] | None = None,
) -> Any:
    """The binding's value; its `when` is the caller's to test. Raises: ExpressionError."""
    match binding:
        case NodeSource():
            return _field(binding.node, binding.key, artifacts_by_node, slug_to_node_index)
        case ConfigSource():
            return binding.value or None
        case RuntimeSource():
            if binding.key in run_input:
                return run_input[binding.key]
            return binding.default or None
        case ExpressionSource():
            lookup = build_expression_lookup(artifacts_by_node, slug_to_node_index, run_input, node_config)
            return resolve_expression(binding.expression, lookup)
    return None


def extract_node_indices_from_bindings(bindings: Bindings, slug_to_node_index: Mapping[str, int]) -> set[int]:
    """Nodes that the bindings refer to. Raises: ExpressionError for a malformed expression (not for a `when`)."""
    slugs: set[str] = set()
    for binding in bindings.values():
        if isinstance(binding, NodeSource):
            slugs.add(binding.node)
        elif isinstance(binding, ExpressionSource):
            slugs |= extract_refs(binding.expression)[0]
        if getattr(binding, "when", None):
            try:
                slugs |= extract_refs(binding.when)[0]
            except ExpressionError as error:
                logger.debug("malformed when-clause %r: %s", binding.when, error)  # it is skipped when evaluated
    return {slug_to_node_index[slug] for slug in slugs if slug in slug_to_node_index}


def any_binding_requires_run_input(bindings: Bindings) -> bool:
    """A runtime source, or `input.*` in an expression or `when`."""
    for field, binding in bindings.items():
        if isinstance(binding, RuntimeSource):
            return True
        sources = [binding.expression] if isinstance(binding, ExpressionSource) else []
        for source in [*sources, getattr(binding, "when", None)]:
            if not source:
                continue
            try:
                if extract_refs(source)[1]:
                    return True
            except ExpressionError as error:
                logger.warning("binding %r: malformed expression %r: %s", field, source, error)
    return False
