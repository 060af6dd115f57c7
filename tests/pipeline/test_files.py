"""Pipelines from files and lists: what is read, and what is refused, with the place."""

import json
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tradewind.errors import PipelineError
from tradewind.pipeline.durable import InputField, Pipeline, input_fields
from tradewind.pipeline.durable.files import Definition, load
from tradewind.pipeline.durable.plugins import find
from tradewind.pipeline.durable.text import read
from tradewind.pipeline.models import ConfigSource, DagNode, EdgeFilter, ExpressionSource, FilterRule, NodeSource
from tradewind.pipeline.models import RuntimeSource as OldRuntimeSource

YAML = """\
name: notes
input: {lang: en}
plugins:
  fetch: notes:fetch
retries: 1
nodes:
  - slug: list
    plugin: fetch
  - &each
    slug: shout
    plugin: fetch
    input_mode: each
    edges:
      - {name: file, source: list}
    bindings:
      text: {source: expression, expression: "{file.name | upper}"}
  - <<: *each
    slug: again
"""


def test_yaml_json_and_lists_give_the_same(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(YAML)
    pipeline = Pipeline.load(tmp_path / "p.yaml")
    assert (pipeline.name, pipeline.defaults, pipeline.plugins) == ("notes", {"lang": "en"}, {"fetch": "notes:fetch"})
    assert pipeline.retries == 1
    assert [node.slug for node in pipeline.nodes] == ["list", "shout", "again"]
    nodes = json.loads(pipeline.dump())
    (tmp_path / "p.json").write_text(json.dumps({"nodes": nodes}))
    (tmp_path / "list.json").write_text(json.dumps(nodes))
    for other in (Pipeline.load(tmp_path / "p.json"), Pipeline.load(tmp_path / "list.json"), Pipeline(nodes)):
        assert other == pipeline
    assert [line for _, line in pipeline.places] == [7, 9, 17]
    assert Pipeline.load(str(tmp_path / "p.yaml")).places[0] == (str(tmp_path / "p.yaml"), 7)


GOOD = "- {slug: a, plugin: p}\n"
BAD: dict[str, tuple[str, str, str]] = {
    "YAML": ("a: [1\nb: }", "2:2", "no YAML: "),
    "a tab": ("a:\n\t- b", "2:1", "no YAML: "),
    "a key twice": ("nodes:\n- slug: a\n  plugin: p\n  slug: b", "4:3", "'slug' is given twice: first in line 2"),
    "a key that is no text": ("nodes: []\non: 1", "2:1", "a key that is no text"),
    "a tag": ("- !!python/object/apply:os.system [ls]", "1:3", "an unknown tag"),
    "no JSON": ("- {slug: a, plugin: p, bindings: {x: {source: literal, value: .nan}}}", "1:63",
                "'.nan' is no value that JSON has"),
    "two documents": (GOOD + "---\n" + GOOD, "2:1", "but found another document"),
    "an alias within itself": ("- &a\n  slug: x\n  bindings: *a", "1:3", "an alias within itself"),
    "nothing": ("", "1:1", "a pipeline is a list of nodes, or a mapping with `nodes`"),
    "text": ("hello", "1:1", "a pipeline is a list of nodes, or a mapping with `nodes`"),
    "no nodes": ("name: x", "1:1", "'nodes' is missing"),
    "empty": ("nodes: []", "1:8", "a pipeline without nodes"),
    "an unknown field of the file": ("nodse: []\nnodes: []", "1:1", "unknown field 'nodse'; did you mean 'nodes'?"),
    "an unknown field": (GOOD + "- {slug: b, plugin: p, input_mod: each}", "2:24",
                         "node 'b': unknown field 'input_mod'; did you mean 'input_mode'?"),
    "an unknown 0.5 field": (GOOD + "- {slug: b, plugin: p, depends_on: [a], fan_mod: single}", "2:41",
                             "node 'b': unknown field 'fan_mod'; did you mean 'fan_mode'?"),
    "a missing field": (GOOD + "- {slug: b}", "2:3", "node 'b': 'plugin' is missing"),
    "a wrong type": (GOOD + "- slug: b\n  plugin: p\n  edges: a", "4:10", "node 'b': 'edges': input should be a valid"),
    "a word of YAML": ("- {slug: a, plugin: no}", "1:21", "should be a valid string, not False; put it in quotes"),
    "an unknown mode": (GOOD + "- {slug: b, plugin: p, input_mode: echo}", "2:36",
                        "'input_mode': input should be 'each', 'all' or 'by_correlation', not 'echo'"),
    "an unknown operator": (
        GOOD + "- slug: b\n  plugin: p\n  edges:\n  - {name: x, source: a, filter: [{field: f, operator: is}]}", "5:56",
        "'operator': input should be 'eq'"),
    "a reserved edge": (GOOD + "- {slug: b, plugin: p, edges: [{name: input, source: a}]}", "2:39",
                        "edge name 'input' is reserved"),
    "an unknown binding": (GOOD + "- {slug: b, plugin: p, bindings: {x: {source: nod}}}", "2:38",
                           "'x': input tag 'nod' found using 'source'"),
    "an unknown node": ("- {slug: load, plugin: p}\n- {slug: b, plugin: p, edges: [{name: x, source: laod}]}", "2:50",
                        "Unknown dependency slug 'laod' in node 'b'; did you mean 'load'?"),
    "an unknown dependency": (GOOD + "- {slug: b, plugin: p, depends_on: [a, zz], fan_mode: aggregate}", "2:40",
                              "Unknown dependency slug 'zz' in node 'b'"),
    "a node twice": (GOOD + GOOD, "2:10", "Duplicate node slug 'a'; give one of them another slug"),
    "a cycle": (
        "\n".join(f"- {{slug: {a}, plugin: p, edges: [{{name: e, source: {b}}}]}}" for a, b in ("ac", "ba", "cb")),
        "2:50",
        "Pipeline contains a dependency cycle: a -> b -> c -> a"),
    "a node on itself": ("- {slug: a, plugin: p, depends_on: [a]}", "1:37", "dependency cycle: a -> a"),
    "a dependency twice": (GOOD + "- {slug: b, plugin: p, depends_on: [a, a]}", "2:37",
                           "Repeated dependency slug 'a' in node 'b'"),
    "a filter on no dependency": (GOOD + "- {slug: b, plugin: p, depends_on: [a], edge_filters: {c: {}}}", "2:59",
                                  "Edge filter slug 'c' is not a direct dependency of node 'b'"),
    "single over two": (GOOD + "- {slug: b, plugin: p}\n- {slug: c, plugin: p, depends_on: [a, b]}", "3:36",
                        "fan_mode single over 2 dependencies has no durable counterpart; use aggregate or grouped"),
    "edges of one name": (GOOD + "- {slug: b, plugin: p, edges: [{name: x, source: a}, {name: x, source: a}]}", "2:31",
                          "two edges of one name"),
    "an impossible mode": (GOOD + "- {slug: b, plugin: p, input_mode: each}", "2:36",
                           "node 'b': mode each needs exactly one main edge"),
    "a binding to no edge": (
        GOOD + "- slug: b\n  plugin: p\n  depends_on: [a]\n  bindings: {t: {source: previous_node, node: aa, key: k}}",
        "5:17", "node 'b', binding 't': there is no edge 'aa'"),
    "a bad pipe": ("- slug: a\n  plugin: p\n  bindings:\n    t: {source: expression, expression: '{input.x | uper}'}",
                   "4:41", "node 'a', binding 't': Unknown pipe 'uper'"),
    "a bad arity": ("- {slug: a, plugin: p, bindings: {t: {source: expression, expression: '{input.x | upper(1)}'}}}",
                    "1:71", "Pipe 'upper' expects 0 arg(s), got 1"),
    "nested braces": ("- {slug: a, plugin: p, bindings: {t: {source: expression, expression: '{a{b}}'}}}", "1:71",
                      "Nested braces not supported at position 2"),
    "a bad when": ("- {slug: a, plugin: p, bindings: {t: {source: literal, when: '{x.y}'}}}", "1:62",
                   "node 'a', binding 't': there is no edge 'x'"),
}  # fmt: skip


def refusal(name: str, text: str) -> PipelineError:
    with pytest.raises(PipelineError) as raised:
        load(name, text.encode())
    return raised.value


def said(error: PipelineError) -> str:
    return f"{error.text}; {error.fix}"


@pytest.mark.parametrize("what", BAD)
def test_a_yaml_file_is_refused_with_line_and_column(what: str) -> None:
    text, place, message = BAD[what]
    error = refusal("p.yaml", text)
    assert message in said(error)
    assert error.place == f"p.yaml:{place}"


@pytest.mark.parametrize(
    "what", [what for what in BAD if what.startswith(("an un", "a m", "a node", "a cycle", "a bad"))]
)
def test_a_json_file_is_refused_with_line_and_column(what: str) -> None:
    import yaml

    text, _, message = BAD[what]
    error = refusal("p.json", json.dumps(yaml.safe_load(text), indent=1))
    assert message in said(error)
    place = re.fullmatch(r"p\.json:(\d+):(\d+)", error.place or "")
    assert place is not None
    assert int(place[1]) > 1 or what == "an unknown field of the file"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('{"nodes": [}', "1:12", "no JSON: expecting value"),
        ('[{"slug": "a",\n  "plugin": "p",\n  "slug": "b"}]', "3:3", "'slug' is given twice: first in line 1"),
        ('[{"slug": "a", "plugin": "p", "bindings": {"x": {"source": "literal", "value": NaN}}}]', None, "NaN"),
        ("[" * 100_000, None, "too deep"),
        ('{"input": {"x":\n 1e999}}', "2:2", "1e999 is no finite number"),
        ('{"input": {"x":\n "\\ud800"}}', "2:2", "has half a character"),
        ('{"input":\n {"\\ud800": 1}}', "2:3", "has half a character"),
        ('[{"slug": "a{,]", "plugin": ["p"]}]', "1:29", "node 'a{,]': 'plugin': input should be a valid string"),
    ],
)
def test_json_is_refused_with_line_and_column(text: str, place: str | None, message: str) -> None:
    error = refusal("p.json", text)
    assert message in str(error)
    assert error.place == ("p.json" if place is None else f"p.json:{place}")


