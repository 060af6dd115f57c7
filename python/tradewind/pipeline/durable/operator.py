"""A node of a pipeline as a task of the engine: planned as everywhere, its plugin called in an attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tradewind.authoring.operator import BaseOperator
from tradewind.authoring.secrets import fetch
from tradewind.authoring.xcom_arg import RETURN_KEY
from tradewind.errors import FailTask, FilterTask, WaitTask
from tradewind.pipeline.durable.models import CorrelationMode, InputMode, Limits, Node
from tradewind.pipeline.durable.pipelines import check_outputs
from tradewind.pipeline.durable.planning import plan_node
from tradewind.pipeline.durable.plugins import Plugin, PluginTask, WaitFor, outputs_of
from tradewind.pipeline.durable.store import Output, SourceState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tradewind.authoring.context import Context
    from tradewind.pipeline.durable.pipeline import Pipeline

LIMITS = Limits()


class PipelineTask(BaseOperator):
    """Puts out a list of {id, fields, correlation_id, data}.

    A node that fans out is a mapped task: what its instances get is planned once, when its sources are done. A node
    that gets nothing still makes an attempt, which says so and is `filtered`.
    """

    expands_itself = True

    def __init__(self, *, pipeline: Pipeline, index: int, plugin: Plugin, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.pipeline = pipeline
        self.node: Node = pipeline.nodes[index]
        self.plugin = plugin
        if self.node.input_mode != InputMode.ALL:
            self.expand_over: Sequence[str] = list(dict.fromkeys(edge.source for edge in self.node.edges))

    @property
    def operator_path(self) -> str:
        """Its plugin."""
        return self.node.plugin

    def instances(self, context: Context) -> list[Any]:
        return self._plans(context)

    def execute(self, context: Context) -> list[dict[str, Any]]:
        ti = context.ti
        assert ti is not None
        plan = ti.planned() if self.expand_over else self._plans(context)[0]
        if plan["disposition"] == "failed":
            raise FailTask(plan["error"])
        if plan["disposition"] != "launched":
            raise FilterTask("nothing came over a required edge")
        secrets = {field: _secret(context, name) for field, name in plan["secrets"].items()}
        place = self.task_id if ti.map_index < 0 else f"{self.task_id}.{ti.map_index}"
        task = PluginTask(
            context["run_id"],
            place,
            f"{place}.{ti.try_number}",
            {**plan["parameters"], **secrets},
            {edge: [Output(**one) for one in given] for edge, given in plan["inputs"].items()},
            context.channel.call("resumed", {"key": None}),
        )
        try:
            made = outputs_of(place, self.plugin(task))
        except WaitFor as wait:
            if wait.wait_id == task.resumed_from:
                text = f"the task has waited for {wait.wait_id!r} before; each wait needs an id of its own"
                raise FailTask(text) from None
            raise WaitTask(wait.wait_id) from None
        check_outputs(made, LIMITS)
        return [self._emitted(output, plan["correlation_id"])._asdict() for output in made]

    def _emitted(self, output: Output, inherited: str | None) -> Output:
        """With the correlation that its node's kind gives it."""
        match self.node.correlation:
            case CorrelationMode.NEW:
                return output._replace(correlation_id=output.id)
            case CorrelationMode.INHERIT:
                return output._replace(correlation_id=inherited)
        return output._replace(correlation_id=None)

    def _plans(self, context: Context) -> list[dict[str, Any]]:
        """One for each task; if there are none, one that says why."""
        found = self._outputs(context)
        sources = [SourceState("launched", found[edge.source]) for edge in self.node.edges]
        given = {**self.pipeline.defaults, **context.dag_run.conf}
        launch = plan_node(self.node, 0, 0, sources, given, LIMITS)
        if not launch.plans:
            return [{"disposition": launch.disposition, "error": launch.error}]
        by_id = {edge.name: {one.id: one._asdict() for one in found[edge.source]} for edge in self.node.edges}
        return [
            {
                "disposition": "launched",
                "inputs": {edge: [by_id[edge][one] for one in ids] for edge, ids in plan.edges.items()},
                "parameters": plan.parameters,
                "secrets": plan.secrets,
                "correlation_id": plan.correlation_id,
            }
            for plan in launch.plans
        ]

    def _outputs(self, context: Context) -> dict[str, list[Output]]:
        """Of every source, in the order of its tasks, and of each task's own."""
        found: dict[str, list[Output]] = {edge.source: [] for edge in self.node.edges}
        assert context.ti is not None
        for source, _, made in context.ti._pull_rows(list(found), RETURN_KEY) if found else []:
            found[source] += [Output(**one) for one in made]
        for source, outputs in found.items():
            ids = [output.id for output in outputs]
            if len(set(ids)) != len(ids):
                twice = next(one for at, one in enumerate(ids) if one in ids[:at])
                raise FailTask(f"output '{twice}' was published twice by node '{source}'")
        return found


def _secret(context: Context, name: str) -> Any:
    found = fetch(context, name)
    if found["value_type"] != "json":
        return found["value"]
    from json import loads

    return loads(found["value"])
