"""From a node and a snapshot of its inputs to a launch. The core routes and evaluates; parameters are bound here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tradewind import _core
from tradewind.errors import ExpressionError
from tradewind.pipeline.durable.models import (
    Binding,
    EdgeSource,
    ExpressionSource,
    InputMode,
    InputRole,
    Limits,
    LiteralSource,
    Node,
    RuntimeSource,
    SecretSource,
    Selection,
    SortOrder,
)
from tradewind.pipeline.durable.pipeline import expression
from tradewind.pipeline.durable.store import Launch, Output, SourceState, TaskPlan

_MAIN = InputRole.MAIN
_NO_RULES: list[tuple[str, str, Any]] = []

Rows = Sequence[Sequence[int]]
"""of one plan, by edge"""
Bound = tuple[dict[str, Any], dict[str, str]]
"""parameters, names of secrets"""


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
    ids = [[output.id for output in source.outputs] for source in sources]
    kind, error, plans = _core.plan_inputs(
        node.input_mode,
        [
            (
                edge.name,
                edge.role == _MAIN,
                edge.required,
                source.disposition,
                own,
                [output.correlation_id for output in source.outputs],
                [output.fields for output in source.outputs],
                [(rule.field, rule.operator.value, rule.value) for rule in edge.filter] if edge.filter else _NO_RULES,
                _selection(edge.selection) if edge.selection else None,
            )
            for edge, source, own in zip(node.edges, sources, ids, strict=True)
        ],
        limits.tasks_per_launch,
    )
    if kind != "launched":
        return Launch(index, generation, kind, error=error or None)
    base = run_input if not node.edges else {}  # a root is given the whole input
    bound: list[Bound] = [(dict(base), {}) for _ in plans]
    if node.bindings:
        binder = _Binder(node, [source.outputs for source in sources], run_input, limits)
        try:
            binder.bind([rows for _, rows in plans], bound)
        except (ExpressionError, _MissingInput) as wrong:
            return Launch(index, generation, "failed", error=f"node '{node.slug}': {wrong}")
    names = [edge.name for edge in node.edges]
    made = []
    for (inherited, rows), (parameters, secrets) in zip(plans, bound, strict=True):
        edges = {name: [own[row] for row in chosen] for name, own, chosen in zip(names, ids, rows, strict=True)}
        made.append(TaskPlan(edges, parameters, secrets, inherited))
    if node.input_mode == InputMode.EACH:
        main = next(edge.name for edge in node.edges if edge.role == _MAIN)
        # What is fanned out without a correlation starts one.
        made = [
            plan if plan.correlation_id is not None else plan._replace(correlation_id=plan.edges[main][0])
            for plan in made
        ]
    return Launch(index, generation, "launched", made)


def _selection(chosen: Selection) -> tuple[str, bool, int]:
    return chosen.field, chosen.order == SortOrder.DESC, chosen.limit


class _MissingInput(Exception):
    pass


class _Binder:
    """The bindings of one node, each for all its tasks at once."""

    def __init__(
        self, node: Node, outputs: Sequence[Sequence[Output]], run_input: Mapping[str, Any], limits: Limits
    ) -> None:
        self.node, self.outputs, self.run_input, self.limits = node, outputs, run_input, limits
        self.at = {edge.name: at for at, edge in enumerate(node.edges)}
        self.budget = _core.WorkBudget(limits.launch_steps, limits.launch_bytes)

    def bind(self, plans: Sequence[Rows], bound: Sequence[Bound]) -> None:
        """Add every binding to what each plan has."""
        for field, binding in self.node.bindings.items():
            try:
                self.apply(field, binding, plans, bound)
            except ExpressionError as error:
                place = "" if error.position is None else f" (position {error.position})"
                raise ExpressionError(f"binding '{field}': {error}{place}", error.position) from error

    def apply(self, field: str, binding: Binding, plans: Sequence[Rows], bound: Sequence[Bound]) -> None:
        """Add one parameter to every task whose `when` holds."""
        if binding.when is not None:
            held = [at for at, holds in enumerate(self.evaluate(binding.when, plans)) if holds]
            plans, bound = [plans[at] for at in held], [bound[at] for at in held]
        if isinstance(binding, SecretSource):
            for parameters, secrets in bound:
                secrets[field] = binding.name
                parameters.pop(field, None)
            return
        for (parameters, _), value in zip(bound, self.values(binding, plans), strict=True):
            if value is None and not isinstance(binding, LiteralSource):
                parameters.pop(field, None)
            else:
                parameters[field] = value

    def values(self, binding: Binding, plans: Sequence[Rows]) -> Iterable[Any]:
        match binding:
            case EdgeSource():
                return [self.field(self.at[binding.edge], binding.field, rows) for rows in plans]
            case LiteralSource():
                return [binding.value] * len(plans)
            case RuntimeSource():
                value = self.run_input.get(binding.key, binding.default)
                if plans and binding.required and value in (None, ""):
                    raise _MissingInput(f"the run's input lacks '{binding.key}'")
                return [value] * len(plans)
            case ExpressionSource():
                return self.evaluate(binding.expression, plans)
        raise AssertionError(binding)

    def field(self, at: int, field: str, rows: Rows) -> Any:
        outputs = self.outputs[at]
        values = [outputs[row].fields[field] for row in rows[at] if field in outputs[row].fields]
        if len(values) > 1:
            return values
        return values[0] if values else None

    def evaluate(self, source: str, plans: Sequence[Rows]) -> list[Any]:
        program = expression(source)
        edges = {namespace: self.at[namespace] for namespace, _ in program.refs() if namespace != "input"}
        rows = [
            {name: [self.outputs[at][row].fields for row in plan[at]] for name, at in edges.items()} for plan in plans
        ]
        limits = self.limits
        return program.evaluate_rows(
            rows,
            {"input": self.run_input},
            steps=limits.expression_steps,
            size=limits.expression_bytes,
            budget=self.budget,
        )