def test_a_file_that_is_no_utf_8() -> None:
    with pytest.raises(PipelineError, match=r"the file isn't UTF-8 \(p.yaml:2\)"):
        load("p.yaml", b"a: 1\nb: \xff\n")


def test_a_small_file_cannot_fill_the_memory() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert "more than 1000000 values" in str(refusal("p.yaml", "\n".join(lines)))


def test_merge_keys_cannot_fill_the_memory() -> None:
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 8)]
    assert refusal("p.yaml", "\n".join(lines)).text == "more than 1000000 values"


def test_what_merges_may_be_used_twice() -> None:
    text = b"- &a {x: 1, y: 1}\n- &b {<<: *a, x: 2}\n- *b\n"
    assert read("p.yaml", text).value == [{"x": 1, "y": 1}, {"x": 2, "y": 1}, {"x": 2, "y": 1}]


def test_deep_yaml_is_refused() -> None:
    for text in ("[" * 100_000, "{a: " * 100_000):
        assert refusal("p.yaml", text).text == "values lie too deep within each other"


@pytest.mark.parametrize(
    ("value", "shown", "kind"),
    [
        ("!!int foo", "foo", "int"),
        ("0x_", "0x_", "int"),
        ("!!int ''", "", "int"),
        ("!!bool foo", "foo", "bool"),
        ("1" * 5000, "1" * 40, "int"),
    ],
)
def test_a_yaml_value_that_is_none_is_refused_with_its_place(value: str, shown: str, kind: str) -> None:
    error = refusal("p.yaml", f"input:\n  x: {value}\n")
    assert (error.text, error.place) == (f"{shown!r} can't be read as {kind}", "p.yaml:2:6")


