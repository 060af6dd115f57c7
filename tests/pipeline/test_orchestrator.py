"""The stateless engine over a store in memory."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from memory_store import MemoryStore, Task

from tradewind.pipeline.constants import ArtifactSelector, FanMode, FilterOperator, RunStatus
from tradewind.pipeline.models import DagArtifact, DagNode, EdgeFilter, FilterRule
from tradewind.pipeline.orchestrator import (
    OrchestratorCallbacks,
    abort_run,
    on_task_complete,
    on_task_crashed,
    on_task_failed,
    reconcile_run,
    start_run,
)
from tradewind.pipeline.retry import compute_retry_boundary, retry_run
from tradewind.pipeline.store import DagRetryStore, DagStore, TaskInputStore

Plugin = Callable[[MemoryStore, Task], None]


class Driver:
    """Runs plugins and calls back, as an application does."""

    def __init__(self, nodes: list[DagNode], plugins: dict[str, Plugin] | None = None, gates: set[str] | None = None):
        self.store = MemoryStore(nodes)
        self.plugins = plugins or {}
        self.gates = gates or set()
        self.called: list[str] = []
        self.callbacks = OrchestratorCallbacks(
            *(self._note(name) for name in ("completed", "failed", "crashed", "cancelled"))
        )

    def _note(self, name: str) -> Callable[[str], None]:
        return lambda run_id: self.called.append(name)

    def start(self) -> Driver:
        start_run(self.store, "run", self.store.nodes)
        return self

    def complete(self, task: Task) -> None:
        self.plugins.get(task.plugin, lambda store, task: None)(self.store, task)
        task.status = "completed"
        on_task_complete(
            self.store, task_id=task.id, callbacks=self.callbacks, resolve_passthrough=self.gates.__contains__
        )

    def reconcile(self) -> None:
        reconcile_run(self.store, "run", callbacks=self.callbacks, resolve_passthrough=self.gates.__contains__)

    def run(self) -> Driver:
        self.start()
        while self.store.queued():
            self.complete(self.store.queued()[0])
        return self

    def statuses(self) -> dict[str, list[str]]:
        return {node.slug: [task.status for task in self.store.at(node.slug)] for node in self.store.nodes}


def files(*names: str) -> Plugin:
    def plugin(store: MemoryStore, task: Task) -> None:
        for name in names:
            store.produce(task, name, size=len(name))

    return plugin


def same(store: MemoryStore, task: Task) -> None:
    store.produce(task, f"{task.plugin}-{task.artifact}")


def node(slug: str, *ups: str, **more: object) -> DagNode:
    return DagNode.model_validate({"slug": slug, "plugin": slug, "depends_on": list(ups), **more})


def only(field: str, value: object, operator: FilterOperator = FilterOperator.EQ) -> EdgeFilter:
    return EdgeFilter.model_validate({"rules": [{"field": field, "operator": operator, "value": value}]})


def test_store_satisfies_the_protocols() -> None:
    store = MemoryStore([])
    assert isinstance(store, DagStore)
    assert isinstance(store, TaskInputStore)
    assert isinstance(store, DagRetryStore)


def test_linear() -> None:
    driver = Driver(
        [node("a"), node("b", "a"), node("c", "b", fan_mode="aggregate")], {"a": files("x", "y"), "b": same}
    ).run()
    assert driver.statuses() == {"a": ["completed"], "b": ["completed"] * 2, "c": ["completed"]}
    assert driver.called == ["completed"]
    assert driver.store.progress[-1] == 3
    assert driver.store.status == RunStatus.COMPLETED


def test_scatter_gather_meets_by_origin() -> None:
    nodes = [node("s"), node("l", "s"), node("r", "s"), node("m", "l", "r", fan_mode="grouped")]
    driver = Driver(nodes, {"s": files("1", "2", "3"), "l": same, "r": same}).run()
    assert [task.origin for task in driver.store.at("m")] == ["a0", "a1", "a2"]
    assert driver.called == ["completed"]


def test_routing_filters_and_skips() -> None:
    nodes = [
        node("s"),
        node("video", "s", fan_mode="aggregate", edge_filters={"s": only("file_type", "video")}),
        node("subs", "s", edge_filters={"s": only("file_type", "subtitle")}),
        node("after_video", "video"),
        node("after_subs", "subs", fan_mode="aggregate"),
    ]
    driver = Driver(nodes, {"s": files("a.srt"), "subs": same}).run()
    assert driver.statuses() == {
        "s": ["completed"],
        "video": ["skipped"],
        "subs": ["completed"],
        "after_video": ["skipped"],
        "after_subs": ["completed"],
    }
    driver = Driver(nodes, {"s": files("a.mp4"), "video": same}).run()
    assert driver.statuses()["subs"] == ["filtered"]
    assert driver.statuses()["after_subs"] == ["filtered"]
    assert driver.called == ["completed"]


def test_walk_back_sees_through_gates_only() -> None:
    nodes = [node("s"), node("gate", "s"), node("sink", "gate", fan_mode="aggregate")]
    assert Driver(nodes, {"s": files("x")}, gates={"gate"}).run().statuses()["sink"] == ["completed"]
    assert Driver(nodes, {"s": files("x")}).run().statuses()["sink"] == ["filtered"]


@pytest.mark.parametrize(("count", "status"), [(200, RunStatus.RUNNING), (201, RunStatus.FAILED)])
def test_fan_out_limit(count: int, status: RunStatus) -> None:
    driver = Driver([node("s"), node("each", "s")], {"s": files(*map(str, range(count)))}).start()
    driver.complete(driver.store.queued()[0])
    assert driver.store.status == status
    if status == RunStatus.FAILED:
        assert driver.store.error == "Fan-out limit exceeded: 201 artifacts (max 200)"
        assert driver.called == ["failed"]


def test_group_limit_and_selection() -> None:
    nodes = [
        node("s"),
        node("p", "s"),
        node("g", "p", fan_mode="grouped", edge_filters={"p": EdgeFilter(select=ArtifactSelector.LARGEST)}),
    ]
    driver = Driver(nodes, {"s": files("1", "2"), "p": same}).run()
    assert [task.origin for task in driver.store.at("g")] == ["a0", "a1"]


def test_failures_end_the_run_once_and_cancel_the_rest() -> None:
    driver = Driver([node("a"), node("b")]).start()
    first, second = driver.store.queued()
    on_task_failed(driver.store, task_id=first.id, error_message="no", callbacks=driver.callbacks)
    assert (driver.store.status, driver.called, second.status) == (RunStatus.FAILED, ["failed"], "cancelled")
    on_task_crashed(driver.store, task_id=second.id, error_message="late", callbacks=driver.callbacks)
    assert driver.called == ["failed"]
    on_task_failed(driver.store, task_id="unknown", error_message="", callbacks=driver.callbacks)
    assert not abort_run(driver.store, run_id="run", reason="late", callbacks=driver.callbacks)


def test_a_callback_that_raises_strands_nobody() -> None:
    driver = Driver([node("a"), node("b")]).start()

    def explode(run_id: str) -> None:
        raise RuntimeError("callback")

    first, second = driver.store.queued()
    callbacks = OrchestratorCallbacks(explode, explode, explode, explode)
    with pytest.raises(RuntimeError, match="callback"):
        on_task_crashed(driver.store, task_id=first.id, error_message="x", callbacks=callbacks)
    assert second.status == "cancelled"
    assert driver.store.status == RunStatus.CRASHED


def test_a_store_that_raises_leaves_the_run_open_for_redelivery() -> None:
    driver = Driver([node("a"), node("b", "a", fan_mode="aggregate")], {"a": files("x")}).start()
    working = driver.store.set_run_progress
    driver.store.set_run_progress = lambda run_id, count: 1 / 0  # type: ignore[assignment, method-assign, return-value]
    task = driver.store.queued()[0]
    with pytest.raises(ZeroDivisionError):
        driver.complete(task)
    driver.store.set_run_progress = working  # type: ignore[method-assign]
    while driver.store.queued():
        driver.complete(driver.store.queued()[0])
    assert driver.called == ["completed"]


@pytest.mark.parametrize("mode", ["single", "aggregate", "grouped"])
def test_a_store_that_raises_in_the_midst_of_a_launch(mode: str) -> None:
    """At every call once, redelivered as a queue does it: each task exists once in the end, and the run ends."""
    nodes = [node("a"), node("b", "a", fan_mode=mode), node("c", "b", fan_mode="aggregate")]
    expected = Driver(nodes, {"a": files("1", "22", "333"), "b": same}).run().statuses()

    class Raises(MemoryStore):
        left = 0

        def __getattribute__(self, name: str) -> object:
            if name.startswith(("dispatch_", "try_claim", "get_", "set_run")):
                self.left -= 1
                if self.left == 0:
                    raise ConnectionError(name)
            return super().__getattribute__(name)

    for at in range(1, 200):
        driver = Driver(nodes, {"a": files("1", "22", "333"), "b": same})
        store = driver.store = Raises(driver.store.nodes)
        raised = []
        store.left = at
        while store.status == RunStatus.RUNNING:
            task = next((task for task in store.tasks.values() if task.status == "queued"), None)
            finished = [task for task in store.tasks.values() if task.status == "completed"]
            try:
                if not store.tasks:
                    driver.start()
                elif task is None:  # redelivered
                    on_task_complete(
                        store, task_id=finished[-1].id, callbacks=driver.callbacks, resolve_passthrough=lambda _: False
                    )
                else:
                    driver.complete(task)
            except ConnectionError as error:
                raised.append(str(error))
        assert (driver.statuses(), driver.called) == (expected, ["completed"]), (at, raised)
        if not raised:
            return
    raise AssertionError("it never ended")


def test_a_grouped_node_gets_the_union_of_origins_that_disagree() -> None:
    def odd(store: MemoryStore, task: Task) -> None:
        if task.artifact != "a1":
            same(store, task)

    nodes = [node("s"), node("l", "s"), node("r", "s"), node("m", "l", "r", fan_mode="grouped")]
    driver = Driver(nodes, {"s": files("1", "2"), "l": odd, "r": odd}).run()
    assert [task.origin for task in driver.store.at("m")] == ["a0"]
    nodes = [node("s"), node("t"), node("l", "s"), node("r", "t"), node("m", "l", "r", fan_mode="grouped")]
    driver = Driver(nodes, {"s": files("1"), "t": files("2"), "l": same, "r": same}).run()
    assert len(driver.store.at("m")) == 2  # each with what there is of its origin
    assert driver.called == ["completed"]


def test_a_million_artifacts() -> None:
    driver = Driver([node("s"), node("each", "s")]).start()
    artifact = DagArtifact(id="x", file_name="x", file_size=None, mime_type=None)
    driver.store.get_artifacts_by_node_indices = lambda *_: [artifact] * 1_000_000  # type: ignore[method-assign]
    driver.complete(driver.store.queued()[0])
    assert driver.store.error == "Fan-out limit exceeded: 1000000 artifacts (max 200)"
    assert (driver.called, driver.store.queued()) == (["failed"], [])


@pytest.mark.parametrize("report", ["complete", "fail", "crash"])
def test_a_late_report_changes_no_ended_run(report: str) -> None:
    driver = Driver([node("a"), node("b", "a")], {"a": files("x")}).start()
    late = driver.store.queued()[0]
    abort_run(driver.store, run_id="run", reason="enough", callbacks=driver.callbacks)
    if report == "complete":
        driver.complete(late)
    else:
        end = on_task_failed if report == "fail" else on_task_crashed
        end(driver.store, task_id=late.id, error_message="late", callbacks=driver.callbacks)
    assert (driver.store.status, driver.store.error, driver.called) == (RunStatus.FAILED, "enough", ["failed"])
    assert driver.store.at("b") == []


def test_abort() -> None:
    driver = Driver([node("a")]).start()
    with pytest.raises(ValueError, match="abort_run status must be FAILED, CRASHED, or CANCELLED"):
        abort_run(driver.store, run_id="run", reason="x", callbacks=driver.callbacks, status=RunStatus.COMPLETED)
    assert abort_run(driver.store, run_id="run", reason="user", callbacks=driver.callbacks, status=RunStatus.CANCELLED)
    assert (driver.called, driver.store.queued()) == (["cancelled"], [])


def test_a_root_left_to_reconciliation_runs() -> None:
    driver = Driver([node("a"), node("b", "a", fan_mode="aggregate")], {"a": files("x")})
    driver.reconcile()
    assert driver.statuses() == {"a": ["queued"], "b": []}
    assert driver.called == []


def test_redelivery_and_lost_claims_change_nothing() -> None:
    driver = Driver([node("a"), node("b", "a", fan_mode="aggregate")], {"a": files("x")}).start()
    start_run(driver.store, "run", driver.store.nodes)
    assert len(driver.store.tasks) == 1
    task = driver.store.queued()[0]
    driver.complete(task)
    before = dict(driver.store.tasks)
    on_task_complete(
        driver.store, task_id=task.id, callbacks=driver.callbacks, resolve_passthrough=lambda plugin: False
    )
    assert driver.store.tasks == before


def test_retry_runs_failed_tasks_again_and_wipes_what_follows() -> None:
    driver = Driver([node("a"), node("b"), node("c", "a", "b", fan_mode="aggregate")], {"a": files("x")}).start()
    first, second = driver.store.queued()
    on_task_failed(driver.store, task_id=first.id, error_message="no", callbacks=driver.callbacks)
    store = driver.store
    boundary = compute_retry_boundary(set(), {0, 1}, 3, {0: True})
    assert (boundary.failed, boundary.downstream) == ([0], [1, 2])
    store.status = RunStatus.RUNNING
    result = retry_run(store, "run", store.nodes, boundary)
    driver.reconcile()
    assert list(result.replacement_map) == [first.id]
    assert driver.statuses() == {"a": ["queued"], "b": ["queued"], "c": []}
    assert second.id not in store.tasks
    while store.queued():
        driver.complete(store.queued()[0])
    assert driver.called == ["failed", "completed"]


def test_retry_of_a_launch_that_failed_launches_again() -> None:
    driver = Driver([node("s"), node("each", "s")], {"s": files(*map(str, range(201)))}).start()
    driver.complete(driver.store.queued()[0])
    store = driver.store
    store.status = RunStatus.RUNNING
    del store.artifacts[150:]
    retry_run(store, "run", store.nodes, compute_retry_boundary({0}, {0, 1}, 2, {1: True}))
    driver.reconcile()
    assert len(store.at("each")) == 150


@pytest.mark.parametrize(
    ("nodes", "text"),
    [
        ([], "Pipeline has no nodes"),
        ([node("a", "b"), node("b", "a")], "Pipeline contains a dependency cycle: a -> b -> a"),
        ([node("a"), node("a")], "Duplicate node slug 'a'"),
        ([node("a", "zz")], "Unknown dependency slug 'zz' in node 'a'"),
        ([node("a"), node("b", "a", "a")], "Repeated dependency slug 'a' in node 'b'"),
        (
            [node("a"), node("b", edge_filters={"a": EdgeFilter()})],
            "Edge filter slug 'a' is not a direct dependency of node 'b'",
        ),
    ],
)
def test_impossible_pipelines(nodes: list[DagNode], text: str) -> None:
    with pytest.raises(ValueError, match="^" + text.replace("(", "\\(") + "$"):
        start_run(MemoryStore(nodes), "run", nodes)


def test_filter_rule_keeps_pydantic_coercions() -> None:
    assert FilterRule(field="f", operator="eq", value=True).value == 1.0  # type: ignore[arg-type]
    assert FanMode("single") is FanMode.SINGLE
