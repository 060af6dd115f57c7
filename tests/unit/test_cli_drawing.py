"""The drawing says what the DAG says: read back from the rails, the edges are the DAG's own."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradewind.cli.drawing import draw
from tradewind.cli.terminal import Terminal, visible
from tradewind.drawing.views import TaskView

TERMINAL = Terminal(io.StringIO(), colour=False, unicode=True)
NAMES = "abcdefgh"


def spec(
    edges: list[tuple[str, ...]], nodes: str | list[str] = (), groups: dict[str, str | None] | None = None, **group: str
) -> dict[str, Any]:
    ids = list(dict.fromkeys([*nodes, *(name for edge in edges for name in edge[:2])]))
    plain = {"operator": "x.BashOperator", "trigger_rule": "all_success", "retries": 0, "empty": False}
    return {
        "dag_id": "d",
        "nodes": [
            {
                "id": i,
                "group": group.get(i.replace(".", "_")),
                "setup": False,
                "teardown": False,
                "expand": None,
                **plain,
            }
            for i in ids
        ],
        "edges": [{"up": e[0], "down": e[1], "label": e[2] if len(e) > 2 else None} for e in edges],
        "groups": [{"id": i, "parent": parent} for i, parent in (groups or {}).items()],
    }


def text(plan: dict[str, Any], views: dict[str, TaskView] | None = None, width: int = 100) -> list[str]:
    return draw(plan, views, TERMINAL, width)


def edges_of(lines: list[str]) -> set[tuple[str, str]]:
    """Follow the rails from top to bottom, as a reader does."""
    edges: set[tuple[str, str]] = set()
    sources: dict[int, set[str]] = {}  # of the rail in each column
    for number, line in enumerate(lines):
        if "●" not in line:
            continue
        at = line.index("●")
        name = line[at:].split()[1] if line[at:].split()[1] != "│" else line.split("BashOperator")[0].split()[-1]
        edges |= {(up, name) for up in sources.pop(at, ())}
        below = lines[number + 1] if number + 1 < len(lines) else ""
        cell = below[at : at + 1]
        if cell in ("│", "●"):
            sources[at] = {name}
        if cell not in set("├┤┼╰╯┴"):
            continue
        if cell in "├┤┼":
            sources[at] = {name}
        for step in (-2, 2):
            column = at
            while 0 <= column + step < len(below) and below[column + step // 2] == "─":
                column += step
                if below[column] in "╭╮┬":
                    sources[column] = {name}
                elif below[column] in "├┤┼":
                    sources[column].add(name)
                if below[column] in "╭╮├┤":
                    break
    return edges


@st.composite
def dags(draw_value: Any) -> dict[str, Any]:
    size = draw_value(st.integers(1, len(NAMES)))
    names = draw_value(st.permutations(NAMES[:size]))
    pairs = [(names[i], names[j]) for j in range(size) for i in range(j)]
    edges = draw_value(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return spec(edges, NAMES[:size])


@pytest.mark.property
@given(dags())
def test_rails_read_back_are_the_edges(plan: dict[str, Any]) -> None:
    lines = text(plan)
    assert edges_of(lines) == {(edge["up"], edge["down"]) for edge in plan["edges"]}
    assert sum("●" in line for line in lines) == len(plan["nodes"])


def test_a_diamond() -> None:
    lines = text(spec([("start", "left"), ("start", "right"), ("left", "end"), ("right", "end")]))
    assert [line.rstrip() for line in lines] == [
        "●    start  BashOperator",
        "├─╮",
        "● │  left   BashOperator",
        "│ ●  right  BashOperator",
        "├─╯",
        "●    end    BashOperator",
    ]


def test_tasks_without_edges_do_not_look_like_a_chain() -> None:
    assert [line[:1] for line in text(spec([], ["a", "b"]))] == ["●", "", "●"]


def test_equal_parallel_branches_are_one_line() -> None:
    edges = [("start", f"load_{i}") for i in range(40)]
    edges += [(f"load_{i}", f"check_{i}") for i in range(40)] + [(f"check_{i}", "end") for i in range(40)]
    assert [line.split()[1:3] for line in text(spec(edges))] == [
        ["start", "BashOperator"],
        ["load_*", "\N{MULTIPLICATION SIGN}40"],
        ["check_*", "\N{MULTIPLICATION SIGN}40"],
        ["end", "BashOperator"],
    ]


def test_a_few_branches_with_names_of_their_own_stay_apart() -> None:
    lines = text(spec([("start", name) for name in ("clean", "enrich", "validate", "score", "publish")]))
    assert sum("●" in line for line in lines) == 6


def test_a_folded_line_counts_states_and_names_what_failed() -> None:
    plan = spec([("start", f"load_{i}") for i in range(20)])
    views = {f"load_{i}": TaskView({"success": 1} if i < 11 else {"failed": 1}) for i in range(20)}
    line = text(plan, views)[1]
    assert "11 success" in line
    assert "9 failed" in line
    assert "load_11, load_12, load_13, +6" in line
    assert line.startswith("✖")


def test_a_few_that_failed_keep_lines_of_their_own() -> None:
    plan = spec([("start", f"load_{i}") for i in range(10)])
    views = {f"load_{i}": TaskView({"success": 1}) for i in range(10)} | {"load_7": TaskView({"failed": 1}, 1, "why")}
    lines = [line.split() for line in text(plan, views) if "load" in line]
    assert lines[0][:3] == ["✖", "│", "load_7"]
    assert lines[0][-1] == "why"
    assert lines[1] == ["✔", "load_*", "\N{MULTIPLICATION SIGN}9", "9", "success"]


NESTED = spec(
    [("extract", "t.clean"), ("t.clean", "t.u.deep"), ("t.u.deep", "load")],
    groups={"t": None, "t.u": "t"},
    t_clean="t",
    t_u_deep="t.u",
)


def test_groups_are_boxes_around_shorter_names() -> None:
    assert text(NESTED) == [
        "●  extract   BashOperator",
        "│  ╭─ t ────────────────────╮",
        "●  │ clean   BashOperator   │",
        "│  │ ╭─ u ────────────────╮ │",
        "●  │ │ deep  BashOperator │ │",
        "│  │ ╰────────────────────╯ │",
        "│  ╰────────────────────────╯",
        "●  load      BashOperator",
    ]


def test_boxes_of_a_narrow_terminal_have_no_right_side() -> None:
    lines = [line.replace("BashOperator", "").rstrip() for line in text(NESTED, width=40)]
    assert lines == ["●  extract", "│  ╭ t", "●  │ clean", "│  │ ╭ u", "●  │ │ deep", "│  │ ╰", "│  ╰", "●  load"]


def test_a_group_whose_tasks_are_not_together_is_drawn_again() -> None:
    plan = spec([("t.a", "b"), ("b", "t.c")], groups={"t": None}, t_a="t", t_c="t")
    titles = [line.partition("╭─ ")[2].partition(" ─")[0] for line in text(plan) if "╭" in line]
    assert titles == ["t", "t …"]


def test_a_dag_that_is_too_long_is_folded_by_group() -> None:
    edges = [(f"g{g}.t{i}", f"g{g}.t{i + 1}") for g in range(50) for i in range(99)]
    edges += [(f"g{g}.t99", f"g{g + 1}.t0") for g in range(49)]
    of = {f"g{g}_t{i}": f"g{g}" for g in range(50) for i in range(100)}
    plan = spec(edges, groups={f"g{g}": None for g in range(50)}, **of)
    lines = text(plan)
    assert len(lines) == 50
    assert lines[7].split() == ["●", "▸", "g7", "100", "tasks"]
    views = {f"g7.t{i}": TaskView({"success": 1} if i else {"failed": 1}) for i in range(100)}
    assert "99 success · 1 failed · g7.t0" in text(plan, views)[7]
    assert sum("●" in line for line in draw(plan, None, TERMINAL, 100, room=0)) == 5000


def test_groups_that_lead_into_each_other_stay_open() -> None:
    edges = [(f"{'ab'[i % 2]}.t{i}", f"{'ab'[(i + 1) % 2]}.t{i + 1}") for i in range(300)]
    of = {f"{'ab'[i % 2]}_t{i}": "ab"[i % 2] for i in range(301)}
    plan = spec([*edges, ("a.t300", "c.x"), ("c.x", "c.y")], groups=dict.fromkeys("abc"), c_x="c", c_y="c", **of)
    marks = [line for line in text(plan) if "●" in line]
    assert len(marks) == 302  # only c is folded
    assert marks[-1].split()[1:] == ["▸", "c", "2", "tasks"]


def test_a_run_shows_state_duration_and_error() -> None:
    views = {
        "a": TaskView({"success": 1}, 0.42),
        "b": TaskView({"failed": 1}, 161.0, "ValueError: no  (dag.py:4)"),
        "c": TaskView({"upstream_failed": 1}, None, "b"),
    }
    first, second, third = text(spec([("a", "b"), ("b", "c")]), views)
    assert first.split() == ["✔", "a", "success", "0.42s"]
    assert second.split() == ["✖", "b", "failed", "2m", "41s", "ValueError:", "no", "(dag.py:4)"]
    assert third.split() == ["─", "c", "upstream_failed", "b"]


@pytest.mark.parametrize("width", [20, 40, 60, 80])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    plan = spec([(f"n{i}", f"n{i * 7 % 60 + i + 1}") for i in range(60)])
    views = {"t.u.deep": TaskView({"failed": 1}, 1.0, "why " * 60)}
    for lines in (text(plan, width=width), text(NESTED, width=width), text(NESTED, views, width=width)):
        assert all(visible(line) <= width for line in lines)


def test_a_dag_too_dense_for_rails_names_the_upstreams() -> None:
    plan = spec([(f"u{'x' * i}", f"d{'y' * j}") for i in range(8) for j in range(8) if i != j])
    lines = text(plan, width=44)
    assert len(lines) == 16
    assert any("←" in line for line in lines)