@pytest.mark.parametrize("field", ["timeout", "retry_delay"])
def test_seconds_are_finite(field: str) -> None:
    error = refusal("p.json", f'{{"{field}": 1e999, "nodes": [{{"slug": "a", "plugin": "p"}}]}}')
    assert error.text == "1e999 is no finite number"
    with pytest.raises(ValidationError, match="finite number"):
        Definition.model_validate({field: float("inf"), "nodes": []})


def test_a_relative_module_is_no_place_of_a_plugin() -> None:
    with pytest.raises(PipelineError, match="is no place of a function"):
        find(".x:y", {})


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_every_value_of_a_json_file_has_its_place(value: Any) -> None:
    text = json.dumps(value, indent=1)
    document = read("p.json", text.encode())
    assert document.value == value
    lines = text.split("\n")

    def look(value: Any, path: tuple[str | int, ...]) -> None:
        line, column = map(int, document.place(path).split(":")[1:])
        assert lines[line - 1][column - 1 :].startswith(json.dumps(value)[:1])
        for key, item in (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
        ):
            look(item, (*path, key))

    look(value, ())


# -- nodes of 0.5 --


def test_nodes_of_0_5_are_converted() -> None:
    nodes = [
        DagNode(plugin="fetch"),
        DagNode(
            slug="read",
            plugin="p",
            depends_on=["fetch_1"],
            edge_filters={
                "fetch_1": EdgeFilter(rules=[FilterRule(field="size", operator="gt", value=3)], select="largest")
            },
            bindings={
                "title": NodeSource(node="fetch_1", key="title", when="{fetch_1.id | not}"),
                "key": ConfigSource(value="$API_KEY"),
                "price": ConfigSource(value="$5"),
                "empty": ConfigSource(),
                "lang": OldRuntimeSource(default="en", required=True),
                "all": ExpressionSource(expression="{input.x} {fetch_1.y}"),
            },
        ),
        DagNode(slug="both", plugin="p", depends_on=["read", "fetch_1"], fan_mode="grouped"),
        DagNode(slug="sum", plugin="p", depends_on=["both"], fan_mode="aggregate"),
        DagNode(slug="alone", plugin="p", fan_mode="grouped"),
    ]
    made = json.loads(Pipeline(nodes).dump())
    assert Pipeline([node.model_dump(mode="json") for node in nodes]) == Pipeline(nodes)
    assert [(node["slug"], node["input_mode"], [edge["required"] for edge in node["edges"]]) for node in made] == [
        ("fetch_1", "all", []),
        ("read", "each", [True]),
        ("both", "by_correlation", [False, False]),
        ("sum", "all", [True]),
        ("alone", "all", []),
    ]
    (edge,) = made[1]["edges"]
    assert edge["filter"] == [{"field": "size", "operator": "gt", "value": 3.0}]
    assert edge["selection"] == {"field": "file_size", "order": "desc", "limit": 1}
    bindings = made[1]["bindings"]
    assert bindings["title"] == {"source": "edge", "edge": "fetch_1", "field": "title", "when": "{fetch_1.id | not}"}
    assert bindings["key"] == {"source": "secret", "name": "API_KEY", "when": None}
    assert bindings["price"] == {"source": "literal", "value": "$5", "when": None}
    assert "empty" not in bindings
    assert bindings["lang"].items() >= {"source": "runtime", "key": "lang", "required": True, "default": "en"}.items()


