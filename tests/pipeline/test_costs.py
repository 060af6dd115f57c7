"""What work costs, counted and not timed: store calls, statements, rows read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tradewind.pipeline.durable import Completed, Limits, Output, Pipelines, RunStatus
from tradewind.pipeline.durable.store import DurableStore
from tradewind.stores.pipeline import PipelineStore

METHODS = [name for name in vars(DurableStore) if not name.startswith("_")]


class Counting(PipelineStore):
    """Counts calls of the protocol's methods, and SQL statements."""

    def __init__(self) -> None:
        super().__init__(":memory:")
        self.calls: Counter[str] = Counter()
        self.statements = 0

    def open(self) -> None:
        super().open()
        self._db.set_trace_callback(self._traced)

    def _traced(self, statement: str) -> None:
        self.statements += 1

    def __getattribute__(self, name: str) -> Any:
        if name in METHODS:
            object.__getattribute__(self, "calls")[name] += 1
        return object.__getattribute__(self, name)


@pytest.fixture
def store() -> Iterator[Counting]:
    store = Counting()
    store.open()
    yield store
    store.close()


def chain(length: int) -> list[dict[str, Any]]:
    edges = [[{"name": "up", "source": f"n{at - 1}"}] if at else [] for at in range(length)]
    return [{"slug": f"n{at}", "plugin": "p", "edges": edges[at]} for at in range(length)]


def wide(width: int) -> list[dict[str, Any]]:
    layer = [{"slug": f"n{at}", "plugin": "p", "edges": [{"name": "up", "source": "root"}]} for at in range(width)]
    ends = [{"name": f"e{at}", "source": f"n{at}"} for at in range(width)]
    return [{"slug": "root", "plugin": "p"}, *layer, {"slug": "end", "plugin": "p", "edges": ends}]


def worked(store: Counting, nodes: list[dict[str, Any]], batch: int = 1) -> tuple[Counter[str], int]:
    """(calls, statements) from the start's end to the run's."""
    pipelines = Pipelines(store)
    run_id = pipelines.start(nodes)
    store.calls.clear()
    store.statements = 0
    while claims := pipelines.claim(batch):
        done = [Completed(one.task_id, one.attempt_id, [Output(f"{one.task_id}.0", {"v": 1})]) for one in claims]
        pipelines.complete_many(done)
    calls, statements = Counter(store.calls), store.statements
    assert pipelines.run(run_id).status == RunStatus.COMPLETED
    return calls, statements


@pytest.mark.parametrize("shape", [chain, wide])
def test_a_completion_costs_at_most_four_store_calls_whatever_the_size(store: Counting, shape: Any) -> None:
    costs = []
    for size in (50, 500):
        nodes = shape(size)
        calls, statements = worked(store, nodes)
        assert calls["complete"] == len(nodes)
        assert calls.total() <= 4 * len(nodes) + 2, calls  # and the empty claim, and the run's end
        costs.append(statements / len(nodes))
    assert costs[1] <= costs[0] * 1.1


def test_tasks_are_dispatched_and_completed_in_bulk(store: Counting) -> None:
    calls, _ = worked(store, wide(300), batch=100)
    assert calls == {"claim": 6, "complete": 5, "snapshot": 2, "launch": 2, "finish": 1}


def scatter(count: int, **limits: int) -> tuple[Pipelines, Counting, str]:
    """A source of `count` outputs, three branches of a task each, merged by correlation; bindings all along."""
    store = Counting()
    store.open()
    title = {"title": {"source": "expression", "expression": "{file.title | upper | truncate(50)}"}}
    branches = [
        {
            "slug": name,
            "plugin": name,
            "input_mode": "each",
            "edges": [{"name": "file", "source": "source"}],
            "bindings": title,
        }
        for name in "abc"
    ]
    bindings = {
        "a": {"source": "edge", "edge": "a", "field": "v"},
        "bc": {"source": "expression", "expression": "{b.v}-{c.v | pad(4)}", "when": "{a.v}"},
    }
    edges = [{"name": name, "source": name} for name in "abc"]
    merge = {"slug": "merge", "plugin": "merge", "input_mode": "by_correlation", "edges": edges, "bindings": bindings}
    pipelines = Pipelines(store, limits=Limits(**limits))
    run_id = pipelines.start([{"slug": "source", "plugin": "source"}, *branches, merge])
    (claim,) = pipelines.claim()
    outputs = [Output(f"o{at:06}", {"title": f"Title {at}", "size": at}) for at in range(count)]
    pipelines.complete(claim.task_id, claim.attempt_id, outputs)
    return pipelines, store, run_id


def test_a_grouped_merge_is_linear_and_right() -> None:
    costs = []
    for count in (100, 1000):
        pipelines, store, run_id = scatter(count)
        store.statements = 0
        merged = {}
        while claims := pipelines.claim(250):
            batch = []
            for claim in claims:
                if pipelines.plugin(claim) == "merge":
                    merged[claim.plan.correlation_id] = claim.plan.parameters
                else:
                    assert claim.plan.parameters == {"title": f"TITLE {int(claim.plan.edges['file'][0][1:])}"}
                fields = {"v": int((claim.plan.correlation_id or "o0")[1:])}
                batch.append(Completed(claim.task_id, claim.attempt_id, [Output(f"{claim.task_id}.0", fields)]))
            pipelines.complete_many(batch)
        assert pipelines.run(run_id).status == RunStatus.COMPLETED
        expected = {f"o{at:06}": {"a": at, **({"bc": f"{at}-{at:04}"} if at else {})} for at in range(count)}
        assert merged == expected
        costs.append(store.statements / count)
    assert costs[1] <= costs[0] * 1.1


@pytest.mark.parametrize(
    ("limits", "error"),
    [
        ({"outputs_per_task": 1999}, "2000 outputs of one task, more than the limit of 1999"),
        ({"tasks_per_launch": 1999}, "2000 tasks, more than the limit of 1999"),
        ({"launch_steps": 5999}, "node 'a': binding 'title': the expressions of one launch take too many steps"),
        ({"launch_bytes": 20_000}, "node 'a': binding 'title': the expressions of one launch make too much"),
        ({"expression_steps": 2}, "node 'a': binding 'title': expression takes too many steps (position 0)"),
    ],
)
def test_what_is_too_much_ends_the_run_and_says_which_limit(limits: dict[str, int], error: str) -> None:
    pipelines, _, run_id = scatter(2000, **limits)
    record = pipelines.run(run_id)
    assert record.status == RunStatus.FAILED
    assert error in (record.error or "")
    assert pipelines.claim() == []
