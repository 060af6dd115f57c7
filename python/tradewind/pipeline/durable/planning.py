"""From a node and a snapshot of its inputs to a launch. The core routes; parameters are bound here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tradewind import _core
from tradewind.errors import ExpressionError
from tradewind.pipeline.durable.models import (
    Binding,
    EdgeSource,
    ExpressionSource,
    InputEdge,
    InputMode,
    InputRole,
    Limits,
    LiteralSource,
    Node,
    RuntimeSource,
    SecretSource,
    SortOrder,
)
from tradewind.pipeline.durable.pipeline import expression
from tradewind.pipeline.durable.store import Launch, Output, SourceState, TaskPlan


def plan_node(
    node: Node,
    index: int,
    generation: int,
    sources: Sequence[SourceState],
    run_input: Mapping[str, Any],
    limits: Limits,
) -> Launch:
    """What becomes of a node whose sources are settled; bad data makes a failed launch, never an exception.

    Args:
        sources: one for each of its edges, in their order.
    """
    kind, error, plans = _core.plan_inputs(
        node.input_mode,
        [
            (
                edge.name,
                edge.role == InputRole.MAIN,
                edge.required,
                source.disposition,
                [output.id for output in source.outputs],
                [output.correlation_id for output in source.outputs],
                [output.fields for output in source.outputs],
                [(rule.field, rule.operator.value, rule.value) for rule in edge.filter],
                _selection(edge),
            )
            for edge, source in zip(node.edges, sources, strict=True)
        ],
        limits.tasks_per_launch,
    )
    if kind != "launched":
        return Launch(index, generation, kind, error=error or None)
    ids = [[output.id for output in source.outputs] for source in sources]
    names = [edge.name for edge in node.edges]
    mode = node.input_mode
    main = next((at for at, edge in enumerate(node.edges) if edge.role == InputRole.MAIN), 0)
    made = []
    try:
        binder = _Binder(node, [source.outputs for source in sources], run_input, limits)
        for inherited, rows in plans:
            parameters, secrets = binder.bind(rows)
            edges = {name: [own[row] for row in chosen] for name, own, chosen in zip(names, ids, rows, strict=True)}
            # What is fanned out without a correlation starts one.
            correlation = edges[names[main]][0] if mode == InputMode.EACH and inherited is None else inherited
            made.append(TaskPlan(edges, parameters, secrets, correlation))
    except (ExpressionError, _MissingInput) as wrong:
        return Launch(index, generation, "failed", error=f"node '{node.slug}': {wrong}")
    return Launch(index, generation, "launched", made)


def _selection(edge: InputEdge) -> tuple[str, bool, int] | None:
    chosen = edge.selection
    return None if chosen is None else (chosen.field, chosen.order == SortOrder.DESC, chosen.limit)


class _MissingInput(Exception):
    pass


class _Binder:
    """The bindings of one node."""

    def __init__(
        self, node: Node, outputs: Sequence[Sequence[Output]], run_input: Mapping[str, Any], limits: Limits
    ) -> None:
        self.node, self.outputs, self.run_input, self.limits = node, outputs, run_input, limits
        self.at = {edge.name: at for at, edge in enumerate(node.edges)}
        self.base = {} if node.edges else dict(run_input)  # a root is given the whole input

    def bind(self, rows: Sequence[Sequence[int]]) -> tuple[dict[str, Any], dict[str, str]]:
        """(parameters, names of secrets) of one plan."""
        parameters, secrets = dict(self.base), {}
        for field, binding in self.node.bindings.items():
            if binding.when is not None and not self.evaluate(binding.when, rows):
                continue
            if isinstance(binding, SecretSource):
                secrets[field] = binding.name
                parameters.pop(field, None)
                continue
            value = self.value(binding, rows)
            if value is None and not isinstance(binding, LiteralSource):
                parameters.pop(field, None)
            else:
                parameters[field] = value
        return parameters, secrets

    def value(self, binding: Binding, rows: Sequence[Sequence[int]]) -> Any:
        match binding:
            case EdgeSource():
                return self.field(binding.edge, binding.field, rows)
            case LiteralSource():
                return binding.value
            case RuntimeSource():
                value = self.run_input.get(binding.key, binding.default)
                if binding.required and value in (None, ""):
                    raise _MissingInput(f"the run's input lacks '{binding.key}'")
                return value
            case ExpressionSource():
                return self.evaluate(binding.expression, rows)
        raise AssertionError(binding)

    def field(self, edge: str, field: str, rows: Sequence[Sequence[int]]) -> Any:
        at = self.at[edge]
        outputs = self.outputs[at]
        values = [outputs[row].fields[field] for row in rows[at] if field in outputs[row].fields]
        if len(values) > 1:
            return values
        return values[0] if values else None

    def evaluate(self, source: str, rows: Sequence[Sequence[int]]) -> Any:
        def lookup(namespace: str, key: str) -> Any:
            return self.run_input.get(key) if namespace == "input" else self.field(namespace, key, rows)

        limits = self.limits
        return expression(source).evaluate(lookup, steps=limits.expression_steps, size=limits.expression_bytes)
