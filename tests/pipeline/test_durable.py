"""Durable pipelines from end to end, on the real store, with real processes."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest
from pydantic import ValidationError

from tradewind import _core
from tradewind.engine.pipeline import WaitFor, Worker
from tradewind.errors import StoreLockedError
from tradewind.pipeline.durable import Limits, Output, Pipeline, Pipelines, RunStatus
from tradewind.stores.pipeline import PipelineStore


@pytest.fixture
def store():
    store = PipelineStore(":memory:")
    store.open()
    yield store
    store.close()


def node(slug, plugin=None, **fields):
    return {"slug": slug, "plugin": plugin or slug, **fields}


def edge(name, source=None, **fields):
    return {"name": name, "source": source or name, **fields}


def ran(store, nodes, plugins, run_input=None, **options):
    """(record, what every plugin was given, by name)"""
    seen = {}

    def watched(name, plugin):
        def call(task):
            seen.setdefault(name, []).append(task)
            return plugin(task)

        return call

    worker = Worker(store, {name: watched(name, plugin) for name, plugin in plugins.items()}, **options)
    run_id = worker.start(nodes, run_input)
    worker.run()
    return worker.record(run_id), seen


def files(*sizes):
    return lambda task: [Output(f"f{at}", {"name": f"f{at}.txt", "size": size}) for at, size in enumerate(sizes)]


def nothing(task):
    return None


SCATTER = [
    node("list"),
    node(
        "double",
        edges=[edge("file", "list")],
        input_mode="each",
        bindings={"label": {"source": "expression", "expression": "{file.name | upper} of {input.who}"}},
    ),
    node("halve", edges=[edge("file", "list")], input_mode="each"),
    node(
        "pair",
        edges=[edge("left", "double"), edge("right", "halve")],
        input_mode="by_correlation",
        bindings={"l": {"source": "edge", "edge": "left", "field": "v"}},
    ),
    node("all", edges=[edge("pairs", "pair")], bindings={"ls": {"source": "edge", "edge": "pairs", "field": "l"}}),
]


@pytest.mark.parametrize("parallelism", [1, 4])
def test_scatter_gather_correlates(store, parallelism):
    plugins = {
        "list": files(1, 2, 3),
        "double": lambda task: [{"v": task.inputs["file"][0].fields["size"] * 2}],
        "halve": lambda task: [{"v": task.inputs["file"][0].fields["size"] / 2}],
        "pair": lambda task: [{"l": task.parameters["l"], "r": task.inputs["right"][0].fields["v"]}],
        "all": nothing,
    }
    record, seen = ran(store, SCATTER, plugins, {"who": "me"}, parallelism=parallelism)
    assert record.status == RunStatus.COMPLETED
    assert record.unsettled == 0
    assert sorted(task.parameters["label"] for task in seen["double"]) == [f"F{n}.TXT of me" for n in range(3)]
    pairs = [(task.inputs["left"][0].fields["v"], task.inputs["right"][0].fields["v"]) for task in seen["pair"]]
    assert sorted(pairs) == [(2, 0.5), (4, 1), (6, 1.5)]
    assert sorted(seen["all"][0].parameters["ls"]) == [2, 4, 6]


def test_routing_filters_cascade_and_optional_edges_do_not(store):
    big = [{"field": "size", "operator": "gt", "value": 5}]
    nodes = [
        node("list"),
        node("big", edges=[edge("file", "list", filter=big)], input_mode="each"),
        node("after", edges=[edge("big")]),
        node("join", edges=[edge("all", "list"), edge("big", required=False)]),
    ]
    record, seen = ran(store, nodes, {"list": files(1, 2), "big": nothing, "after": nothing, "join": nothing})
    assert record.status == RunStatus.COMPLETED
    assert "big" not in seen
    assert "after" not in seen
    assert [len(outputs) for outputs in seen["join"][0].inputs.values()] == [2, 0]


def test_selection_side_edges_and_when(store):
    nodes = [
        node("list"),
        node("config"),
        node(
            "work",
            input_mode="each",
            edges=[
                edge("file", "list", selection={"field": "size", "order": "desc", "limit": 2}),
                edge("settings", "config", role="side"),
            ],
            bindings={
                "mode": {"source": "edge", "edge": "settings", "field": "mode"},
                "secret": {"source": "secret", "name": "key"},
                "big": {"source": "literal", "value": True, "when": "{file.size | gt(8)}"},
            },
        ),
    ]
    plugins = {"list": files(1, 9, 5), "config": lambda task: [{"mode": "fast"}], "work": nothing}
    _, seen = ran(store, nodes, plugins, secrets={"key": "s3"})
    assert [task.inputs["file"][0].id for task in seen["work"]] == ["f1", "f2"]
    assert [task.parameters for task in seen["work"]] == [
        {"mode": "fast", "secret": "s3", "big": True},
        {"mode": "fast", "secret": "s3"},
    ]


@pytest.mark.parametrize(
    ("nodes", "text"),
    [
        ([], "a pipeline without nodes"),
        ([node("a"), node("a")], "Duplicate node slug 'a'"),
        ([node("a", edges=[edge("x", "zz")])], "Unknown dependency slug 'zz' in node 'a'"),
        ([node("a", edges=[edge("b")]), node("b", edges=[edge("a")])], "a -> b -> a"),
        ([node("a"), node("b", edges=[edge("x", "a"), edge("x", "a")])], "node 'b': two edges of one name among x, x"),
        (
            [node("a"), node("b", input_mode="each", edges=[edge("x", "a", role="side")])],
            "node 'b': mode each needs exactly one main edge, a required one",
        ),
        (
            [node("a", bindings={"f": {"source": "edge", "edge": "zz", "field": "n"}})],
            "node 'a', binding 'f': there is no edge 'zz'",
        ),
        (
            [node("a", bindings={"f": {"source": "expression", "expression": "{zz.b}"}})],
            "node 'a', binding 'f': there is no edge 'zz'",
        ),
        (
            [node("a", bindings={"f": {"source": "expression", "expression": "{input.b | uper}"}})],
            "node 'a', binding 'f': Unknown pipe 'uper'",
        ),
        (
            [node("a", bindings={"f": {"source": "expression", "expression": "{input.}"}})],
            "node 'a', binding 'f': Invalid reference 'input.': key cannot be empty",
        ),
    ],
)
def test_a_wrong_pipeline_is_refused_with_the_place(nodes, text):
    with pytest.raises(ValueError, match=r".") as raised:
        Pipeline(nodes)
    assert text in str(raised.value)


@pytest.mark.parametrize("fields", [{"fan_mod": "each"}, {"edges": [edge("input", "a")]}, {"edges": [edge("1x", "a")]}])
def test_fields_are_checked(fields):
    with pytest.raises(ValidationError):
        Pipeline([node("a"), node("b", **fields)])


def test_a_pipeline_survives_json(tmp_path):
    pipeline = Pipeline(SCATTER)
    assert Pipeline.load(pipeline.dump()) == pipeline
    (tmp_path / "p.json").write_text('{"nodes": ' + pipeline.dump() + "}")
    assert Pipeline.load(tmp_path / "p.json") == pipeline


@pytest.mark.parametrize(
    ("made", "text"),
    [
        ([Output("x", {}), Output("x", {})], "output 'x' is published twice"),
        ([Output("x", {"f": float("nan")})], "output 'x' must be JSON"),
        ([Output("x", {"f": {1}})], "output 'x' must be JSON"),
        ([Output("x", {"f": "long" * 100_000})], "more than the limit of 65536"),
        ([Output("", {})], "output id '' is no text"),
    ],
)
def test_outputs_that_may_not_be_published_fail_the_run(store, made, text):
    record, _ = ran(store, [node("a")], {"a": lambda task: made})
    assert record.status == RunStatus.FAILED
    assert text in record.error


def test_what_a_plugin_raises_fails_the_run_and_a_raising_callback_strands_nothing(store):
    def boom(task):
        raise RuntimeError("no")

    ends = []

    def on_end(run_id, status):
        ends.append(status)
        raise KeyError("callback")

    with pytest.raises(KeyError, match="callback"):
        ran(
            store,
            [node("a"), node("b"), node("c", edges=[edge("a")])],
            {"a": boom, "b": boom, "c": nothing},
            on_end=on_end,
        )
    assert ends == [RunStatus.FAILED]
    assert store.claim(9) == []
    assert store.running() == []


@pytest.mark.parametrize(
    ("mutate", "text"),
    [
        ({"bindings": {"k": {"source": "runtime", "key": "need", "required": True}}}, "the run's input lacks 'need'"),
        (
            {"bindings": {"k": {"source": "expression", "expression": "{file.zz | required}"}}},
            "Required value is missing",
        ),
        ({"edges": [edge("file", "list", selection={"field": "mixed"})]}, "mixed texts and numbers"),
    ],
)
def test_a_launch_that_cannot_be_planned_fails_the_run(store, mutate, text):
    made = [Output("x", {"mixed": 1}), Output("y", {"mixed": "a"})]
    nodes = [node("list"), node("b", **{"input_mode": "each", "edges": [edge("file", "list")], **mutate})]
    record, _ = ran(store, nodes, {"list": lambda task: made, "b": nothing})
    assert record.status == RunStatus.FAILED
    assert text in record.error


def test_limits_are_configuration(store):
    nodes = [node("list"), node("b", input_mode="each", edges=[edge("file", "list")])]
    plugins = {"list": files(1, 2, 3), "b": nothing}
    record, _ = ran(store, nodes, plugins, limits=Limits(tasks_per_launch=2))
    assert record.error == "3 tasks, more than the limit of 2"


def test_a_grouped_node_whose_outputs_lack_a_correlation_fails(store):
    nodes = [
        node("list"),
        node("merge", edges=[edge("file", "list")]),
        node("group", input_mode="by_correlation", edges=[edge("m", "merge")]),
    ]
    plugins = {"list": files(1), "merge": lambda task: [Output("m", {})], "group": nothing}
    record, _ = ran(store, nodes, plugins)
    assert record.error == "edge 'm': output 'm' has no correlation"


def test_reopen_runs_what_failed_and_what_follows(store):
    broken = [True]

    def b(task):
        if broken[0]:
            raise RuntimeError("no")
        return [{"ok": 1}]

    nodes = [node("a"), node("b", edges=[edge("a")]), node("c", edges=[edge("b")]), node("d", edges=[edge("a")])]
    calls = []

    def counted(name, plugin=lambda task: [{}]):
        return lambda task: (calls.append(name), plugin(task))[1]

    plugins = {"a": counted("a"), "b": counted("b", b), "c": counted("c"), "d": counted("d")}
    worker = Worker(store, plugins)
    run_id = worker.start(nodes)
    worker.run()
    assert worker.record(run_id).status == RunStatus.FAILED
    broken[0] = False
    assert worker.pipelines.reopen(run_id) in ([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="is running"):
        worker.pipelines.reopen(run_id)
    worker.run()
    assert worker.record(run_id).status == RunStatus.COMPLETED
    assert calls.count("a") == 1
    with pytest.raises(ValueError, match="is completed"):
        worker.pipelines.reopen(run_id)


def test_a_waiting_task_is_called_again_after_resume(store):
    def plugin(task):
        if task.resumed_from is None:
            raise WaitFor("approval")
        return [{"by": task.resumed_from}]

    worker = Worker(store, {"a": plugin})
    run_id = worker.start([node("a")])
    (claim,) = store.claim(1)
    worker.pipelines.recover(claim.task_id, claim.attempt_id)
    worker.run()
    assert worker.record(run_id).status == RunStatus.RUNNING
    attempt = f"{claim.task_id}.2"
    assert worker.pipelines.resume(claim.task_id, attempt, "approval")
    worker.run()
    assert worker.record(run_id).status == RunStatus.COMPLETED


def test_store_calls_of_a_completion_do_not_grow():
    class Counting(PipelineStore):
        calls = 0

        def _begin(self, *, write):
            self.calls += 1
            super()._begin(write=write)

    counted = []
    for width in (3, 300):
        store = Counting(":memory:")
        store.open()
        pipelines = Pipelines(store)
        pipelines.start([node("a"), *(node(f"n{at}", "p", edges=[edge("a")]) for at in range(width))])
        (claim,) = pipelines.claim()
        store.calls = 0
        pipelines.complete(claim.task_id, claim.attempt_id, [Output("o", {})])
        counted.append(store.calls)
        store.close()
    assert counted[0] == counted[1] <= 4


CRASH = """
    import os, sys, time
    from tradewind.engine.pipeline import Worker
    from tradewind.stores.pipeline import PipelineStore

    store = PipelineStore(sys.argv[1])
    store.open()

    def plugin(task):
        with open(sys.argv[2], "a") as log:
            log.write(task.task_id + "\\n")
        if task.task_id == "2" and len(sys.argv) > 3:
            print("here", flush=True)
            time.sleep(60)
        return [{"n": task.task_id}]

    worker = Worker(store, {"p": plugin})
    edges = lambda up: [{"name": "x", "source": up}]
    worker.start([dict(slug="a", plugin="p"), dict(slug="b", plugin="p", edges=edges("a")),
                  dict(slug="c", plugin="p", edges=edges("b"))], run_id="r")
    worker.run()
    print(worker.record("r").status, flush=True)
"""


def test_a_killed_worker_is_continued(tmp_path):
    script = tmp_path / "crash.py"
    script.write_text(textwrap.dedent(CRASH))
    command = [sys.executable, str(script), str(tmp_path / "state.db"), str(tmp_path / "log")]
    with subprocess.Popen([*command, "hang"], stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout.readline() == "here\n"
        store = PipelineStore(tmp_path / "state.db")
        store.open()
        with pytest.raises(StoreLockedError, match="another worker is at work"):
            Worker(store, {}).run()
        store.close()
        os.kill(first.pid, signal.SIGKILL)
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "completed\n"
    assert (tmp_path / "log").read_text().split() == ["1", "2", "2", "3"]


def test_strict_equality_keeps_types_apart():
    for left, right in ((1, 1.0), ({"a": [1]}, {"a": [1.0]}), (None, None), (2**60, 2**60)):
        assert _core.json_equal(left, right)
    for left, right in ((1, "1"), (1, True), (0, False), (None, ""), (2**53 + 1, float(2**53)), ([1, 2], [2, 1])):
        assert not _core.json_equal(left, right)
