"""The documented quick start and patterns of dagabaaz as they stand: by the protocol, on our store, on our engine."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from e2e.command import Folder
from pipeline.memory_store import MemoryStore
from tradewind import compat
from tradewind.engine.pipeline import PluginTask, Worker
from tradewind.pipeline.durable import Pipeline
from tradewind.pipeline.expressions import resolve_expression
from tradewind.stores.pipeline import PipelineStore

STARTS = (
    "from dagabaaz",
    "nodes = [",
    "class MyStore",
    "root_indices =",
    "input_data =",
    "callbacks =",
    "on_task_comp",
)


@pytest.fixture(autouse=True)
def installed() -> Iterator[None]:
    compat.install("dagabaaz")
    yield
    compat.uninstall("dagabaaz")


@pytest.fixture
def page(shared_examples: Path) -> list[str]:
    return (shared_examples / "dagabaaz_patterns.md").read_text().splitlines()


def statements(page: list[str]) -> list[str]:
    """The Python of the page: from a line that begins a statement to where it parses."""
    found = []
    for at, line in enumerate(page):
        if line.startswith(STARTS):
            for end in range(at + 1, len(page) + 1):
                text = "\n".join(page[at:end])
                try:
                    ast.parse(text)
                except SyntaxError:
                    continue
                if not page[at:end][-1].startswith("class "):
                    found.append(text + _body(page, end) if line.startswith("class") else text)
                    break
    return found


def _body(page: list[str], at: int) -> str:
    rest = []
    for line in page[at:]:
        if line and not line.startswith(" "):
            break
        rest.append(line)
    return "\n" + "\n".join(rest)


def pipelines(page: list[str]) -> dict[str, list[Any]]:
    """The lists of nodes, by what they show."""
    namespace: dict[str, Any] = {}
    lists = []
    for text in statements(page):
        if text.startswith(("from", "nodes")):
            exec(text, namespace)
            if text.startswith("nodes"):
                lists.append(namespace["nodes"])
    return dict(zip(("start", "linear", "scatter", "routing", "when"), lists, strict=True))


def test_the_quick_start_runs_from_line_to_line(page: list[str]) -> None:
    texts = statements(page)
    assert [text.partition("\n")[0][:12] for text in texts][:4] == [
        "from dagabaa",
        "from dagabaa",
        "nodes = [",
        "class MyStor",
    ]
    namespace: dict[str, Any] = {}
    for text in texts[: next(at for at, text in enumerate(texts) if text.startswith("on_task_comp")) + 1]:
        if text.startswith("root_indices"):
            namespace["store"] = MemoryStore(namespace["nodes"], {"day": "monday"})
        if text.startswith("on_task_comp"):  # what a worker does before it
            store = namespace["store"]
            (task,) = store.queued()
            store.tasks["task-1"] = store.tasks.pop(task.id)
            store.produce(task, "a.txt")
            task.status = "completed"
        exec(text, namespace)
    assert namespace["root_indices"] == [0]
    assert namespace["input_data"] == {}  # there is no artifact-xyz yet
    assert [task.plugin for task in namespace["store"].queued()] == ["transform"]


def passed_on(task: PluginTask) -> list[dict[str, Any]]:
    return [
        {"file_name": one.fields["file_name"], "by": task.task_id} for given in task.inputs.values() for one in given
    ]


def fetch(task: PluginTask) -> list[dict[str, Any]]:
    return [{"file_name": name} for name in ("talk.mp4", "talk.srt", "intro.mp4")]


def lookup(task: PluginTask) -> list[dict[str, Any]]:
    return [{"file_name": "x", "title": "Harbour", "thumbnail_url": "t.png", "existing_id": task.parameters.get("id")}]


def ran(nodes: list[Any], run_input: dict[str, Any] | None = None) -> dict[str, list[PluginTask]]:
    """Run on our own store; what each plugin was given."""
    seen: dict[str, list[PluginTask]] = {}

    def watched(name: str) -> Any:
        plugin = {"fetch": fetch, "library_lookup": lookup}.get(name, passed_on)

        def call(task: PluginTask) -> Any:
            seen.setdefault(name, []).append(task)
            return plugin(task)

        return call

    store = PipelineStore(":memory:")
    store.open()
    pipeline = Pipeline(nodes)
    worker = Worker(store, {name: watched(name) for name in {node.plugin for node in pipeline.nodes}})
    run_id = worker.start(pipeline, run_input)
    worker.run()
    assert (worker.record(run_id).status, worker.record(run_id).error) == ("completed", None)
    store.close()
    return seen


def test_linear_on_our_store(page: list[str]) -> None:
    for name in ("start", "linear"):
        seen = ran(pipelines(page)[name])
        assert [len(seen[plugin]) for plugin in ("fetch", "transform", "export")] == [1, 3, 1 if name == "start" else 3]


def test_scatter_gather_on_our_store(page: list[str]) -> None:
    seen = ran(pipelines(page)["scatter"])
    assert [len(seen[plugin]) for plugin in ("process_a", "process_b", "merge")] == [3, 3, 3]
    for task in seen["merge"]:  # two results each, of one original
        assert {one.fields["file_name"] for given in task.inputs.values() for one in given} == {
            task.inputs["branch_a"][0].fields["file_name"]
        }
        assert [len(given) for given in task.inputs.values()] == [1, 1]


def test_routing_on_our_store(page: list[str]) -> None:
    seen = ran(pipelines(page)["routing"])
    (video,) = seen["transcode"]
    assert [one.fields["file_name"] for one in video.inputs["source"]] == ["talk.mp4", "intro.mp4"]
    assert [task.inputs["source"][0].fields["file_name"] for task in seen["parse_subs"]] == ["talk.srt"]


@pytest.mark.parametrize(("known", "given"), [(None, {"title", "thumbnail_url"}), ("7", {"title"})])
def test_when_on_our_store(page: list[str], known: str | None, given: set[str]) -> None:
    seen = ran(pipelines(page)["when"], {"id": known})
    assert [set(task.parameters) for task in seen["create_record"]] == [given]


PLUGINS = """
def fetch(task):
    return [{"file_name": name} for name in ("talk.mp4", "talk.srt", "intro.mp4")]


