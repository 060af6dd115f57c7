"""Pictures are XML, say what the DAG says, and nothing that a file calls its tasks gets out of its string."""

import json
import re
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tradewind import DAG, Engine, Label, TaskGroup
from tradewind.drawing.chart import chart
from tradewind.drawing.dot import dot
from tradewind.drawing.gantt import BETWEEN, QUEUED, RAN, Row, gantt, rows, ticks
from tradewind.drawing.mermaid import mermaid
from tradewind.drawing.svg import cut, width
from tradewind.drawing.theme import FAMILY, SIGNS
from tradewind.drawing.views import TaskView, count
from tradewind.operators.empty import EmptyOperator
from tradewind.operators.python import PythonOperator
from tradewind.states import TaskState
from tradewind.stores.protocol import AttemptRow
from unit.test_cli_drawing import spec

SVG = "{http://www.w3.org/2000/svg}"
ATTACK = 'x"/><script>alert(1)</script>]]>&amp;\\"];-->\n}'
ALLOWED = {f"{SVG}{tag}" for tag in ("svg", "title", "style", "rect", "g", "text", "tspan", "path", "circle", "line")}

DOT = re.compile(r" *(t\d+ \[label=S(, \w+=S)*\];|subgraph cluster_\d+ \{|label=S;|\}|t\d+ -> t\d+( \[label=S\])?;)")
MERMAID = re.compile(r" *(t\d+\[S\]|subgraph g\d+\[S\]|end|t\d+ -->(\|S\|)? t\d+)")
"""a line whose strings are S"""

names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30) | st.sampled_from([ATTACK, "a" * 300, "\ufffe"])


def elements(svg: str) -> list[ET.Element]:
    found = list(ET.fromstring(svg).iter())
    assert {element.tag for element in found} <= ALLOWED
    assert not [name for element in found for name in element.attrib if name.startswith("on") or "href" in name]
    return found


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in elements(svg) if element.tag == f"{SVG}text"]


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(st.lists(names, min_size=2, max_size=5, unique=True), names, names, names)
def test_names_stay_names(ids: list[str], group: str, label: str, dag_id: str) -> None:
    plan = spec([(up, down, label) for up, down in pairwise(ids)], ids, groups={group: None})
    plan["dag_id"] = dag_id
    for node in plan["nodes"]:
        node["group"] = group
    views = {name: TaskView({"failed": 1}, 1.0, name) for name in ids}
    for picture in (chart(plan), chart(plan, views), gantt(rows(plan, views, [], 0.0), [dag_id, group])):
        elements(picture)
    for line in dot(plan, dict.fromkeys(ids, "failed")).splitlines()[5:-1]:
        assert DOT.fullmatch(re.sub(r'"(?:[^"\\]|\\.)*"', "S", line)), line
    for line in mermaid(plan).splitlines()[1:]:
        assert MERMAID.fullmatch(re.sub(r'"[^"\[\]<>|{}]*"', "S", line)), line


def test_a_chart_names_every_task_and_group() -> None:
    plan = spec([("a", "t.b", "yes"), ("t.b", "c")], groups={"t": None, "empty": None}, t_b="t")
    picture = chart(plan, {"a": TaskView({"success": 1}, 0.5)})
    assert texts(picture) == ["d3 tasks", "t", "yes", "a", "0.50s", "b", "not started", "c", "not started"]
    hints = [element.text for element in elements(picture) if element.tag == f"{SVG}title"]
    assert hints[0] == "d · 3 tasks"
    assert "t.b\nBashOperator\nnot started" in hints


def test_equal_branches_and_folded_groups_are_stacks() -> None:
    plan = spec([("a", f"b_{i}") for i in range(300)])
    assert "b_* \N{MULTIPLICATION SIGN}300" in texts(chart(plan))
    edges = [(f"g.t{i // 2}", f"g.t{i}") for i in range(1, 400)]
    plan = spec(edges, groups={"g": None}, **{f"g_t{i}": "g" for i in range(400)})
    views = {f"g.t{i}": TaskView({"success": 1}) for i in range(398)} | {"g.t398": TaskView({"crashed": 1})}
    assert texts(chart(plan, views))[1:] == ["g", "398 success · 1 crashed · 1 not started"]
    assert len(texts(chart(plan, room=0))) > 800


def test_every_state_has_a_look() -> None:
    assert set(FAMILY) == set(TaskState)
    assert set(SIGNS) == set(TaskState) - {"none"}


def test_mermaid_has_groups_labels_and_states() -> None:
    plan = spec([("a", "t.b", 'if "x"]'), ("t.b", "c<script>")], groups={"t": None}, t_b="t")
    assert mermaid(plan, {"a": "success", "t.b": "failed", "c<script>": "none"}).splitlines() == [
        "flowchart LR",
        '  t0["a"]',
        '  t2["c#60;script#62;"]',
        '  subgraph g0["t"]',
        '    t1["t.b"]',
        "  end",
        '  t0 -->|"if #34;x#34;#93;"| t1',
        "  t1 --> t2",
        "  classDef plain fill:#ffffff,stroke:#b8c4cf,color:#1f2933",
        "  class t2 plain",
        "  classDef good fill:#edf8f1,stroke:#58a879,color:#1f2933",
        "  class t0 good",
        "  classDef bad fill:#fdeeee,stroke:#d9534f,color:#1f2933",
        "  class t1 bad",
    ]


