"""Graphs, DAGs as classes, pipelines and runs, as type checkers see them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, assert_type

from tradewind import DAG, Engine, Label, Run, RunState, chain, cross_downstream, get_current_context
from tradewind.authoring.context import Context
from tradewind.graph import Graph, Sorter
from tradewind.gust import Dag, task
from tradewind.operators.empty import EmptyOperator

graph = Graph.from_edges([("extract", "clean"), ("clean", "load")], nodes=["audit"])
assert_type(graph, Graph[str])
assert_type(graph.order(), list[str])
assert_type(graph.critical_path({"extract": 2.0}), tuple[list[str], float])
assert_type(graph.slack(), dict[str, float])
assert_type(graph.transitive_reduction().edges(), list[tuple[str, str]])
assert_type(graph.sorter(), Sorter[str])
pairs: list[tuple[int, int]] = [(1, 2)]
seconds: dict[int, int] = {1: 3}
assert_type(Graph.from_edges(pairs).ancestors(2, 1), list[int])
assert_type(Graph.from_edges(pairs).critical_path(seconds), tuple[list[int], float])
assert_type(Graph.from_buffer(b"").levels(), list[list[int]])


class Nightly(Dag):
    schedule = "@daily"

    @task(downstream=["load"], save=True, retries=2, retry_delay=timedelta(seconds=3))
    def fetch(self, ctx: dict[str, Any]) -> list[int]:
        return [1, 2]

    @task
    def load(self, ctx: dict[str, Any]) -> None: ...


assert_type(Nightly().fetch({}), list[int])

with DAG("edges") as dag:
    first, second, third = (EmptyOperator(task_id=name) for name in "abc")
    chain(first, [second, third], Label("then"))
    cross_downstream([first], [second, third])
    first >> Label("when it is new") >> second


def body() -> None:
    context = get_current_context()
    assert_type(context, Context)


def main() -> str:
    run = dag.run()
    assert_type(run, Run)
    run.raise_for_state()
    with Engine() as engine:
        assert_type(engine.run(dag), Run)
    return "fine" if run.state == RunState.SUCCESS else "not so"