def lookup(task):
    return [{"file_name": "x", "title": "Harbour", "thumbnail_url": "t.png", "existing_id": None}]


def rest(task):
    print("given", sorted(task.parameters))
    return [{"file_name": one.fields["file_name"]} for given in task.inputs.values() for one in given]
"""


def test_all_of_them_on_our_engine(page: list[str], tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    folder.write("mine.py", PLUGINS)
    for name, nodes in pipelines(page).items():
        functions = {"fetch": "fetch", "library_lookup": "lookup"}
        plugins = {node.plugin: f"mine:{functions.get(node.plugin, 'rest')}" for node in nodes}
        whole = {"name": name, "plugins": plugins, "nodes": [node.model_dump(mode="json") for node in nodes]}
        folder.write(f"{name}.json", json.dumps(whole))
    counted = {}
    for name in pipelines(page):
        done = folder.call("run", f"{name}.json", "--json", "-q")
        assert done.code == 0
        states = [(task["task_id"], task["state"]) for task in json.loads(done.out)["tasks"]]
        assert {state for _, state in states} == {"success"}
        counted[name] = [sum(task == one for task, _ in states) for one in dict.fromkeys(task for task, _ in states)]
    assert counted == {
        "start": [1, 3, 1],
        "linear": [1, 3, 3],
        "scatter": [1, 3, 3, 3],
        "routing": [1, 1, 1],
        "when": [1, 1],
    }
    assert "out given ['thumbnail_url', 'title']" in folder.call("logs", "last", "create[0]").out
    assert folder.left_behind() == []


def test_every_expression_of_the_page(page: list[str]) -> None:
    values = {
        ("source", "file_path"): "/a/b.mp4",
        ("source", "title"): "talk",
        ("branch_a", "url"): "u1",
        ("branch_b", "url"): "u2",
        ("input", "api_url"): "an address",
        ("config", "output_format"): None,
        ("source", "shareable_urls"): {"embed_urls": "e"},
    }
    texts = [ast.literal_eval(line.partition("#")[0].strip()) for line in page if line.startswith('"{')]
    assert [resolve_expression(text, lambda *ref: values[ref]) for text in texts] == [
        "/a/b.mp4",
        "TALK",
        "u1u2",  # `join(,)` has an empty separator: see the specification
        "an address",
        "mp4",
        "e",
    ]