def test_a_list_is_refused_without_a_place() -> None:
    with pytest.raises(PipelineError, match="Unknown dependency slug 'zz' in node 'b'") as raised:
        Pipeline([{"slug": "b", "plugin": "p", "depends_on": ["zz"]}])
    assert isinstance(raised.value, ValueError)
    assert (raised.value.place, raised.value.path) == (None, (0, "edges", 0, "source"))
    with pytest.raises(ValidationError, match="fan_mod"):
        Pipeline([{"slug": "b", "plugin": "p", "depends_on": [], "fan_mod": "x"}])
    with pytest.raises(ValidationError, match="valid string"):
        Pipeline([{"slug": 1, "plugin": "p", "fan_mode": "single"}])


def test_the_place_of_a_list_is_the_call() -> None:
    namespace: dict[str, Any] = {}
    code = textwrap.dedent(
        """
        from tradewind.pipeline.durable import InputField, Pipeline, input_fields

        p = Pipeline([{"slug": "a", "plugin": "bash"}])
        """
    )
    exec(compile(code, "/somewhere/p.py", "exec"), namespace)
    assert namespace["p"].places == [("/somewhere/p.py", 4)]


def test_the_input_that_a_pipeline_asks_for() -> None:
    @dataclass
    class Meta:
        name: str
        description: str
        source: str
        required: bool = False
        placeholder: str = ""
        default: Any = None

    class Fetch:
        @staticmethod
        def get_effective_inputs() -> list[Meta]:
            return [Meta("url", "Where from", "runtime", True), Meta("own", "", "config")]

    bindings = {
        "title": {"source": "runtime", "key": "page_title", "required": True, "placeholder": "My page"},
        "text": {"source": "expression", "expression": "{input.zone} {input.area}", "when": "{input.on}"},
    }
    pipeline = Pipeline([{"slug": "a", "plugin": "fetch", "bindings": bindings}], defaults={"area": 3, "more": None})
    assert input_fields(pipeline, {"fetch": Fetch}.get) == [
        InputField("url", "Where from", True),
        InputField("page_title", "Title", True, None, "My page"),
        InputField("area", "Area", False, 3),
        InputField("on", "On"),
        InputField("zone", "Zone"),
        InputField("more", "More"),
    ]
