"""Expressions, filters, bindings, inputs and schema, as the 0.5 surface promises them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from memory_store import MemoryStore, Task
from pydantic import ValidationError

from tradewind.pipeline.bindings import (
    any_binding_requires_run_input,
    extract_node_indices_from_bindings,
    resolve_binding,
)
from tradewind.pipeline.constants import ArtifactSelector, FileType
from tradewind.pipeline.expressions import (
    extract_refs,
    get_expression_vocabulary,
    resolve_expression,
    tokenize_expression,
    validate_expression,
)
from tradewind.pipeline.filter import (
    VIDEO_EXTENSIONS,
    classify_file_type,
    filter_artifacts,
    filter_artifacts_by_origin,
    group_by_origin,
)
from tradewind.pipeline.graph import assign_slugs, bfs_collect, find_ready_nodes, find_root_nodes
from tradewind.pipeline.models import (
    ConfigSource,
    DagArtifact,
    DagNode,
    EdgeFilter,
    ExpressionError,
    ExpressionSource,
    FilterRule,
    NodeSource,
    RuntimeSource,
)
from tradewind.pipeline.pipes import BUILTIN_PIPES, PIPE_ARITY
from tradewind.pipeline.plugins import PluginInputMeta
from tradewind.pipeline.schema import (
    InputFieldSpec,
    get_pipeline_input_schema,
    merge_run_input,
    validate_binding_references,
)
from tradewind.pipeline.task_input import build_task_input, resolve_task_bindings


def artifact(
    name: str = "f", size: int | None = 1, mime: str | None = None, origin: str | None = None, **metadata: Any
):
    return DagArtifact(
        id=name, file_name=name, file_size=size, mime_type=mime, metadata=metadata, origin_artifact_id=origin
    )


# -- expressions --


def test_a_single_reference_keeps_its_object() -> None:
    marker = object()
    assert resolve_expression("{a.b}", lambda namespace, key: marker) is marker
    assert resolve_expression("{a.b | default(x)}", lambda namespace, key: marker) is marker
    assert resolve_expression("{list(a.b, a.c)}", lambda namespace, key: key) == ["b", "c"]
    assert resolve_expression("x {a.b}", lambda namespace, key: 1) == "x 1"
    assert resolve_expression("", lambda namespace, key: 1) is None


def test_the_lookup_s_own_error_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        resolve_expression("{a.b | required}", lambda namespace, key: 1 / 0)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec="ascii"), max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner, max_size=3),
        max_leaves=6,
    )
)
def test_text_and_truth_are_python_s(value: Any) -> None:
    assert resolve_expression("{a.b | append(!)}", lambda *_: value) == ("" if value is None else str(value)) + "!"
    assert resolve_expression("{a.b | not}", lambda *_: value) is (not value)


def test_tokens_and_vocabulary() -> None:
    first, second = tokenize_expression("a {s.k | replace(a\\,b,c)}")
    assert (first.kind, first.value) == ("text", "a ")
    assert (second.kind, second.value, second.pipes[0].args) == ("ref", "s.k", ("a,b", "c"))
    (call,) = tokenize_expression("{list(a.b, c.d) | first}")
    assert (call.kind, call.value, call.refs) == ("call", "list", ("a.b", "c.d"))
    tokenize_expression.cache_clear()
    vocabulary = get_expression_vocabulary()
    assert vocabulary.functions == ("list",)
    assert len(vocabulary.pipes) == 36
    assert next(pipe for pipe in vocabulary.pipes if pipe.name == "replace").argument_names == ("old", "new")
    assert PIPE_ARITY["in"] == (1, 32)
    assert BUILTIN_PIPES["upper"]("x") == "X"
    assert BUILTIN_PIPES["truncate"]("abc", "2") == "ab"
    assert list(BUILTIN_PIPES) == list(PIPE_ARITY)


def test_refs_and_validation() -> None:
    assert extract_refs("{a.x} {input.k} {config.c} {list(b.y, input.l)}") == ({"a", "b"}, {"k", "l"})
    assert validate_expression("{a.b | nth(1,2)}") == "Pipe 'nth' expects 0-1 arg(s), got 2"
    assert validate_expression("{a.b") == "Unclosed '{' at position 0"
    assert validate_expression("{a.b}") is None
    with pytest.raises(ExpressionError, match="key cannot be empty"):
        extract_refs("{a.}")


# -- filters --


def test_filters_read_virtual_fields_first() -> None:
    artifacts = [artifact("a.mp4", 5, file_name="shadowed"), artifact("b.SRT", None, "video/x"), artifact("c", 9)]

    def names(*rules: dict[str, Any], select: ArtifactSelector | None = None) -> list[str]:
        edge_filter = EdgeFilter.model_validate({"rules": list(rules), "select": select})
        return [one.file_name for one in filter_artifacts(artifacts, edge_filter)]

    assert names({"field": "file_name", "operator": "eq", "value": "a.mp4"}) == ["a.mp4"]
    assert names({"field": "extension", "operator": "in", "value": [".mp4", ".srt"]}) == ["a.mp4", "b.SRT"]
    assert names({"field": "file_type", "operator": "neq", "value": "other"}) == ["a.mp4", "b.SRT"]
    assert names({"field": "file_size", "operator": "gte", "value": 5}) == ["a.mp4", "c"]
    assert names({"field": "nope", "operator": "contains", "value": "on"}) == ["a.mp4", "b.SRT", "c"]
    assert names({"field": "file_size", "operator": "exists", "value": ""}) == ["a.mp4", "c"]
    assert names(select=ArtifactSelector.LARGEST) == ["c"]
    assert names(select=ArtifactSelector.SMALLEST) == ["a.mp4"]
    assert names() == ["a.mp4", "b.SRT", "c"]
    assert filter_artifacts([], EdgeFilter()) == []
    assert classify_file_type(artifacts[1]) is FileType.SUBTITLE
    assert ".mkv" in VIDEO_EXTENSIONS


def test_grouping() -> None:
    artifacts = [artifact("a", origin="x"), artifact("b"), artifact("c", origin="y"), artifact("d", origin="x")]
    groups = group_by_origin(artifacts)
    assert {origin: [one.id for one in found] for origin, found in groups.groups.items()} == {
        "x": ["a", "d"],
        "y": ["c"],
    }
    assert [one.id for one in groups.broadcast] == ["b"]
    by_node = filter_artifacts_by_origin({0: artifacts, 1: [artifacts[2]]}, "x")
    assert {node: [one.id for one in found] for node, found in by_node.items()} == {0: ["a", "b", "d"], 1: []}


# -- graph --


def test_slugs_roots_readiness() -> None:
    nodes = [DagNode(plugin="p"), DagNode(plugin="p", slug="p_1"), DagNode(plugin="q", depends_on=["p_1"])]
    assign_slugs(nodes)
    assert [node.slug for node in nodes] == ["p_2", "p_1", "q_1"]
    assert find_root_nodes(nodes) == [0, 1]
    assert find_root_nodes([]) == []
    assert find_ready_nodes([[], [0], [1]], {0}, {0}) == [1]
    assert find_ready_nodes([[], [0], [0]], {0}, {0}, children=[[1, 2], [], []], changed_indices=[0, 9]) == [1, 2]


def test_walk_back_depth(caplog: pytest.LogCaptureFixture) -> None:
    chain = [[index - 1] if index else [] for index in range(60)]

    def fetch(run_id: str, level: list[int]) -> list[str]:
        return ["found"] if 0 in level else []

    assert bfs_collect(fetch, "run", [49], chain) == ["found"]
    assert bfs_collect(fetch, "run", [50], chain) == []
    assert "50 levels" in caplog.text
    assert bfs_collect(fetch, "run", [], chain) == []


# -- bindings and inputs --


def test_bindings() -> None:
    by_node = {0: [artifact("f", 3, title="t", tags=["a"]), artifact("g", None)]}

    def value(binding: object, **run_input: Any) -> Any:
        return resolve_binding(binding, by_node, {"s": 0}, run_input, {"c": 1})

    assert value(NodeSource(node="s", key="file_size")) == 3
    assert value(NodeSource(node="s", key="file_name")) == ["f", "g"]
    assert value(NodeSource(node="s", key="tags")) == ["a"]
    assert value(NodeSource(node="unknown", key="x")) is None
    assert value(ConfigSource(value="")) is None
    assert value(RuntimeSource(key="k", default="d")) == "d"
    assert value(RuntimeSource(key="k"), k=None) is None
    assert value(ExpressionSource(expression="{s.title | upper}-{config.c}")) == "T-1"
    assert value("no binding") is None
    bindings = {"a": NodeSource(node="s"), "b": ExpressionSource(expression="{t.x}", when="{")}
    assert extract_node_indices_from_bindings(bindings, {"s": 0, "t": 4}) == {0, 4}
    assert not any_binding_requires_run_input(bindings)
    assert any_binding_requires_run_input({"a": ConfigSource(when="{input.x}")})


def test_inputs_of_tasks(caplog: pytest.LogCaptureFixture) -> None:
    nodes = [
        DagNode(slug="s", plugin="p"),
        DagNode(
            slug="each",
            plugin="p",
            depends_on=["s"],
            bindings={
                "title": NodeSource(node="s", key="title"),
                "left": ConfigSource(value="x", when="{s.none}"),
                "broken": ConfigSource(value="x", when="{s.none | required}"),
            },
        ),
        DagNode(slug="all", plugin="p", depends_on=["s"], fan_mode="aggregate"),  # type: ignore[arg-type]
    ]
    store = MemoryStore(nodes, run_input={"k": 1})
    made = store.produce(
        Task("t", 0, "p", "queued"), "a.txt", size=None, mime="text/plain", title="T", file_size="kept"
    )
    assert build_task_input(store, run_id="run", node_index=0, input_artifact_id=None, nodes=nodes) == {"k": 1}
    flat = build_task_input(store, run_id="run", node_index=1, input_artifact_id=made, nodes=nodes)
    assert flat == {
        "title": "T",
        "file_size": "kept",
        "file_path": "/x/a.txt",
        "file_name": "a.txt",
        "mime_type": "text/plain",
    }
    everything = build_task_input(store, run_id="run", node_index=2, input_artifact_id=None, nodes=nodes)
    assert [one["file_name"] for one in everything["artifacts"]] == ["a.txt"]
    assert build_task_input(store, run_id="run", node_index=1, input_artifact_id="gone", nodes=nodes) == {}
    data: dict[str, Any] = {"left": "alone"}
    resolve_task_bindings(store, run_id="run", node_index=1, nodes=nodes, input_data=data, input_artifact_id=made)
    assert data == {"left": "alone", "title": "T"}
    assert "when-clause" in caplog.text


# -- schema --


class Plugin:
    name = "p"
    worker_only = False

    def get_effective_inputs(self) -> list[PluginInputMeta]:
        return [PluginInputMeta("url", "The URL", "runtime", required=True), PluginInputMeta("x", "", "config")]


def test_schema_and_merge() -> None:
    nodes = [
        DagNode(
            slug="a",
            plugin="p",
            bindings={
                "depth_limit": RuntimeSource(default="3"),
                "e": ExpressionSource(expression="{input.api_key}{input.url}"),
                "bad": ExpressionSource(expression="{"),
            },
        )
    ]
    fields = get_pipeline_input_schema(nodes, lambda name: Plugin())
    assert [(field.name, field.label) for field in fields] == [
        ("url", "The URL"),
        ("depth_limit", "Depth Limit"),
        ("api_key", "Api Key"),
    ]
    merged = merge_run_input(fields, {"url": ""}, {"url": "u", "more": 0, "api_key": ""})
    assert merged == {"depth_limit": "3", "url": "u", "more": 0}
    with pytest.raises(ValueError, match=r"^Required input missing: The URL, B$"):
        merge_run_input([*fields, InputFieldSpec("b", "B", required=True)], {}, {"url": None})


@pytest.mark.parametrize(
    ("binding", "text"),
    [
        (NodeSource(node="z"), "N: binding 'f' references node 'z' which is not in depends_on"),
        (ExpressionSource(expression="{"), "N: binding 'f' expression error: Unclosed '{' at position 0"),
        (ExpressionSource(expression="{z.k}"), "N: expression references 'z' which is not in depends_on"),
        (ConfigSource(when="{"), "N: binding 'f' when-clause error: Unclosed '{' at position 0"),
        (ConfigSource(when="{z.k}"), "N: when-clause on binding 'f' references 'z' which is not in depends_on"),
        (
            ExpressionSource(expression="{a.}"),
            "N: binding 'f' expression error: Invalid reference 'a.': key cannot be empty",
        ),
        (ConfigSource(when=""), None),
        (ExpressionSource(expression="{a.k}{input.x}"), None),
    ],
)
def test_binding_references(binding: Any, text: str | None) -> None:
    nodes = [
        DagNode(slug="a", plugin="p"),
        DagNode(name="N", slug="n", plugin="p", depends_on=["a"], bindings={"f": binding}),
    ]
    assert validate_binding_references(nodes, {}) == text


def test_bindings_are_told_apart_by_their_source() -> None:
    with pytest.raises(ValidationError, match="union_tag_invalid"):
        DagNode.model_validate({"plugin": "p", "bindings": {"f": {"source": "moon"}}})
    with pytest.raises(ValidationError, match="union_tag_not_found"):
        DagNode.model_validate({"plugin": "p", "bindings": {"f": {}}})


def test_bindings_in_a_process_that_has_not_started_the_run() -> None:
    """Nodes fresh from the database may lack their slugs; an unnamed runtime value is its field's."""
    bindings = {"size": NodeSource(node="fetch_1", key="file_size"), "lang": RuntimeSource(default="en")}
    nodes = [
        DagNode(plugin="fetch"),
        DagNode(
            plugin="sum",
            depends_on=["fetch_1"],
            fan_mode="aggregate",
            bindings=bindings,
            edge_filters={"fetch_1": EdgeFilter(rules=[FilterRule(field="file_size", operator="gt", value=2)])},
        ),
    ]
    store = MemoryStore([node.model_copy() for node in nodes], {"lang": "de"})
    for size in (1, 3):
        store.produce(Task("t", 0, "fetch", "completed"), f"f{size}", size=size)
    data = build_task_input(store, run_id="run", node_index=1, input_artifact_id=None, nodes=nodes, deps=[[], [0]])
    assert [artifact["file_name"] for artifact in data["artifacts"]] == ["f3"]
    data = {}
    fresh = [node.model_copy(update={"slug": ""}) for node in nodes]
    resolve_task_bindings(store, run_id="run", node_index=1, nodes=fresh, input_data=data, deps=[[], [0]])
    assert data == {"size": 3, "lang": "de"}