def test_dot_nests_groups() -> None:
    plan = spec([("a", "t.u.b")], groups={"t": None, "t.u": "t"}, t_u_b="t.u")
    lines = [line for line in dot(plan).splitlines() if "[" not in line or "label" in line]
    assert lines == [
        'digraph "d" {',
        '  t0 [label="a"];',
        "  subgraph cluster_0 {",
        '    label="t";',
        "    subgraph cluster_1 {",
        '      label="t.u";',
        '      t1 [label="t.u.b"];',
        "    }",
        "  }",
        "  t0 -> t1;",
        "}",
    ]


def test_a_long_name_is_cut_in_its_middle() -> None:
    name = cut("extract_" + "x" * 300 + "_end", 200)
    assert name.startswith("extract_x")
    assert name.endswith("x_end")
    assert width(name) <= 200
    assert cut("a\nb", 200) == "a b"


# -- charts of time ----------------------------------------------------------------------------------------------------


def attempt(
    task: str, tried: int, queued: float, started: float | None, ended: float | None, how: str | None
) -> AttemptRow:
    return AttemptRow(tried, task, -1, tried, how, queued, started, ended, None, None, None, None, None, None, None)


def bars(row: Row) -> list[tuple[Any, ...]]:
    return [(bar.kind, bar.begin, bar.end, bar.state) for bar in row.bars]


def test_rows_of_a_chart_of_time() -> None:
    plan = spec([("a", "b"), ("b", "c"), ("c", "d")])
    views = {name: TaskView({"success": 1}) for name in "abc"}
    attempts = [
        attempt("b", 1, 10.0, 11.0, 12.0, "timeout"),
        attempt("b", 2, 15.0, 15.0, 17.0, "success"),
        attempt("a", 1, 5.0, 6.0, 9.0, "success"),
        attempt("c", 1, 18.0, 19.0, None, None),
    ]
    a, b, c, d = rows(plan, views, attempts, now=25.0)
    assert [row.name for row in (a, b, c, d)] == ["a", "b", "c", "d"]
    assert bars(a) == [(QUEUED, 5.0, 6.0, "queued"), (RAN, 6.0, 9.0, "success")]
    assert bars(b) == [
        (QUEUED, 10.0, 11.0, "queued"),
        (RAN, 11.0, 12.0, "failed"),
        (BETWEEN, 12.0, 15.0, "success"),
        (RAN, 15.0, 17.0, "success"),
    ]
    assert (b.tries, b.busy) == (2, 6.0)
    assert bars(c)[-1] == (RAN, 19.0, 25.0, "running")
    assert (bars(d), d.busy) == ([], None)
    assert "6.00s · 2 tries" in texts(gantt([a, b, c, d], ["d"]))


def test_many_instances_share_a_row() -> None:
    plan = spec([("a", f"b_{i}") for i in range(3000)])
    attempts = [attempt(f"b_{i}", 1, 0.0, float(i), float(i + 1), "success") for i in range(3000)]
    found = rows(plan, {}, attempts, now=3000.0)
    assert [row.name for row in found] == ["b_* \N{MULTIPLICATION SIGN}3000", "a"]
    assert bars(found[0]) == [(QUEUED, 0.0, 2999.0, "queued"), (RAN, 0.0, 3000.0, "success")]


@pytest.mark.property
@given(st.floats(1e-3, 1e7), st.integers(1, 12))
def test_ticks_are_few_and_rise(seconds: float, most: int) -> None:
    found = ticks(seconds, most)
    assert found[0][0] == 0
    assert len(found) <= 2 * most + 2
    assert all(0 <= at <= seconds * (1 + 1e-6) for at, _ in found)
    assert len({text for _, text in found}) == len(found)


# -- notebooks ---------------------------------------------------------------------------------------------------------


def boom() -> None:
    raise ValueError("<b>no</b>")


def dag() -> DAG:
    with DAG("d") as made:
        with TaskGroup("g"):
            first = EmptyOperator(task_id="a")
        first >> Label("<i>") >> PythonOperator(task_id="b", python_callable=boom)
    return made


def test_a_dag_in_a_notebook() -> None:
    picture = dag()._repr_svg_()
    assert {"d2 tasks", "g", "<i>", "a", "b"} < set(texts(picture))
    assert picture == dag()._repr_svg_()


def test_a_run_in_a_notebook() -> None:
    page = dag().test()._repr_html_()
    body = ET.fromstring(page)
    assert len(body.findall(f"{SVG}svg")) == 1
    assert len(body.findall(f"details/{SVG}svg")) == 1
    (failure,) = body.findall("ul/li/code")
    assert "ValueError: <b>no</b>" in str(failure.text)
    assert "<b>" not in page


def test_a_handle_in_a_notebook(tmp_path: Any) -> None:
    with Engine(f"sqlite:///{tmp_path}/t.db", executor="inline") as engine:
        handle = engine.submit(dag())
        handle.wait()
        assert "failed" in handle._repr_html_()


def test_drawing_costs_nothing_until_something_is_drawn() -> None:
    import subprocess
    import sys

    code = (
        "import tradewind.authoring.dag, tradewind.engine.run, sys; print([m for m in sys.modules if 'drawing' in m])"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_views_count_instances() -> None:
    views = count([("a", "success", 1.0), ("a", "failed", 2.0), ("b", "running", None)])
    assert (views["a"].state, views["a"].counts, views["a"].seconds) == ("failed", {"success": 1, "failed": 1}, 2.0)
    assert json.dumps(views["b"].counts) == '{"running": 1}'
