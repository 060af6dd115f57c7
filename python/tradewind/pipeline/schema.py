"""The run's input: which fields it has, how defaults and values merge; and a check of bindings before saving."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tradewind.pipeline.expressions import extract_refs, validate_expression
from tradewind.pipeline.models import DagNode, ExpressionError, ExpressionSource, NodeSource, RuntimeSource
from tradewind.pipeline.plugins import PluginLookup


@dataclass(frozen=True, slots=True)
class InputFieldSpec:
    """One field of the run's input."""

    name: str
    label: str
    placeholder: str = ""
    required: bool = False
    default: str = ""


def _titled(name: str) -> str:
    return name.replace("_", " ").title()


def get_pipeline_input_schema(nodes: Sequence[DagNode], plugin_lookup: PluginLookup) -> list[InputFieldSpec]:
    """Fields from plugins, then from runtime bindings, then from expressions; the first of a name wins."""
    fields: dict[str, InputFieldSpec] = {}
    for node in nodes:
        plugin = plugin_lookup(node.plugin)
        for meta in plugin.get_effective_inputs() if plugin is not None else ():
            if meta.source == "runtime":
                field = InputFieldSpec(meta.name, meta.description, meta.placeholder, meta.required)
                fields.setdefault(meta.name, field)
    for node in nodes:
        for field_name, binding in node.bindings.items():
            if isinstance(binding, RuntimeSource):
                name = binding.key or field_name
                label = binding.label or _titled(field_name)
                field = InputFieldSpec(name, label, binding.placeholder, binding.required, binding.default)
                fields.setdefault(name, field)
    for node in nodes:
        for binding in node.bindings.values():
            if isinstance(binding, ExpressionSource) and validate_expression(binding.expression) is None:
                for key in sorted(_runtime_keys(binding.expression)):
                    fields.setdefault(key, InputFieldSpec(key, _titled(key)))
    return list(fields.values())


def _runtime_keys(expression: str) -> set[str]:
    try:
        return extract_refs(expression)[1]
    except ExpressionError:  # an empty key; `validate_binding_references` names it
        return set()


def _blank(value: object) -> bool:
    return value is None or value == ""


def merge_run_input(
    schema_fields: Sequence[InputFieldSpec], default_input: Mapping[str, Any], run_input: Mapping[str, Any]
) -> dict[str, Any]:
    """Defaults of the fields, under `default_input` as it is, under the values of `run_input` that aren't None or "".

    Raises:
        ValueError: required fields are None or "".
    """
    merged = {field.name: field.default for field in schema_fields if not _blank(field.default)}
    merged |= default_input
    merged |= {name: value for name, value in run_input.items() if not _blank(value)}
    missing = [field.label for field in schema_fields if field.required and _blank(merged.get(field.name))]
    if missing:
        raise ValueError(f"Required input missing: {', '.join(missing)}")
    return merged


def validate_binding_references(nodes: Sequence[DagNode], slug_to_index: Mapping[str, int]) -> str | None:
    """The first thing that is wrong with a binding; None: nothing. `slug_to_index` isn't looked at."""
    for index, node in enumerate(nodes):
        label = node.name or f"Node {index + 1}"
        for field, binding in node.bindings.items():
            problem = _binding_problem(node, label, field, binding)
            if problem:
                return problem
    return None


def _binding_problem(node: DagNode, label: str, field: str, binding: Any) -> str | None:
    if isinstance(binding, NodeSource) and binding.node not in node.depends_on:
        return f"{label}: binding '{field}' references node '{binding.node}' which is not in depends_on"
    if isinstance(binding, ExpressionSource):
        problem, stray = _references(binding.expression, node)
        if problem:
            return f"{label}: binding '{field}' expression error: {problem}"
        if stray:
            return f"{label}: expression references '{stray}' which is not in depends_on"
    if binding.when:
        problem, stray = _references(binding.when, node)
        if problem:
            return f"{label}: binding '{field}' when-clause error: {problem}"
        if stray:
            return f"{label}: when-clause on binding '{field}' references '{stray}' which is not in depends_on"
    return None


def _references(expression: str, node: DagNode) -> tuple[str | None, str | None]:
    """(what is wrong with the expression, a node that it names and doesn't depend on)"""
    problem = validate_expression(expression)
    if problem:
        return problem, None
    try:
        slugs = extract_refs(expression)[0]
    except ExpressionError as error:
        return str(error), None
    return None, next((slug for slug in sorted(slugs) if slug not in node.depends_on), None)
